"""What a table's day says of itself: the delay of the first case, turnovers, who ran over.

As the literature counts them: the first case is late by how much later its patient came in than the day's first case
was planned; a turnover is from a patient's going out to the next one's coming in. Nothing is capped: who reads the
figures sees a lunch break as a long turnover.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from scheduling.theatre.order import OUT, WHEELS_IN, Marks


@dataclass(frozen=True, slots=True)
class CaseTimes:
    """One case at a table: what was planned, and what happened so far."""

    key: int
    starts_at: datetime
    ends_at: datetime
    marks: Marks

    @property
    def planned(self) -> float:
        return _minutes(self.ends_at - self.starts_at)

    def taken(self, now: datetime) -> float | None:
        """Minutes in the room so far, or altogether; None for who did not come in."""
        return _minutes(self.marks.get(OUT, now) - self.marks[WHEELS_IN]) if WHEELS_IN in self.marks else None


@dataclass(frozen=True, slots=True)
class Turnover:
    """From `after` going out to `before` coming in."""

    after: int
    before: int
    minutes: float


@dataclass(frozen=True, slots=True)
class TableTimes:
    """`first_delay` in minutes, below zero where it began early; None while nobody came in and it is not yet time.
    `begun`: somebody came in. `overrun` is by how much longer than planned each was or is in, by key; below zero: less.
    """

    first_delay: float | None
    begun: bool
    turnovers: tuple[Turnover, ...]
    overrun: dict[int, float]

    @property
    def turnover(self) -> float | None:
        """The middle one, which a lunch break does not move."""
        return median(one.minutes for one in self.turnovers) if self.turnovers else None


def table_times(cases: Sequence[CaseTimes], *, now: datetime) -> TableTimes:
    """Of the cases of one table on one day, in any order."""
    came = sorted((one for one in cases if WHEELS_IN in one.marks), key=lambda one: one.marks[WHEELS_IN])
    return TableTimes(
        first_delay=_first_delay(cases, came, now),
        begun=bool(came),
        turnovers=_turnovers(came),
        overrun={one.key: taken - one.planned for one in came if (taken := one.taken(now)) is not None},
    )


def _first_delay(cases: Sequence[CaseTimes], came: Sequence[CaseTimes], now: datetime) -> float | None:
    if not cases:
        return None
    due = min(one.starts_at for one in cases)
    if came:
        return _minutes(came[0].marks[WHEELS_IN] - due)
    return _minutes(now - due) if now > due else None


def _turnovers(came: Sequence[CaseTimes]) -> tuple[Turnover, ...]:
    """Two in the room at once, as it stands after a slip, make none."""
    found = []
    for first, second in pairwise(came):
        if OUT in first.marks and first.marks[OUT] <= second.marks[WHEELS_IN]:
            gap = _minutes(second.marks[WHEELS_IN] - first.marks[OUT])
            found.append(Turnover(first.key, second.key, gap))
    return tuple(found)


def _minutes(length: timedelta) -> float:
    return length / timedelta(minutes=1)
