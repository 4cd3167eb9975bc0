"""How long a sign-in holds: 30 minutes without a sign of life, 12 hours in all, whatever happens.

A device that works at a camp's desk, station or table may stay signed in for 10 hours: whoever is at the table has no
hand for a password.

The session row holds a few values; `seen` is written at most once a minute, since each write is a row in PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth import login
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from camps.models import Member, User

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
_WRITE_EVERY = timedelta(minutes=1)
STAYS = timedelta(hours=10)
_SINCE, _SEEN, _STAYS, _ORGANISATION = "signed_in_at", "seen_at", "stays_until", "organisation_id"
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
    if times_of(session) is None:
        session[_SINCE] = session[_SEEN] = now.timestamp()
        return False
    return ran_out(session, now=now)


def times_of(held: Mapping[str, Any] | SessionBase) -> tuple[float, float] | None:
    """When the sign-in was and when its last sign of life, in seconds since 1970; None before both are there."""
    since, seen = held.get(_SINCE), held.get(_SEEN)
    return None if since is None or seen is None else (since, seen)


def ran_out(held: Mapping[str, Any] | SessionBase, *, now: datetime) -> bool:
    """Whether one of the limits has passed."""
    times = times_of(held)
    if times is None:
        return False
    since, seen = times
    idle = now.timestamp() - seen > IDLE.total_seconds() and stays_until(held, now=now) is None
    return idle or now.timestamp() - since > ABSOLUTE.total_seconds()


def stay(session: SessionBase, *, now: datetime) -> None:
    """This device stays signed in, also where nobody touches it, for 10 hours and within the 12 of its sign-in."""
    session[_STAYS] = (now + STAYS).timestamp()


def stay_no_longer(session: SessionBase) -> None:
    session.pop(_STAYS, None)


def stays_until(held: Mapping[str, Any] | SessionBase, *, now: datetime) -> datetime | None:
    """Until when the device stays signed in untouched; None where it does not."""
    until, since = held.get(_STAYS), held.get(_SINCE)
    if until is None or since is None:
        return None
    ends = datetime.fromtimestamp(min(until, since + ABSOLUTE.total_seconds()), tz=UTC)
    return ends if now < ends else None


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
