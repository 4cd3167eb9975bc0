"""What a table's day was used for. The use is never given alone: with it go overruns, gaps and what was not timed.

Minutes are since 1970, as spans of scheduling/intervals.py. Nothing is capped: a lunch break is a long gap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from scheduling.intervals import Span, merged
from scheduling.report.counting import Share, percentile


@dataclass(frozen=True, slots=True)
class Case:
    """What was planned, and what it was where both ends are known."""

    planned: Span
    real: Span | None


@dataclass(frozen=True, slots=True)
class TableDay:
    """One table on one day: its open hours less its closures, and whom it was kept for."""

    table: str
    day: date
    hours: tuple[Span, ...]
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class TableUse:
    """Minutes, but for counts. `first_delay` is below zero where the day began early; `overtime` lies after closing.

    `gaps` are stretches in which nobody was on the table between the first and the last one; `overruns` took longer
    than planned, by `over` in all. None: no times are known.
    """

    table: str
    day: date | None
    open: int
    used: Share | None
    cases: int
    timed: int
    first_delay: int | None
    turnovers: tuple[int, ...]
    gaps: int
    idle: int | None
    overruns: int
    over: int
    overtime: int | None

    @property
    def turnover(self) -> float | None:
        """The middle one."""
        return percentile(self.turnovers, 0.5)


def use_of(of: TableDay) -> TableUse:
    """The figures of one table on one day."""
    timed = [(case.planned, case.real) for case in of.cases if case.real is not None]
    busy = list(merged(real for _, real in timed))
    opened = list(merged(of.hours))
    minutes = _length(opened)
    last = max((end for _, end in opened), default=None)
    between = _turnovers([real for _, real in timed])
    late = [_minutes(real) - _minutes(planned) for planned, real in timed if _minutes(real) > _minutes(planned)]
    first = min((case.planned[0] for case in of.cases), default=None)
    return TableUse(
        table=of.table,
        day=of.day,
        open=minutes,
        used=Share(_length(_common(busy, opened)), minutes) if busy and minutes else None,
        cases=len(of.cases),
        timed=len(timed),
        first_delay=busy[0][0] - first if busy and first is not None else None,
        turnovers=tuple(between),
        gaps=sum(gap > 0 for gap in between),
        idle=sum(between) if busy else None,
        overruns=len(late),
        over=sum(late),
        overtime=sum(max(0, end - max(start, last)) for start, end in busy) if busy and last is not None else None,
    )


def whole_use(days: Sequence[TableUse]) -> TableUse:
    """All of them as one row; a day without times adds its cases, not its hours, so that the share says what it may.

    `first_delay` is the middle one of the days.
    """
    with_times = [one for one in days if one.used is not None]
    delays = [one.first_delay for one in days if one.first_delay is not None]
    middle = percentile(delays, 0.5)
    used = sum(one.used.many for one in with_times if one.used)
    opened = sum(one.used.whole for one in with_times if one.used)
    known = [one.overtime for one in days if one.overtime is not None]
    idle = [one.idle for one in days if one.idle is not None]
    return TableUse(
        table="",
        day=None,
        open=sum(one.open for one in days),
        used=Share(used, opened) if with_times else None,
        cases=sum(one.cases for one in days),
        timed=sum(one.timed for one in days),
        first_delay=round(middle) if middle is not None else None,
        turnovers=tuple(each for one in days for each in one.turnovers),
        gaps=sum(one.gaps for one in days),
        idle=sum(idle) if idle else None,
        overruns=sum(one.overruns for one in days),
        over=sum(one.over for one in days),
        overtime=sum(known) if known else None,
    )


def _turnovers(spans: Sequence[Span]) -> list[int]:
    """From each one's end to the next one's beginning, none where two overlap; one may follow without a minute."""
    found: list[int] = []
    free: int | None = None
    for start, end in sorted(spans):
        if free is not None and start >= free:
            found.append(start - free)
        free = end if free is None else max(free, end)
    return found


def _length(spans: Sequence[Span]) -> int:
    return sum(_minutes(span) for span in spans)


def _minutes(span: Span) -> int:
    return span[1] - span[0]


def _common(some: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """Where both are."""
    both = ((max(a, c), min(b, d)) for a, b in some for c, d in others)
    return [(start, end) for start, end in both if start < end]
