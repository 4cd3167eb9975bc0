"""What Twilio needs to know of us."""

from dataclasses import dataclass

from django.conf import settings

from notifications.channels.hooks import hook_url
from notifications.channels.http import READ_SECONDS, check_base_url

BASE_URL = "https://api.twilio.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class TwilioSettings:
    """`sender` is a number, a name or the id of a messaging service (MG...); `hook` the address of our receipts.

    `whatsapp_sender` is the number WhatsApp knows, or a messaging service.
    """

    account_sid: str
    auth_token: str
    sender: str = ""
    whatsapp_sender: str = ""
    hook: str = ""
    base_url: str = BASE_URL
    read_seconds: float = READ_SECONDS

    def __post_init__(self) -> None:
        """Raises ValueError when the address is not https (the machine's own excepted)."""
        check_base_url("TWILIO_BASE_URL", self.base_url)


def configured() -> TwilioSettings:
    """Read the settings. Raises ValueError when the address is not https."""
    return TwilioSettings(
        account_sid=settings.TWILIO_ACCOUNT_SID,
        auth_token=settings.TWILIO_AUTH_TOKEN,
        sender=settings.TWILIO_FROM,
        whatsapp_sender=settings.TWILIO_WHATSAPP_FROM,
        hook=hook_url("twilio"),
        base_url=settings.TWILIO_BASE_URL,
    )
