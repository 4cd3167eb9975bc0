"""Calendar feeds: make an address, renew it, switch it off, note that it was asked for (safety.md §4, calendar.md §5).

The token is 128 random bits, shown once and kept as its SHA-256: one a device, so that a lost phone costs one address.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, time, timedelta
from functools import partial
from typing import NamedTuple

from django.conf import settings
from django.db import transaction

from camps.errors import Invalid, Taken
from camps.models import Camp, Doctor, Station, User
from camps.services.saving import checked
from notifications.models import Feed, FeedKind
from notifications.services.feed_memory import forget

TOKEN_OCTETS = 16
AFTER_CAMP = timedelta(days=30)
DOCTORS = timedelta(days=365)  # rolling: each asking begins it anew
RECORDED_EVERY = timedelta(minutes=1)
MOST_OF_ONE = 20


class NewFeed(NamedTuple):
    """A feed and its secret address, which exists here and on the page that shows it, once."""

    feed: Feed
    address: str


@transaction.atomic
def create_feed(
    *,
    name: str,
    now: datetime,
    doctor: Doctor | None = None,
    station: Station | None = None,
    camp: Camp | None = None,
    busy_only: bool = False,
    by: User | None = None,
) -> NewFeed:
    """A feed of one thing: a doctor, a station or a camp. `by` sees the address, and loses it on leaving.

    Raises Taken for a name that another live feed of the same thing has, Invalid for a bad name or the 21st feed.
    """
    owner: Doctor | Station | Camp | None = doctor or station or camp
    if owner is None or sum(thing is not None for thing in (doctor, station, camp)) != 1:
        raise ValueError("A feed is of exactly one doctor, station or camp.")
    type(owner).objects.select_for_update(no_key=True, of=("self",)).get(pk=owner.pk)  # two at once see each other
    feed = Feed(
        organisation_id=owner.organisation_id,
        kind=FeedKind.DOCTOR if doctor else FeedKind.STATION if station else FeedKind.CAMP,
        doctor=doctor,
        station=station,
        camp=camp or (station.camp if station else None),
        made_by=by,
        name=" ".join(name.split()),
        busy_only=busy_only,
        created_at=now,
    )
    _refuse(feed, now=now)
    return _written(feed, now=now)


@transaction.atomic
def renew_feed(*, feed: Feed, now: datetime, by: User | None = None) -> NewFeed:
    """A new address for the same thing. The old one shows a notice for 30 days: its readers must subscribe again."""
    old = Feed.objects.select_for_update(no_key=True, of=("self",)).get(pk=feed.pk)
    if old.revoked_at is not None:
        raise Invalid("This calendar is switched off.", cure="Make a new one.")
    revoke_feed(feed=old, now=now)
    new = Feed(
        organisation_id=old.organisation_id,
        kind=old.kind,
        doctor=old.doctor,
        station=old.station,
        camp=old.camp,
        made_by=by,
        name=old.name,
        busy_only=old.busy_only,
        created_at=now,
    )
    return _written(new, now=now)


def revoke_feed(*, feed: Feed, now: datetime) -> None:
    """The address brings nothing from this moment; what it served is forgotten. A second call changes nothing."""
    Feed.objects.filter(pk=feed.pk, revoked_at=None).update(revoked_at=now, last_good=None, etag="", faulty_at=None)
    feed.refresh_from_db()
    transaction.on_commit(partial(forget, feed.token_hash))


def record_fetch(feed: Feed, *, reader: str, now: datetime) -> None:
    """Note on `feed`, whose row is locked and saved by the caller, that somebody asked: at most once a minute.

    A storm of askings writes next to nothing. A doctor's feed that is used stays: its year begins anew. This and the
    body that left are the only things an asking leaves behind.
    """
    if feed.last_fetched_at is None or feed.last_fetched_at <= now - RECORDED_EVERY:
        feed.last_fetched_at, feed.last_reader = now, reader
        feed.fetches += 1
    feed.expires_at = expiry_of(feed, now=now)


def expiry_of(feed: Feed, *, now: datetime) -> datetime:
    """A doctor's feed lasts 12 months from its last use, the others until 30 days after the camp."""
    if feed.kind == FeedKind.DOCTOR or feed.camp is None:
        return now + DOCTORS
    return feed.camp.instant(feed.camp.last_day, time(23, 59)) + AFTER_CAMP


def hash_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def address_of(token: str) -> str:
    """The whole address, as calendars are given it."""
    return f"{settings.PUBLIC_URL}/f/{token}.ics"


def _refuse(feed: Feed, *, now: datetime) -> None:
    checked(feed, but_not=("token_hash", "expires_at", "etag", "last_reader"))
    same = Feed.objects.filter(kind=feed.kind, doctor=feed.doctor, station=feed.station, revoked_at=None)
    if feed.kind == FeedKind.CAMP:
        same = same.filter(camp=feed.camp)
    live = same.filter(expires_at__gt=now)
    if live.filter(name__iexact=feed.name).exists():
        raise Taken(
            f"There is a calendar called {feed.name} already.",
            field="name",
            value=feed.name,
            cure="Renew that one, or choose another name.",
        )
    if live.count() >= MOST_OF_ONE:
        raise Invalid(f"There are {MOST_OF_ONE} calendars already.", cure="Switch off those nobody uses.")


def _written(feed: Feed, *, now: datetime) -> NewFeed:
    token = secrets.token_urlsafe(TOKEN_OCTETS)
    feed.token_hash = hash_of(token)
    feed.expires_at = expiry_of(feed, now=now)
    feed.save()
    return NewFeed(feed, address_of(token))
