"""What SES needs to know of us."""

from dataclasses import dataclass

from django.conf import settings

from notifications.channels.http import READ_SECONDS, check_base_url


@dataclass(frozen=True, slots=True, kw_only=True)
class SesSettings:
    """`region` such as eu-west-1; the key may only send (ses:SendEmail). `configuration_set` may be empty."""

    region: str
    access_key_id: str
    secret_access_key: str
    configuration_set: str = ""
    base_url: str = ""
    read_seconds: float = READ_SECONDS

    def __post_init__(self) -> None:
        """The region has an address of its own. Raises ValueError when it is not https."""
        if not self.base_url:
            object.__setattr__(self, "base_url", f"https://email.{self.region}.amazonaws.com")
        check_base_url("SES_BASE_URL", self.base_url)


def configured() -> SesSettings:
    """Read the settings. Raises ValueError when the address is not https."""
    return SesSettings(
        region=settings.SES_REGION,
        access_key_id=settings.SES_ACCESS_KEY_ID,
        secret_access_key=settings.SES_SECRET_ACCESS_KEY,
        configuration_set=settings.SES_CONFIGURATION_SET,
        base_url=settings.SES_BASE_URL,
    )
