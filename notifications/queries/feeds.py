"""Feeds by their secret token, and as the pages list them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q, QuerySet
from psycopg import Cursor

from camps.models import Camp, Doctor, Organisation, Shift
from camps.queries.camps import doctors_at
from notifications.ical.feed import notice_ends
from notifications.models import Feed, FeedKind

LOOKED_AT_EVERY = timedelta(minutes=1)

# One look-up by token and one by recipient, both at the end of an index: what most askings cost.
_FIND = """
SELECT f.id, f.organisation_id, f.etag, f.changed_at, f.revoked_at, f.expires_at, f.last_fetched_at, f.told_at,
  (SELECT max(t.at) FROM notifications_told t WHERE t.recipient =
    CASE f.kind WHEN 'doctor' THEN 'doctor:' || f.doctor_id ELSE 'camp:' || f.camp_id END)
FROM notifications_feed f WHERE f.token_hash = %s
"""


@dataclass(frozen=True, slots=True)
class Known:
    """What one query says of an address; `newest` is when its people were last told anything."""

    feed_id: int
    organisation_id: int
    etag: str
    changed_at: datetime | None
    revoked_at: datetime | None
    expires_at: datetime
    looked_at: datetime | None
    told_at: datetime | None
    newest: datetime | None

    def ended_at(self, now: datetime) -> datetime | None:
        """Since when it brings nothing: switched off or run out; None while it lives."""
        if self.revoked_at is not None:
            return self.revoked_at
        return self.expires_at if self.expires_at <= now else None

    def is_gone(self, now: datetime) -> bool:
        """The notice has been shown for its 30 days."""
        ended = self.ended_at(now)
        return ended is not None and notice_ends(ended) <= now

    def stands(self, now: datetime) -> bool:
        """The body that left last is right: nothing new was told, and all else was looked at within the minute."""
        looked = self.looked_at is not None and now - LOOKED_AT_EVERY < self.looked_at <= now
        return looked and bool(self.etag) and self.newest == self.told_at


def find_feed(token_hash: str) -> Known | None:
    """The feed of a token. Needs no scope: the token says which organisation to open."""
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [token_hash])
        row = cursor.fetchone()
    return Known(*row) if row else None


def organisation_of(known: Known) -> Organisation:
    """Whose scope to open."""
    return Organisation(pk=known.organisation_id)


def feed_with_owner(feed_id: int) -> Feed:
    """With everything that its header is made of; the body that left last is not read."""
    return _with_owner().get(pk=feed_id)


def locked_feed(feed_id: int) -> Feed:
    """The same, for one asking at a time."""
    return _with_owner().select_for_update(no_key=True, of=("self",)).get(pk=feed_id)


def _with_owner() -> QuerySet[Feed]:
    return Feed.objects.select_related("organisation", "doctor", "station", "camp__venue").defer("last_good")


def last_body(feed_id: int) -> bytes:
    """The body that left last, empty where there is none. Asked for in binary: as text it would be twice as long."""
    connection.ensure_connection()
    with Cursor(connection.connection) as cursor:
        cursor.execute("SELECT last_good FROM notifications_feed WHERE id = %s", [feed_id], binary=True)
        row = cursor.fetchone()
    return (row and row[0]) or b""


def listed(*, now: datetime) -> Q:
    """Those a page shows: living ones, and ended ones while their notice stands."""
    return Q(revoked_at=None, expires_at__gt=now - timedelta(days=30)) | Q(revoked_at__gt=now - timedelta(days=30))


def feeds_of_doctor(doctor: Doctor, *, now: datetime) -> list[Feed]:
    """A doctor's own, the oldest first."""
    return list(Feed.objects.filter(listed(now=now), kind=FeedKind.DOCTOR, doctor=doctor).defer("last_good"))


@dataclass(frozen=True)
class DoctorFeeds:
    """A doctor of a camp, with the feeds; `doctor.shifts_here` are the shifts."""

    doctor: Doctor
    feeds: list[Feed]


def doctors_with_feeds(camp: Camp, *, now: datetime) -> list[DoctorFeeds]:
    """Everybody with a shift at `camp`: four queries, however many there are."""
    doctors = doctors_at(camp)
    found = Feed.objects.filter(listed(now=now), kind=FeedKind.DOCTOR, doctor__in=doctors).defer("last_good")
    feeds = _by(found, "doctor_id")
    return [DoctorFeeds(doctor, feeds[doctor.pk]) for doctor in doctors]


def feeds_of_camp(camp: Camp, *, now: datetime) -> list[Feed]:
    """Those of the whole camp, then those of its stations."""
    found = Feed.objects.filter(listed(now=now), kind__in=(FeedKind.CAMP, FeedKind.STATION), camp=camp)
    return list(found.select_related("station").defer("last_good").order_by("kind", "station__name", "created_at"))


def feeds_around(camp: Camp) -> QuerySet[Feed]:
    """Every feed an organiser looks after on a camp's page: its own, its stations', its doctors'."""
    of_doctors = Q(kind=FeedKind.DOCTOR, doctor__in=Shift.objects.filter(camp=camp).values("doctor_id"))
    return Feed.objects.filter(of_doctors | Q(camp=camp)).defer("last_good")


def _by(feeds: Iterable[Feed], attribute: str) -> dict[int, list[Feed]]:
    found: dict[int, list[Feed]] = defaultdict(list)
    for feed in feeds:
        found[getattr(feed, attribute)].append(feed)
    return found
