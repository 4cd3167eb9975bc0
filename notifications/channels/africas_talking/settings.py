"""What Africa's Talking needs to know of us."""

from dataclasses import dataclass

from django.conf import settings

from notifications.channels.hooks import hook_url
from notifications.channels.http import READ_SECONDS, check_base_url

BASE_URL = "https://api.africastalking.com"
SANDBOX_URL = "https://api.sandbox.africastalking.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class AfricasTalkingSettings:
    """`sender` is a short code or an approved name; empty uses the provider's shared one.

    Its calls to us carry no signature: `hook_secret` stands at the end of the address they go to.
    """

    username: str
    api_key: str
    sender: str = ""
    hook: str = ""
    hook_secret: str = ""
    base_url: str = ""
    read_seconds: float = READ_SECONDS

    def __post_init__(self) -> None:
        """The user "sandbox" has an address of its own. Raises ValueError when it is not https."""
        if not self.base_url:
            object.__setattr__(self, "base_url", SANDBOX_URL if self.username == "sandbox" else BASE_URL)
        check_base_url("AFRICASTALKING_BASE_URL", self.base_url)


def configured() -> AfricasTalkingSettings:
    """Read the settings. Raises ValueError when the address is not https."""
    return AfricasTalkingSettings(
        username=settings.AFRICASTALKING_USERNAME,
        api_key=settings.AFRICASTALKING_API_KEY,
        sender=settings.AFRICASTALKING_FROM,
        hook=hook_url("africastalking"),
        hook_secret=settings.AFRICASTALKING_HOOK_SECRET,
        base_url=settings.AFRICASTALKING_BASE_URL,
    )
