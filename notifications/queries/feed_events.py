"""What a feed shows: what was told of appointments and shifts, as events, one text fragment each.

Told rows, never appointments: a draft shows in nobody's calendar. A fragment is written once a process for each thing
it is made of, so several feeds and askings share it, and a change of anything visible can't show an old one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Case, F, Func, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Coalesce

from notifications.ical.event import Banner, Event, Status
from notifications.ical.fragment import banner_fragment, fragment
from notifications.ical.window import feed_window, tombstone_shown
from notifications.models import Feed, FeedKind, Told
from notifications.queries.audience import camp_key, doctor_key
from notifications.queries.case_names import case_label
from notifications.wording.catalogue import text_language, words
from notifications.wording.feeds import feed_words, hours_text
from scheduling.models import Appointment

KEPT_FRAGMENTS = 20_000  # about 12 MB a process at most
A_MOMENT = timedelta(seconds=1)  # what ends at midnight is no event of the next day
_DIGEST = "SELECT md5(string_agg(seen::text, '|' ORDER BY seen.starts_at, seen.id)), array_agg(DISTINCT seen.zone) FROM"
NO_TEXT = Value("", output_field=TextField())
NEAR = timedelta(days=3)  # any zone's calendar day begins within this of ours


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


class Entry(NamedTuple):
    """An appointment or a shift, with everything that its fragment is made of."""

    told: int
    at: datetime
    uid: str
    sequence: int
    cancelled: bool
    starts_at: datetime
    ends_at: datetime
    summary: str
    station: str
    venue: str
    meeting: str
    zone: str
    lang: str
    camp: int
    camp_name: str


class Days(NamedTuple):
    """A camp of several days as a banner above its hours, which marks nobody as busy (indico#6867)."""

    at: datetime
    uid: str
    cancelled: bool
    first_day: date
    last_day: date
    summary: str
    venue: str
    sequence: int = 0


Shown = Entry | Days


def recipient_of(feed: Feed) -> str:
    """Whose Told rows a feed shows."""
    return doctor_key(feed.doctor_id or 0) if feed.kind == FeedKind.DOCTOR else camp_key(feed.camp_id or 0)


def language_of(feed: Feed) -> str:
    """A doctor's own language, else the camp's."""
    said = feed.doctor.language if feed.doctor else feed.camp.language if feed.camp else ""
    return text_language(said or "en")


def shown_in(feed: Feed, *, now: datetime) -> list[Shown]:
    """What `feed` shows now, in order of time; call in the scope of its organisation. One query."""
    lang = language_of(feed)
    entries = [_entry(row, feed=feed, lang=lang) for row in _in_window(_rows(feed, now=now), now=now)]
    banners = [] if feed.busy_only or feed.kind == FeedKind.STATION else _banners(entries, feed=feed)
    return [*banners, *entries]


def digest_of_rows(feed: Feed, *, now: datetime) -> str:
    """A hash of every row `shown_in` would read, and of the calendar day at their venues: reckoned by PostgreSQL.

    An hour later hardly anything has changed, and to find that out the rows need not travel.
    """
    sql, parameters = _rows(feed, now=now).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"{_DIGEST} ({sql}) AS seen", parameters)  # the SQL that Django makes of the same rows
        rows, zones = cursor.fetchone()
    days = [(zone, now.astimezone(ZoneInfo(zone)).date().isoformat()) for zone in zones or ()]
    return sha256(repr((rows, days)).encode()).hexdigest()


@lru_cache(maxsize=KEPT_FRAGMENTS)
def fragment_of(shown: Shown, sequence: int, changed: datetime) -> str:
    """The VEVENT. Raises CalendarRefused for what can't stand in a calendar."""
    if isinstance(shown, Days):
        return banner_fragment(
            Banner(
                uid=shown.uid,
                sequence=sequence,
                last_modified=changed,
                first_day=shown.first_day,
                last_day=shown.last_day,
                summary=shown.summary,
                location=shown.venue,
                cancelled=shown.cancelled,
            )
        )
    return fragment(
        Event(
            uid=shown.uid,
            sequence=sequence,
            stamp=changed,
            last_modified=changed,
            start=shown.starts_at,
            end=shown.ends_at,
            summary=shown.summary,
            description=_description(shown),
            location=", ".join(part for part in (shown.station, shown.venue) if part),
            status=Status.CANCELLED if shown.cancelled else Status.CONFIRMED,
            private=True,
        )
    )


def _rows(feed: Feed, *, now: datetime) -> QuerySet[Any, dict[str, Any]]:
    """One query; wider than the window by some days, since each event is judged on its own venue's calendar."""
    since, until = feed_window(today=now.date(), zone=ZoneInfo("UTC"))
    rows = Told.objects.filter(
        Q(starts_at__lt=until + NEAR, ends_at__gt=since - NEAR),
        organisation_id=feed.organisation_id,
        recipient=recipient_of(feed),
    )
    if feed.station_id is not None:
        rows = rows.filter(station_id=feed.station_id)
    read: Any = rows.order_by("starts_at", "id").values(
        "id",
        "at",
        "sequence",
        "cancelled",
        "starts_at",
        "ends_at",
        "appointment_id",
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


def _in_window(rows: Iterable[dict[str, Any]], *, now: datetime) -> list[dict[str, Any]]:
    """Those whose venue's calendar says so: nothing enters or leaves between two of its midnights."""
    windows: dict[str, tuple[ZoneInfo, date, datetime, datetime]] = {}
    found = []
    for row in rows:
        name = row["zone"]
        if name not in windows:
            zone = ZoneInfo(name)
            today = now.astimezone(zone).date()
            windows[name] = (zone, today, *feed_window(today=today, zone=zone))
        zone, today, since, until = windows[name]
        if row["starts_at"] < until and row["ends_at"] > since:
            dead = row["cancelled"] and not tombstone_shown(
                old_end=row["ends_at"], cancelled_at=row["at"], today=today, zone=zone
            )
            if not dead:
                found.append(row)
    return found


def _entry(row: dict[str, Any], *, feed: Feed, lang: str) -> Entry:
    if feed.busy_only:
        summary = feed_words(lang).busy
    elif row["appointment_id"] is None:
        summary = words(lang).event_shift.format(camp=row["camp_name"])
    elif row["number"] is None:
        summary = words(lang).event_case
    else:
        summary = case_label(number=row["number"], patient_name=row["patient"] or "", lang=lang)
    return Entry(
        told=row["id"],
        at=row["at"],
        uid=row["uid"],
        sequence=row["sequence"],
        cancelled=row["cancelled"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        summary=f"{summary} - {row['procedures']}" if row["procedures"] else summary,
        station="" if feed.busy_only else row["station_name"] or "",
        venue="" if feed.busy_only else row["venue_name"],
        meeting=row["meeting"] if row["appointment_id"] is None and not feed.busy_only else "",
        zone=row["zone"],
        lang=lang,
        camp=row["camp"],
        camp_name=row["camp_name"],
    )


def _banners(entries: Iterable[Entry], *, feed: Feed) -> list[Days]:
    """One for each camp of more than one day, from the first to the last day of what is shown of it."""
    of_camp: dict[int, list[Entry]] = {}
    for entry in entries:
        of_camp.setdefault(entry.camp, []).append(entry)
    found = []
    for camp, own in of_camp.items():
        live = [entry for entry in own if not entry.cancelled] or own
        days = {
            moment.astimezone(ZoneInfo(entry.zone)).date()
            for entry in live
            for moment in (entry.starts_at, entry.ends_at - A_MOMENT)
        }
        if own[0].camp_name and min(days) < max(days):
            found.append(
                Days(
                    at=max(entry.at for entry in own),
                    uid=feed.uid.replace("@", f"-camp{camp}@", 1),
                    cancelled=all(entry.cancelled for entry in own),
                    first_day=min(days),
                    last_day=max(days),
                    summary=own[0].camp_name,
                    venue=live[-1].venue,
                )
            )
    return found


def _description(entry: Entry) -> str:
    """The venue's hour with its zone and the table; a busy-only feed says nothing more than that it is busy."""
    if not entry.venue:
        return ""
    said = feed_words(entry.lang)
    zone = ZoneInfo(entry.zone)
    hours = hours_text(
        entry.starts_at.astimezone(zone), entry.ends_at.astimezone(zone), zone_name=entry.zone, lang=entry.lang
    )
    first = ", ".join(part for part in (hours, entry.station) if part)
    if entry.cancelled:
        return said.cancelled.format(hours=first)
    return "\n".join(
        part for part in (first, said.meeting.format(point=entry.meeting) if entry.meeting else "") if part
    )


_AT = datetime(2027, 3, 9, 8, tzinfo=UTC)
_SAMPLE = Entry(
    told=0,
    at=_AT,
    uid="b20d4c77-1f0e-4a86-8d53-92f1c6e0aa35@camps.example.org",
    sequence=0,
    cancelled=False,
    starts_at=_AT,
    ends_at=_AT + timedelta(minutes=75),
    summary="Case 014 - A.O.",
    station="Table 2",
    venue="General Hospital",
    meeting="gate 2",
    zone="Africa/Lagos",
    lang="en",
    camp=1,
    camp_name="Jalingo Camp",
)
# One of each kind of event: what they look like tells whether another version of the code writes otherwise.
SAMPLES: tuple[Shown, ...] = (
    _SAMPLE,
    _SAMPLE._replace(lang="fr"),
    _SAMPLE._replace(cancelled=True),
    _SAMPLE._replace(station="", venue=""),
    Days(
        _AT, _SAMPLE.uid, cancelled=False, first_day=_AT.date(), last_day=_AT.date(), summary="Camp", venue="Hospital"
    ),
)
