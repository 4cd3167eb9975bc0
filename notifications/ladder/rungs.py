"""The reminder ladder of an appointment: which reminders, on which day, at which hour.

Surgery: 7 days before (asks to confirm), 3 days, 1 day. Consultation: 3 days, 1 day.
Reminders at both 3 days and 1 day keep more appointments than either alone (Steiner 2018,
AJMC 24(8):377). The day is counted in the venue's zone; the hour is the recipient's.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from notifications.ladder.hours import spread_between, wall_to_utc

LadderKind = Literal["surgery", "consultation"]

# Reminders aim at nine in the morning; the spread keeps thousands off one second.
MORNING_FROM = time(8)
MORNING_UNTIL = time(10)


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder. `name` is part of a message's key and never changes;
    `kind` is the text to say (wording.Kind)."""

    name: str
    days_before: int
    kind: str


@dataclass(frozen=True, slots=True)
class PlannedRung:
    """A rung with its hours, in UTC: sent from `due_at` on and before `not_after`."""

    rung: Rung
    due_at: datetime
    not_after: datetime


WEEK = Rung("7d", 7, "confirm")
THREE_DAYS = Rung("3d", 3, "three_days")
ONE_DAY = Rung("1d", 1, "day_before")

_LADDERS: dict[LadderKind, tuple[Rung, ...]] = {
    "surgery": (WEEK, THREE_DAYS, ONE_DAY),
    "consultation": (THREE_DAYS, ONE_DAY),
}


def rungs(kind: LadderKind) -> tuple[Rung, ...]:
    """The rungs of a kind of appointment, earliest first."""
    return _LADDERS[kind]


def due_at(
    rung: Rung,
    appointment_start: datetime,
    *,
    venue_zone: ZoneInfo,
    recipient_zone: ZoneInfo,
    spread_id: str,
) -> datetime:
    """The UTC instant of a rung: the venue's day less `days_before`, the recipient's morning.

    `spread_id` (a contact's or registration's id) gives a steady minute between 08:00 and
    10:00. Where the recipient's zone lies so far behind the venue's that this morning comes
    after the appointment, the morning before it is taken.
    """
    day = appointment_start.astimezone(venue_zone).date() - timedelta(days=rung.days_before)
    hour = spread_between(MORNING_FROM, MORNING_UNTIL, spread_id)
    due = wall_to_utc(day, hour, recipient_zone)
    while due >= appointment_start:
        day -= timedelta(days=1)
        due = wall_to_utc(day, hour, recipient_zone)
    return due


def not_after(appointment_start: datetime, later_rung_due: datetime | None = None) -> datetime:
    """When a reminder has lost its sense: the appointment's start, or the next rung's hour."""
    if later_rung_due is None:
        return appointment_start
    return min(appointment_start, later_rung_due)


def plan(
    kind: LadderKind,
    appointment_start: datetime,
    *,
    venue_zone: ZoneInfo,
    recipient_zone: ZoneInfo,
    spread_id: str,
    changed_at: datetime,
) -> tuple[PlannedRung, ...]:
    """The rungs still to be made after the booking or move told at `changed_at`.

    Rungs due at or before it are left out: the booked or moved message says the same.
    Each rung ends where the next begins, so after an outage only the newest is alive.
    """
    due = [
        due_at(
            rung,
            appointment_start,
            venue_zone=venue_zone,
            recipient_zone=recipient_zone,
            spread_id=spread_id,
        )
        for rung in rungs(kind)
    ]
    ends = [not_after(appointment_start, later) for later in (*due[1:], None)]
    planned = map(PlannedRung, rungs(kind), due, ends)
    return tuple(item for item in planned if changed_at < item.due_at < item.not_after)


def newest_due(planned: Iterable[PlannedRung], now: datetime) -> PlannedRung | None:
    """The one rung to send now: the latest that is due and not yet useless; None if none."""
    due = [item for item in planned if item.due_at <= now < item.not_after]
    return max(due, key=lambda item: item.due_at, default=None)
