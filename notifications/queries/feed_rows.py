"""The rows that a feed is made of: what was told of appointments and shifts, in its window.

Told rows, never appointments: a draft shows in nobody's calendar.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import BigIntegerField, Case, Exists, F, Func, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Coalesce

from notifications.ical.window import feed_window, tombstone_shown
from notifications.models import Feed, FeedKind, Told
from notifications.queries.audience import camp_key, doctor_key, station_key
from scheduling.models import Appointment

_DIGEST = "SELECT md5(string_agg(seen::text, '|' ORDER BY seen.begins, seen.id)), array_agg(DISTINCT seen.zone) FROM"
NO_TEXT = Value("", output_field=TextField())
NEAR = timedelta(days=3)  # any zone's calendar day begins within this of ours


class Seconds(Func):
    """An instant in whole seconds since 1970: reading 30,000 timestamps takes as long as writing the whole feed."""

    function = "floor"
    template = "%(function)s(extract(epoch FROM %(expressions)s))::bigint"
    output_field = BigIntegerField()


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


def told_rows(feed: Feed, *, now: datetime) -> QuerySet[Any, dict[str, Any]]:
    """One query; wider than the window by some days, since each event is judged on its own venue's calendar."""
    since, until = feed_window(today=now.date(), zone=ZoneInfo("UTC"))
    rows = Told.objects.filter(
        _shown_to(feed), starts_at__lt=until + NEAR, ends_at__gt=since - NEAR, organisation_id=feed.organisation_id
    )
    read: Any = rows.order_by("starts_at", "id").values(
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


def in_window(rows: Iterable[dict[str, Any]], *, now: datetime) -> list[dict[str, Any]]:
    """Those whose venue's calendar says so, with their instants: nothing enters or leaves between two midnights."""
    windows: dict[str, tuple[ZoneInfo, date, datetime, datetime]] = {}
    found = []
    for row in rows:
        name = row["zone"]
        if name not in windows:
            zone = ZoneInfo(name)
            today = now.astimezone(zone).date()
            windows[name] = (zone, today, *feed_window(today=today, zone=zone))
        zone, today, since, until = windows[name]
        row["at"] = datetime.fromtimestamp(row["told"], UTC)
        row["starts_at"] = datetime.fromtimestamp(row["begins"], UTC)
        row["ends_at"] = datetime.fromtimestamp(row["ends"], UTC)
        if row["starts_at"] < until and row["ends_at"] > since:
            dead = row["cancelled"] and not tombstone_shown(
                old_end=row["ends_at"], cancelled_at=row["at"], today=today, zone=zone
            )
            if not dead:
                found.append(row)
    return found


def digest_of_rows(feed: Feed, *, now: datetime) -> str:
    """A hash of every row `shown_in` would read, and of the calendar day at their venues: reckoned by PostgreSQL.

    An hour later hardly anything has changed, and to find that out the rows need not travel.
    """
    sql, parameters = told_rows(feed, now=now).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"{_DIGEST} ({sql}) AS seen", parameters)  # the SQL that Django makes of the same rows
        rows, zones = cursor.fetchone()
    days = [(zone, now.astimezone(ZoneInfo(zone)).date().isoformat()) for zone in zones or ()]
    return sha256(repr((rows, days)).encode()).hexdigest()
