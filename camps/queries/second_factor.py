"""What a person has besides a password."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from camps.models import User
from camps.models.sign_in import FactorReset


@dataclass(frozen=True)
class SecondFactor:
    """Whether a phone is set up, and how many recovery codes are left."""

    is_set_up: bool
    codes_left: int


def second_factor_of(user: User) -> SecondFactor:
    """The state of a person's second factor."""
    return SecondFactor(has_factor(user), StaticToken.objects.filter(device__user=user, device__confirmed=True).count())


def has_factor(user: User) -> bool:
    """Whether the sign-in asks this person for a code."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def is_required() -> bool:
    """Whether nobody gets in without a second factor."""
    return str(settings.SECOND_FACTOR) == "required"


def is_offered() -> bool:
    """Whether people can set one up."""
    return str(settings.SECOND_FACTOR) != "off"


def device_being_set_up(user: User, *, pk: int | None) -> TOTPDevice | None:
    """The key that waits for its first code."""
    found: TOTPDevice | None = TOTPDevice.objects.filter(user=user, pk=pk, confirmed=False).order_by("pk").first()
    return found


def resets_of(user: User) -> list[FactorReset]:
    """When the factor was taken away, by whom and why, newest first; of the organisation in scope."""
    return list(FactorReset.objects.filter(user=user).select_related("by").order_by("-at"))
