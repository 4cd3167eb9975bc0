"""The rows that a feed is made of: what was told of appointments and shifts, in its window.

Told rows, never appointments: a draft shows in nobody's calendar.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import BigIntegerField, Case, Exists, F, Func, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Coalesce

from notifications.ical.window import feed_window, tombstone_shown
from notifications.models import Feed, FeedKind, Told
from notifications.queries.audience import camp_key, doctor_key, station_key
from scheduling.models import Appointment

# PostgreSQL (14 or later) hashes each row's columns as it reads them, and the sum of the hashes stands for all rows: a
# hash of their text, asked for by itself, took longer than reading them.
_READ = "SELECT seen.*, hash_record_extended(seen, 0) FROM ({}) AS seen ORDER BY seen.begins, seen.id"
_DIGEST = "SELECT sum(hash_record_extended(seen, 0)), array_agg(DISTINCT seen.zone) FROM ({}) AS seen"
NO_TEXT = Value("", output_field=TextField())
NEAR = timedelta(days=3)  # any zone's calendar day begins within this of ours


class Seconds(Func):
    """An instant in whole seconds since 1970: reading 30,000 timestamps takes as long as writing the whole feed."""

    function = "floor"
    template = "%(function)s(date_part('epoch', %(expressions)s))::bigint"
    output_field = BigIntegerField()


class Row(NamedTuple):
    """A Told row with what is shown beside it. Instants are in whole seconds; `mark` is the hash of all the others."""

    id: int
    sequence: int
    cancelled: bool
    appointment_id: int | None
    told: int
    begins: int
    ends: int
    uid: str
    camp: int
    camp_name: str
    procedures: str | None
    number: int | None
    patient: str | None
    station: str | None
    venue: str
    meeting: str
    zone: str
    mark: int


class ArrayToString(Func):
    """Joined by commas."""

    function = "array_to_string"
    template = "%(function)s(%(expressions)s, ', ')"
    output_field = TextField()


# The names of an appointment's procedures, where the camp allows doctors' feeds to hold them; else nothing is read.
_PROCEDURES = Case(
    When(
        appointment__camp__feeds_name_procedures=True,
        then=ArrayToString(
            ArraySubquery(
                Appointment.procedures.through.objects.filter(appointment_id=OuterRef("appointment_id"))
                .order_by("procedure__name")
                .values("procedure__name")
            )
        ),
    ),
    default=NO_TEXT,
)


def recipient_of(feed: Feed) -> str:
    """Whose Told rows a feed shows."""
    return doctor_key(feed.doctor_id or 0) if feed.kind == FeedKind.DOCTOR else camp_key(feed.camp_id or 0)


def told_rows(feed: Feed, *, now: datetime) -> list[Row]:
    """In order of time; wider than the window by some days, since each event is judged on its own venue's calendar."""
    sql, parameters = _rows(feed, now=now).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_READ.format(sql), parameters)  # the SQL that Django makes of the same rows
        return list(map(Row._make, cursor.fetchall()))


def _rows(feed: Feed, *, now: datetime) -> QuerySet[Any, dict[str, Any]]:
    """With the columns of `Row`, in their order."""
    since, until = feed_window(today=now.date(), zone=ZoneInfo("UTC"))
    rows = Told.objects.filter(
        _shown_to(feed), starts_at__lt=until + NEAR, ends_at__gt=since - NEAR, organisation_id=feed.organisation_id
    )
    read: Any = rows.values(
        "id",
        "sequence",
        "cancelled",
        "appointment_id",
        told=Seconds("at"),
        begins=Seconds("starts_at"),
        ends=Seconds("ends_at"),
        uid=Coalesce("appointment__uid", "shift__uid"),
        camp=Coalesce("appointment__camp_id", "shift__camp_id"),
        camp_name=Coalesce("appointment__camp__short_name", "shift__camp__short_name"),
        procedures=_PROCEDURES if feed.kind == FeedKind.DOCTOR and not feed.busy_only else NO_TEXT,
        number=F("appointment__registration__number"),
        patient=F("appointment__registration__patient__name"),
        station_name=F("station__name"),
        venue_name=F("venue__name"),
        meeting=F("venue__meeting_point"),
        zone=F("venue__timezone"),
    )
    return read


def _shown_to(feed: Feed) -> Q:
    """A station shows what the camp's people were told to be there, and the tombstones of what went to another."""
    own = Q(recipient=recipient_of(feed))
    if feed.station_id is None:
        return own
    here = Told.objects.filter(
        appointment=OuterRef("appointment"), recipient=recipient_of(feed), station=feed.station_id
    )
    return Q(own, station=feed.station_id) | Q(~Exists(here), recipient=station_key(feed.station_id))


def in_window(rows: Iterable[Row], *, now: datetime) -> list[Row]:
    """Those whose venue's calendar says so: nothing enters or leaves between two midnights."""
    windows: dict[str, tuple[float, float]] = {}
    found = []
    for row in rows:
        if row.zone not in windows:
            zone = ZoneInfo(row.zone)
            since, until = feed_window(today=now.astimezone(zone).date(), zone=zone)
            windows[row.zone] = since.timestamp(), until.timestamp()
        begin, end = windows[row.zone]
        if row.begins < end and row.ends > begin and not (row.cancelled and _is_over(row, now=now)):
            found.append(row)
    return found


def _is_over(row: Row, *, now: datetime) -> bool:
    """A tombstone stands no longer."""
    zone = ZoneInfo(row.zone)
    old_end, cancelled_at = (datetime.fromtimestamp(at, UTC) for at in (row.ends, row.told))
    return not tombstone_shown(old_end=old_end, cancelled_at=cancelled_at, today=now.astimezone(zone).date(), zone=zone)


def digest_of(rows: Iterable[Row], *, now: datetime) -> str:
    """A hash of the rows, and of the calendar day at their venues."""
    return _digest(sum(row.mark for row in rows), {row.zone for row in rows}, now=now)


def digest_in_database(feed: Feed, *, now: datetime) -> str:
    """The same of every row `told_rows` would read now, reckoned by PostgreSQL.

    An hour later hardly anything has changed, and to find that out the rows need not travel.
    """
    sql, parameters = _rows(feed, now=now).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_DIGEST.format(sql), parameters)
        marks, zones = cursor.fetchone()
    return _digest(int(marks or 0), zones or (), now=now)


def _digest(marks: int, zones: Iterable[str], *, now: datetime) -> str:
    days = [(zone, now.astimezone(ZoneInfo(zone)).date().isoformat()) for zone in sorted(zones)]
    return sha256(repr((marks, days)).encode()).hexdigest()
