"""Where a person is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.crypto import salted_hmac

from camps import sessions
from camps.browsers import browser_in_words
from camps.models import User
from camps.models.sign_in import SignIn


@dataclass(frozen=True)
class Place:
    """One session: the browser in words, from where, since when, when it last asked for a page."""

    mark: str
    browser: str
    network: str
    since: datetime
    seen: datetime
    is_here: bool


def mark_of(session_key: str) -> str:
    """A name for a session that opens nothing: the key itself must not stand in a page."""
    return salted_hmac("camps.signed_in", session_key, algorithm="sha256").hexdigest()[:16]


def places(user: User, *, here: str | None, now: datetime) -> list[Place]:
    """The sessions of `user` that still hold, the one with the key `here` first, then the newest."""
    found = []
    for row in SignIn.objects.filter(user=user, expire_date__gt=now).order_by("session_key"):
        held = row.get_decoded()
        times = sessions.times_of(held)
        if times is not None and not sessions.ran_out(held, now=now):
            since, seen = (datetime.fromtimestamp(value, tz=UTC) for value in times)
            browser, network = sessions.where_of(held)
            name, is_here = browser_in_words(browser), row.session_key == here
            found.append(Place(mark_of(row.session_key), name, network, since, seen, is_here))
    return sorted(found, key=lambda place: (not place.is_here, -place.seen.timestamp()))
