"""Between the password and the second factor: a browser that is not signed in, and remembers who is about to be.

The session has no person in it yet, so every page treats it as a stranger's; there is nothing a page could forget.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from camps.models import User

HOLDS = timedelta(minutes=15)
_KEY = "halfway"


@dataclass(frozen=True)
class Halfway:
    """Who gave the right password, where to go afterwards, and the device being set up where there was none."""

    user: User
    after: str
    device: int | None


def begin(request: HttpRequest, *, user: User, after: str, device: int | None, now: datetime) -> None:
    """Remember that `user` gave the password. Whoever was signed in in this browser no longer is."""
    request.session.flush()
    request.session[_KEY] = {
        "user": user.pk,
        "password": user.get_session_auth_hash(),
        "after": after,
        "device": device,
        "at": now.timestamp(),
    }


def who(request: HttpRequest, *, now: datetime) -> Halfway | None:
    """Who is halfway in here. Nobody after a quarter of an hour, with a new password or with a closed account."""
    held = request.session.get(_KEY)
    if held is None or now.timestamp() - held["at"] > HOLDS.total_seconds():
        return None
    user = User.objects.filter(pk=held["user"], is_active=True).order_by("pk").first()
    if user is None or not constant_time_compare(held["password"], user.get_session_auth_hash()):
        return None
    return Halfway(user=user, after=held["after"], device=held["device"])


def end(request: HttpRequest) -> None:
    """All the way in, or out again."""
    request.session.pop(_KEY, None)
