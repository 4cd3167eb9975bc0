"""One SMS by Twilio."""

from notifications.channels.providers import ProviderAnswer, Text, check_number
from notifications.channels.twilio.messages import create
from notifications.channels.twilio.settings import TwilioSettings


def send(text: Text, *, settings: TwilioSettings) -> ProviderAnswer:
    """Hand one text to Twilio. Receipts carry the id returned here, and our reference.

    Raises ChannelError; OptedOut when the recipient has blocked this sender.
    """
    check_number(text.to)
    form = {"To": text.to, "Body": text.body}
    return create(
        form,
        sender=settings.sender,
        reference=text.reference,
        validity_seconds=text.validity_seconds,
        settings=settings,
    )
