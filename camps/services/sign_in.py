"""Signing in with a password, and the limits that make guessing hopeless without locking the owner out.

Limits a person runs into (safety rules): 10 wrong passwords an hour for an address from devices we do not know, 20 a
day; 20 an hour from one network, 300 from one where somebody of the staff signed in lately (a whole camp sits behind
one router). A device that signed in before has buckets of its own: a stranger's guesses do not lock it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth import authenticate

from camps.errors import Invalid
from camps.models import Organisation, TokenBucket, User
from camps.sample_accounts import is_sample
from camps.services.throttling import Limit, give_back, spend

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
_STAFF_NETWORK_HOLDS = timedelta(hours=12)
_WAIT = "There were too many wrong tries. Wait a little, or choose a new password by mail."


def sign_in(*, email: str, password: str, network: str, device: str, now: datetime, sample_opens: bool = False) -> User:
    """The person with this password. `device` is the known device's name, empty for a new one; `network` its address.

    Everybody knows the password of the sample's people: they come in only where `sample_opens`.

    Raises TooManyTries before the password is looked at, and Invalid in the same words for a wrong password, an
    unknown address and a closed account.
    """
    address = email.strip().lower()
    if is_sample(address) and not sample_opens:
        raise Invalid(
            "The sample's people sign in only on the machine that runs Campline.", cure="Use an account of your own."
        )
    limits = [*_limits_of_account(address, device=device), _limit_of_network(network, now=now)]
    spend(limits=limits, now=now, message=_WAIT)
    user = authenticate(username=address, password=password)
    if not isinstance(user, User):
        raise Invalid("The e-mail address or the password is not right.", cure="Look at both again.")
    give_back(limits=limits, now=now)
    return user


def check_own_password(*, user: User, password: str, network: str, device: str, now: datetime) -> None:
    """Asked again of somebody who is signed in, under the limits of the sign-in. Raises Invalid and TooManyTries."""
    limits = [*_limits_of_account(user.email, device=device), _limit_of_network(network, now=now)]
    spend(limits=limits, now=now, message=_WAIT)
    if not user.check_password(password):
        raise Invalid("This is not your password.", field="password", cure="Look at it again.")
    give_back(limits=limits, now=now)


def note_signed_in(*, network: str, now: datetime) -> None:
    """Somebody of the staff came all the way in from here: the network may try more often for a while."""
    TokenBucket.objects.update_or_create(key=_mark(network).key, defaults={"tokens": 0, "filled_at": now})


def spend_reset(*, email: str, network: str, now: datetime) -> None:
    """One request for a new password. Raises TooManyTries."""
    limits = [
        Limit(what="reset", who=email.strip().lower(), most=5, per=HOUR),
        Limit(what="reset network", who=network, most=20, per=HOUR),
    ]
    spend(limits=limits, now=now, message="There were too many requests. Wait a little, and look into your mail.")


def spend_invitation(*, organisation: Organisation, now: datetime) -> None:
    """One of 20 invitations a day: a stolen account must not become a mail cannon. Raises TooManyTries."""
    limit = Limit(what="invitations", who=str(organisation.pk), most=20, per=DAY)
    spend(limits=[limit], now=now, message="20 invitations a day are the limit. Go on tomorrow.")


def _limits_of_account(address: str, *, device: str) -> list[Limit]:
    if device:
        return [
            Limit(what="device", who=f"{address}|{device}", most=10, per=HOUR),
            Limit(what="device by day", who=f"{address}|{device}", most=20, per=DAY),
        ]
    return [
        Limit(what="address", who=address, most=10, per=HOUR),
        Limit(what="address by day", who=address, most=20, per=DAY),
    ]


def _limit_of_network(network: str, *, now: datetime) -> Limit:
    seen = TokenBucket.objects.filter(key=_mark(network).key, filled_at__gt=now - _STAFF_NETWORK_HOLDS)
    if seen.exists():
        return Limit(what="network of staff", who=network, most=300, per=HOUR)
    return Limit(what="network", who=network, most=20, per=HOUR)


def _mark(network: str) -> Limit:
    """Not a limit but the note that staff signed in from here; its time is all it says."""
    return Limit(what="staff was seen", who=network, most=1, per=DAY)
