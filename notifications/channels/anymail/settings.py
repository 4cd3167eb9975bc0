"""Which service Anymail speaks to. Its own keys stand in settings.ANYMAIL, where Anymail looks for them."""

from dataclasses import dataclass

from django.conf import settings

from notifications.channels.hooks import hook_url
from notifications.channels.http import READ_SECONDS


@dataclass(frozen=True, slots=True, kw_only=True)
class AnymailSettings:
    """`esp` is Anymail's name of the service, such as postmark. `hook_secret` is "name:password", which the service
    sends with its calls (ANYMAIL_WEBHOOK_SECRET); without it no call counts as genuine.
    """

    esp: str
    hook: str = ""
    hook_secret: str = ""
    read_seconds: float = READ_SECONDS


def configured() -> AnymailSettings:
    """Read the settings."""
    return AnymailSettings(
        esp=settings.ANYMAIL_ESP,
        hook=hook_url("anymail"),
        hook_secret=settings.ANYMAIL.get("WEBHOOK_SECRET", ""),
    )
