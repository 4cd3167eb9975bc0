"""How long a sign-in holds: 30 minutes without a sign of life, 12 hours in all, whatever happens.

The session row holds a few values; `seen` is written at most once a minute, since each write is a row in PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import login
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from camps.models import Member, User

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
_WRITE_EVERY = timedelta(minutes=1)
_SINCE, _SEEN, _ORGANISATION = "signed_in_at", "seen_at", "organisation_id"
_FACTOR, _BROWSER, _NETWORK = "second_factor", "browser", "network"


def begin(request: HttpRequest, *, user: User, now: datetime, factor: bool) -> None:
    """Sign `user` in with a new session id. `factor` says that the second factor was given as well."""
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    session = request.session
    session[_SINCE] = session[_SEEN] = now.timestamp()
    session[_FACTOR] = factor
    session[_BROWSER] = request.headers.get("User-Agent", "")[:200]
    session[_NETWORK] = request.META.get("REMOTE_ADDR", "")


def is_over(session: SessionBase, *, now: datetime) -> bool:
    """Whether the sign-in ran out. One that was not begun here (a test's, a command's) begins now."""
    times = times_of(session)
    if times is None:
        session[_SINCE] = session[_SEEN] = now.timestamp()
        return False
    return ran_out(*times, now=now)


def times_of(held: Mapping[str, Any] | SessionBase) -> tuple[float, float] | None:
    """When the sign-in was and when its last sign of life, in seconds since 1970; None before both are there."""
    since, seen = held.get(_SINCE), held.get(_SEEN)
    return None if since is None or seen is None else (since, seen)


def ran_out(since: float, seen: float, *, now: datetime) -> bool:
    """Whether one of the two limits has passed."""
    return now.timestamp() - seen > IDLE.total_seconds() or now.timestamp() - since > ABSOLUTE.total_seconds()


def where_of(held: Mapping[str, Any]) -> tuple[str, str]:
    """The browser as it calls itself, and the network address of the sign-in."""
    return held.get(_BROWSER, ""), held.get(_NETWORK, "")


def factor_was_given(session: SessionBase) -> bool:
    """Whether this sign-in went through the second factor."""
    return session.get(_FACTOR) is True


def renew_with_factor(session: SessionBase) -> None:
    """The factor was set up or changed in this session: it goes on under a new id, as one that gave the factor."""
    session.cycle_key()
    session[_FACTOR] = True


def touch(session: SessionBase, *, now: datetime) -> None:
    """A sign of life. Pages that ask by themselves whether anything changed are none; the caller leaves them out."""
    if now.timestamp() - session[_SEEN] > _WRITE_EVERY.total_seconds():
        session[_SEEN] = now.timestamp()


def choose(session: SessionBase, *, member: Member) -> None:
    """The organisation to work in from now on."""
    session[_ORGANISATION] = member.organisation_id


def chosen(session: SessionBase, members: list[Member]) -> Member | None:
    """The place the person works in: the chosen one, or the only one."""
    wanted = session.get(_ORGANISATION)
    return next((member for member in members if member.organisation_id == wanted or len(members) == 1), None)
