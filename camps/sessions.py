"""How long a sign-in holds: 30 minutes without a sign of life, 12 hours in all, whatever happens.

The session row holds three numbers; `seen` is written at most once a minute, since each write is a row in PostgreSQL.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth import login
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from camps.models import Member, User

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
_WRITE_EVERY = timedelta(minutes=1)
_SINCE, _SEEN, _ORGANISATION = "signed_in_at", "seen_at", "organisation_id"


def begin(request: HttpRequest, *, user: User, now: datetime) -> None:
    """Sign `user` in with a new session id."""
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    request.session[_SINCE] = request.session[_SEEN] = now.timestamp()


def is_over(session: SessionBase, *, now: datetime) -> bool:
    """Whether the sign-in ran out. One that was not begun here (a test's, a command's) begins now."""
    since, seen = session.get(_SINCE), session.get(_SEEN)
    if since is None or seen is None:
        session[_SINCE] = session[_SEEN] = now.timestamp()
        return False
    return now.timestamp() - seen > IDLE.total_seconds() or now.timestamp() - since > ABSOLUTE.total_seconds()


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
