"""One SMS by Twilio."""

from notifications.channels.errors import refused_for_good
from notifications.channels.providers import ProviderAnswer, Text, check_number
from notifications.channels.twilio.messages import create
from notifications.channels.twilio.settings import TwilioSettings

LONGEST_TEXT = 1600


def send(text: Text, *, settings: TwilioSettings) -> ProviderAnswer:
    """Hand one text to Twilio. Receipts carry the id returned here, and our reference.

    Raises ChannelError; OptedOut when the recipient has blocked this sender.
    """
    check_number(text.to)
    if not 0 < len(text.body) <= LONGEST_TEXT:
        raise refused_for_good(f"Not sent: the text has {len(text.body)} characters, Twilio takes 1 to {LONGEST_TEXT}.")
    form = {"To": text.to, "Body": text.body}
    return create(
        form,
        sender=settings.sender,
        reference=text.reference,
        validity_seconds=text.validity_seconds,
        settings=settings,
    )
