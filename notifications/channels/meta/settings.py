"""What Meta needs to know of us."""

from dataclasses import dataclass

from django.conf import settings

from notifications.channels.hooks import hook_url
from notifications.channels.http import READ_SECONDS, check_base_url


@dataclass(frozen=True, slots=True, kw_only=True)
class MetaSettings:
    """`phone_number_id` is Meta's id of our number; `app_secret` signs its calls to us, `verify_token` is the word it
    sends when the address of these calls is set up. `base_url` names the version of the API.
    """

    phone_number_id: str
    access_token: str
    app_secret: str = ""
    verify_token: str = ""
    hook: str = ""
    base_url: str = "https://graph.facebook.com/v23.0"
    read_seconds: float = READ_SECONDS

    def __post_init__(self) -> None:
        """Raises ValueError when the address is not https (the machine's own excepted)."""
        check_base_url("META_BASE_URL", self.base_url)


def configured() -> MetaSettings:
    """Read the settings. Raises ValueError when the address is not https."""
    return MetaSettings(
        phone_number_id=settings.META_PHONE_NUMBER_ID,
        access_token=settings.META_ACCESS_TOKEN,
        app_secret=settings.META_APP_SECRET,
        verify_token=settings.META_VERIFY_TOKEN,
        hook=hook_url("meta"),
        base_url=settings.META_BASE_URL,
    )
