"""The reminder ladder of an appointment: which reminders, on which day, at which hour.

A camp may have its own rungs; the usual ones are, for surgery: 7 days before (asks to confirm), 3 days, 1 day; for a
consultation: 3 days, 1 day. Reminders at both 3 days and 1 day keep more appointments than either alone (Steiner 2018,
AJMC 24(8):377). The day is counted in the venue's zone; the hour is the recipient's.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import Literal
from zoneinfo import ZoneInfo

from notifications.ladder.hours import USUAL_QUIET, Quiet, bring_forward, spread_between, wall_to_utc

LadderKind = Literal["surgery", "consultation"]

# Reminders aim at nine in the morning; the spread keeps thousands off one second.
MORNING_FROM = time(8)
MORNING_UNTIL = time(10)

# Reminders of several people on one phone that come so near to each other go as one text.
TOGETHER = timedelta(hours=6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One step of the ladder: some days before, between two hours of the reader's clock, or some hours before.

    Either `days_before` or `hours_before` is a number. `name` is part of a message's key and never changes; `kind` is
    the text to say (wording.Kind); no `channels` means each person's own. Raises ValueError for both or neither.
    """

    name: str
    kind: str
    days_before: int | None = None
    hours_before: int | None = None
    from_hour: time = MORNING_FROM
    until_hour: time = MORNING_UNTIL
    channels: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if (self.days_before is None) == (self.hours_before is None):
            raise ValueError(f"rung {self.name!r}: give days_before or hours_before, one of the two")

    @property
    def ahead(self) -> timedelta:
        """About how long before the arrival it comes, for the order of the rungs."""
        return timedelta(days=self.days_before or 0, hours=self.hours_before or 0)


@dataclass(frozen=True, slots=True)
class PlannedRung:
    """A rung with its hours, in UTC: sent from `due_at` on and before `not_after`."""

    rung: Rung
    due_at: datetime
    not_after: datetime


WEEK = Rung(name="7d", days_before=7, kind="confirm")
THREE_DAYS = Rung(name="3d", days_before=3, kind="three_days")
ONE_DAY = Rung(name="1d", days_before=1, kind="day_before")

_USUAL: dict[LadderKind, tuple[Rung, ...]] = {
    "surgery": (WEEK, THREE_DAYS, ONE_DAY),
    "consultation": (THREE_DAYS, ONE_DAY),
}


def usual_rungs(kind: LadderKind) -> tuple[Rung, ...]:
    """The rungs of a kind of appointment where a camp has none of its own, earliest first."""
    return _USUAL[kind]


def due_at(
    rung: Rung,
    appointment_start: datetime,
    *,
    venue_zone: ZoneInfo,
    recipient_zone: ZoneInfo,
    spread_id: str,
    quiet: Quiet = USUAL_QUIET,
) -> datetime:
    """The UTC instant of a rung: the venue's day less `days_before` at the recipient's hour, or hours before the start.

    `spread_id` (a contact's or registration's id) gives a steady minute between the rung's two hours. Where the
    recipient's zone lies so far behind the venue's that this hour comes after the appointment, the day before it is
    taken. Hours before that lie at night come at the end of the evening before.
    """
    if rung.hours_before is not None:
        wanted = appointment_start - timedelta(hours=rung.hours_before)
        return bring_forward(wanted, zone=recipient_zone, quiet=quiet)
    day = appointment_start.astimezone(venue_zone).date() - timedelta(days=rung.days_before or 0)
    hour = spread_between(rung.from_hour, rung.until_hour, spread_id)
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
    ladder: Sequence[Rung],
    appointment_start: datetime,
    *,
    venue_zone: ZoneInfo,
    recipient_zone: ZoneInfo,
    spread_id: str,
    changed_at: datetime,
    quiet: Quiet = USUAL_QUIET,
) -> tuple[PlannedRung, ...]:
    """The rungs still to be made after the booking or move told at `changed_at`, in order of time.

    Rungs due at or before it are left out: the booked or moved message says the same. Each rung ends where the next
    begins, so after an outage only the newest is alive; of two that fall on one instant the one nearer to the visit is
    made.
    """
    due = {
        rung: due_at(
            rung,
            appointment_start,
            venue_zone=venue_zone,
            recipient_zone=recipient_zone,
            spread_id=spread_id,
            quiet=quiet,
        )
        for rung in ladder
    }
    in_order = sorted(ladder, key=lambda rung: (due[rung], -rung.ahead))
    planned = [
        PlannedRung(rung, due[rung], not_after(appointment_start, due[later] if later else None))
        for rung, later in pairwise((*in_order, None))
        if rung is not None
    ]
    return tuple(item for item in planned if changed_at < item.due_at < item.not_after)


def newest_due(planned: Iterable[PlannedRung], now: datetime) -> PlannedRung | None:
    """The one rung to send now: the latest that is due and not yet useless; None if none."""
    due = [item for item in planned if item.due_at <= now < item.not_after]
    return max(due, key=lambda item: item.due_at, default=None)


def channels_of(rung: Rung, own: Collection[str], *, of_person: Collection[str]) -> tuple[str, ...]:
    """The channels of one contact (`own`) that a rung uses, where the person is reached by `of_person` in all.

    A rung never leaves somebody out: who has none of its channels is told as always.
    """
    wanted = set(rung.channels) & set(of_person)
    return tuple(channel for channel in own if not wanted or channel in wanted)
