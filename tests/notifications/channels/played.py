"""Every provider that is called over HTTP, beside the one that plays it: what must hold for all is asked of all."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from notifications.channels.africas_talking import sms as africas_talking_sms
from notifications.channels.africas_talking.codes import CODES as AFRICAS_TALKING_CODES
from notifications.channels.africas_talking.settings import AfricasTalkingSettings
from notifications.channels.meta import whatsapp as meta_whatsapp
from notifications.channels.meta.codes import CODES as META_CODES
from notifications.channels.meta.settings import MetaSettings
from notifications.channels.providers import ProviderAnswer, Text
from notifications.channels.ses import mail as ses_mail
from notifications.channels.ses.codes import CODES as SES_CODES
from notifications.channels.ses.settings import SesSettings
from notifications.channels.twilio import sms as twilio_sms
from notifications.channels.twilio import whatsapp as twilio_whatsapp
from notifications.channels.twilio.codes import SMS as TWILIO_SMS_CODES
from notifications.channels.twilio.codes import WHATSAPP as TWILIO_WHATSAPP_CODES
from notifications.channels.twilio.settings import TwilioSettings
from notifications.channels.verdicts import Codes
from tests.notifications.ical.events import DOCTOR
from tests.notifications.mail.mails import a_reminder
from tests.providers.africas_talking import AfricasTalking
from tests.providers.meta import Meta
from tests.providers.ses import Ses
from tests.providers.stand_in import Answer, StandIn
from tests.providers.twilio import Twilio

NUMBER = "+2348035550100"
TEXT = Text(to=NUMBER, body="Jalingo Camp: à demain, 8 h 30.", reference="7", validity_seconds=3600)
TEMPLATE = Text(
    to=NUMBER,
    body="Jalingo Camp: your visit is Tuesday 9 March.",
    reference="7",
    validity_seconds=3600,
    template="HX" + "a" * 32,
    language="en",
    variables=("Tuesday 9 March",),
)


@dataclass(frozen=True)
class Played:
    """`send(provider, **settings)` sends one message to `recipient`; `refuse(provider, code)` is its answer to it."""

    name: str
    stand_in: Callable[[], StandIn]
    send: Callable[..., ProviderAnswer]
    refuse: Callable[[Any, Any], Answer]
    codes: Codes


def settings_of(provider: Any, **changes: Any) -> dict[str, Any]:
    return {"base_url": provider.url, "read_seconds": 10.0, **changes}


def by_twilio_sms(provider: Twilio, text: Text = TEXT, **changes: Any) -> ProviderAnswer:
    return twilio_sms.send(text, settings=twilio(provider, **changes))


def by_twilio_whatsapp(provider: Twilio, text: Text = TEMPLATE, **changes: Any) -> ProviderAnswer:
    return twilio_whatsapp.send(text, settings=twilio(provider, **changes))


def twilio(provider: Twilio, **changes: Any) -> TwilioSettings:
    account = {"account_sid": provider.account_sid, "auth_token": provider.auth_token}
    senders = {"sender": provider.sender, "whatsapp_sender": provider.sender}
    return TwilioSettings(**{**account, **senders, **settings_of(provider, **changes)})


def by_africas_talking(provider: AfricasTalking, text: Text = TEXT, **changes: Any) -> ProviderAnswer:
    account = {"username": provider.username, "api_key": provider.api_key}
    settings = AfricasTalkingSettings(**{**account, **settings_of(provider, **changes)})
    return africas_talking_sms.send(text, settings=settings)


def by_meta(provider: Meta, text: Text = TEMPLATE, **changes: Any) -> ProviderAnswer:
    account = {"phone_number_id": provider.phone_number_id, "access_token": provider.access_token}
    return meta_whatsapp.send(text, settings=MetaSettings(**{**account, **settings_of(provider, **changes)}))


def by_ses(provider: Ses, **changes: Any) -> ProviderAnswer:
    account = {"access_key_id": provider.access_key_id, "secret_access_key": provider.secret_access_key}
    settings = SesSettings(**{**account, "region": "eu-west-1", **settings_of(provider, **changes)})
    return ses_mail.send(a_reminder(to=DOCTOR), settings=settings)


PLAYED = [
    Played("twilio-sms", Twilio, by_twilio_sms, lambda one, code: one.refusal(code), TWILIO_SMS_CODES),
    Played("twilio-whatsapp", Twilio, by_twilio_whatsapp, lambda one, code: one.refusal(code), TWILIO_WHATSAPP_CODES),
    Played(
        "africas-talking",
        AfricasTalking,
        by_africas_talking,
        lambda one, code: one.answer(code, to=NUMBER),
        AFRICAS_TALKING_CODES,
    ),
    Played("meta", Meta, by_meta, lambda one, code: one.refusal(code), META_CODES),
    Played("ses", Ses, by_ses, lambda one, code: one.refusal(code), SES_CODES),
]
