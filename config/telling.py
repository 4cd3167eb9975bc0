"""How people are told: the providers of mails, texts and WhatsApp messages, in the order in which they are tried.

Each is a folder of notifications/channels; docs/operations.md tells what to set at the provider itself.
"""

import os
from importlib.util import find_spec

from django.core.exceptions import ImproperlyConfigured

from config.embedded.places import mail_port_file
from config.env import choices, env, secret, whole_number
from config.mode import PRODUCTION, VAR_DIR
from config.rates import USUAL_RATES, sending_rates
from config.refusals import refuse_missing_credentials
from config.senders import refuse_bad_sender, refuse_weak_hook_secret
from config.whatsapp import approved_templates

# In the order of trying; the next one is tried when a message was certainly not taken
MAIL_PROVIDERS = choices("MAIL_PROVIDERS", options=("smtp", "ses", "anymail"), default="smtp")
SMS_PROVIDERS = choices(
    "SMS_PROVIDERS",
    options=("local", "twilio", "africastalking"),
    default=env.str("SMS_PROVIDER", default="local"),  # the name it had while there was one only
)
WHATSAPP_PROVIDERS = choices(
    "WHATSAPP_PROVIDERS", options=("local", "twilio", "meta"), default="" if PRODUCTION else "local"
)
if not set(MAIL_PROVIDERS) & {"smtp", "ses"}:
    raise ImproperlyConfigured(
        f"MAIL_PROVIDERS={','.join(MAIL_PROVIDERS)!r} can't carry an invitation as it was written; add smtp or ses."
    )

# SMTP: the built-in server, which delivers nothing, unless EMAIL_URL names another. Staff's own mails go by it too
EMAIL_URL = env.str("EMAIL_URL", default="")
BUILT_IN_MAIL = not EMAIL_URL
EMAIL_TIMEOUT = 20
EMAIL_HOST, EMAIL_PORT = "127.0.0.1", whole_number("MAIL_SINK_PORT", default=0, most=65535)
EMAIL_USE_SSL = EMAIL_USE_TLS = False
EMAIL_HOST_USER = EMAIL_HOST_PASSWORD = ""
if BUILT_IN_MAIL:
    if not EMAIL_PORT:
        _written = mail_port_file(VAR_DIR)
        EMAIL_PORT = int(_written.read_text() or 2525) if _written.is_file() else 2525
else:
    _mail = env.email_url("EMAIL_URL")
    EMAIL_HOST = _mail["EMAIL_HOST"]
    EMAIL_USE_SSL = bool(_mail.get("EMAIL_USE_SSL"))
    EMAIL_USE_TLS = bool(_mail.get("EMAIL_USE_TLS"))
    EMAIL_PORT = _mail["EMAIL_PORT"] or (465 if EMAIL_USE_SSL else 587 if EMAIL_USE_TLS else 25)
    EMAIL_HOST_USER = _mail["EMAIL_HOST_USER"] or ""
    EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_PASSWORD"] or ""
MAIL_DOMAIN = env.str("MAIL_DOMAIN", default="campline.localhost")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"Campline <camp@{MAIL_DOMAIN}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Amazon SES
SES_REGION = env.str("SES_REGION", default="")
SES_ACCESS_KEY_ID = env.str("SES_ACCESS_KEY_ID", default="")
SES_SECRET_ACCESS_KEY = secret("SES_SECRET_ACCESS_KEY")
SES_CONFIGURATION_SET = env.str("SES_CONFIGURATION_SET", default="")
SES_BASE_URL = env.str("SES_BASE_URL", default="")  # empty: by the region

# Anymail: ANYMAIL_ESP names one of its services, ANYMAIL_POSTMARK_SERVER_TOKEN and the like are handed on to it
ANYMAIL_ESP = env.str("ANYMAIL_ESP", default="").lower()
ANYMAIL = {
    name.removeprefix("ANYMAIL_").removesuffix("_FILE"): secret(name.removesuffix("_FILE"))
    for name in os.environ
    if name.startswith("ANYMAIL_") and name != "ANYMAIL_ESP"
}

# Twilio
TWILIO_ACCOUNT_SID = env.str("TWILIO_ACCOUNT_SID", default="")
TWILIO_AUTH_TOKEN = secret("TWILIO_AUTH_TOKEN")
TWILIO_FROM = env.str("TWILIO_FROM", default="")
TWILIO_WHATSAPP_FROM = env.str("TWILIO_WHATSAPP_FROM", default="")
TWILIO_BASE_URL = env.str("TWILIO_BASE_URL", default="https://api.twilio.com")

# Africa's Talking
AFRICASTALKING_USERNAME = env.str("AFRICASTALKING_USERNAME", default="")
AFRICASTALKING_API_KEY = secret("AFRICASTALKING_API_KEY")
AFRICASTALKING_FROM = env.str("AFRICASTALKING_FROM", default="")
AFRICASTALKING_HOOK_SECRET = secret("AFRICASTALKING_HOOK_SECRET")
AFRICASTALKING_BASE_URL = env.str("AFRICASTALKING_BASE_URL", default="")  # empty: by the user name

# Meta, for WhatsApp
META_PHONE_NUMBER_ID = env.str("META_PHONE_NUMBER_ID", default="")
META_ACCESS_TOKEN = secret("META_ACCESS_TOKEN")
META_APP_SECRET = secret("META_APP_SECRET")
META_VERIFY_TOKEN = secret("META_VERIFY_TOKEN")
META_BASE_URL = env.str("META_BASE_URL", default="https://graph.facebook.com/v23.0")
WHATSAPP_TEMPLATES = approved_templates(env.str("WHATSAPP_TEMPLATES", default=""))

# What no network, and no guesser, should be handed
refuse_bad_sender("TWILIO_FROM", TWILIO_FROM, service=True)
refuse_bad_sender("TWILIO_WHATSAPP_FROM", TWILIO_WHATSAPP_FROM, service=True, whatsapp=True)
refuse_bad_sender("AFRICASTALKING_FROM", AFRICASTALKING_FROM)
refuse_weak_hook_secret("AFRICASTALKING_HOOK_SECRET", AFRICASTALKING_HOOK_SECRET)
if ANYMAIL_ESP and not (ANYMAIL_ESP.isidentifier() and find_spec(f"anymail.backends.{ANYMAIL_ESP}")):
    raise ImproperlyConfigured(f"ANYMAIL_ESP={ANYMAIL_ESP!r} is none of Anymail's services; use such as postmark.")

# What a chosen provider can't do without
_TWILIO = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN")
for _list, _provider, _names in (
    ("MAIL_PROVIDERS", "ses", ("SES_REGION", "SES_ACCESS_KEY_ID", "SES_SECRET_ACCESS_KEY")),
    ("MAIL_PROVIDERS", "anymail", ("ANYMAIL_ESP",)),
    ("SMS_PROVIDERS", "twilio", (*_TWILIO, "TWILIO_FROM")),
    ("SMS_PROVIDERS", "africastalking", ("AFRICASTALKING_USERNAME", "AFRICASTALKING_API_KEY")),
    ("WHATSAPP_PROVIDERS", "twilio", (*_TWILIO, "TWILIO_WHATSAPP_FROM")),
    ("WHATSAPP_PROVIDERS", "meta", ("META_PHONE_NUMBER_ID", "META_ACCESS_TOKEN", "META_APP_SECRET")),
):
    if _provider in globals()[_list]:
        refuse_missing_credentials(chosen=f"{_list}={_provider}", credentials={_n: globals()[_n] for _n in _names})

# How fast each may be sent to
SENDING_RATES = sending_rates(env.str("SENDING_RATES", default=USUAL_RATES))
