"""One WhatsApp message by Twilio: an approved template by its ContentSid, or words within 24 hours of an answer.

Since 2025-04-01 a template's text in Body fails outside of these hours (error 63016).
"""

import json

from notifications.channels.providers import ProviderAnswer, Text, check_number
from notifications.channels.template_rules import check_template_call
from notifications.channels.twilio.messages import create
from notifications.channels.twilio.settings import TwilioSettings


def send(text: Text, *, settings: TwilioSettings) -> ProviderAnswer:
    """Hand one message to Twilio. Raises ChannelError, for good and before any call when the template can't be sent."""
    check_number(text.to)
    if text.template:
        check_template_call(text)
        form = {"ContentSid": text.template}
        # Twilio refuses empty ContentVariables (21656): a template without variables goes without the field.
        if text.variables:
            form["ContentVariables"] = json.dumps({str(n): value for n, value in enumerate(text.variables, start=1)})
    else:
        form = {"Body": text.body}
    sender = settings.whatsapp_sender
    return create(
        {"To": f"whatsapp:{text.to}", **form},
        sender=sender if sender.startswith("MG") else f"whatsapp:{sender}",
        reference=text.reference,
        validity_seconds=text.validity_seconds,
        settings=settings,
    )
