"""What a table's day was used for. The use is never given alone: with it go overruns, gaps and what was not timed.

Use, first case and turnover are those of the Procedural Times Glossary (Association of Anesthesia Clinical Directors),
overtime is Dexter's over-utilised time; docs/closing-the-day.md says them in words. Minutes are since 1970, as spans of
scheduling/intervals.py. Nothing is capped: a lunch break is a long gap.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from scheduling.intervals import Span, merged
from scheduling.report.counting import Share, percentile


@dataclass(frozen=True, slots=True)
class Case:
    """What was planned, and what it was where both ends are known; `said_by` is who knew them."""

    planned: Span
    real: Span | None
    said_by: str = ""


@dataclass(frozen=True, slots=True)
class TableDay:
    """One table on one day: its open hours less its closures, and whom it was kept for."""

    table: str
    day: date
    hours: tuple[Span, ...]
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class TableUse:
    """Minutes, but for counts. `sources` are the cases timed by who knew the times.

    `first_delay` is below zero where the day began early; `overtime` is from the end of the open hours to the last
    one's going out. `turnovers` lie between two who were planned one after the other, and `gaps` are those of more than
    no time; `overruns` took longer than planned, by `over` in all. None: no times are known.
    """

    table: str
    day: date | None
    open: int
    used: Share | None
    cases: int
    timed: int
    sources: Counter[str]
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
    unknown = [case.planned[0] for case in of.cases if case.real is None]
    opened = list(merged(of.hours))
    minutes = _length(opened)
    last = max((end for _, end in opened), default=None)
    between = list(_turnovers(timed, unknown))
    late = [_minutes(real) - _minutes(planned) for planned, real in timed if _minutes(real) > _minutes(planned)]
    return TableUse(
        table=of.table,
        day=of.day,
        open=minutes,
        used=Share(_length(_common(busy, opened)), minutes) if busy and minutes else None,
        cases=len(of.cases),
        timed=len(timed),
        sources=Counter(case.said_by for case in of.cases if case.real is not None),
        first_delay=_first_delay(timed, unknown),
        turnovers=tuple(between),
        gaps=sum(gap > 0 for gap in between),
        idle=sum(between) if busy else None,
        overruns=len(late),
        over=sum(late),
        overtime=max(0, busy[-1][1] - last) if busy and last is not None else None,
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
        sources=sum((one.sources for one in days), Counter()),
        first_delay=round(middle) if middle is not None else None,
        turnovers=tuple(each for one in days for each in one.turnovers),
        gaps=sum(one.gaps for one in days),
        idle=sum(idle) if idle else None,
        overruns=sum(one.overruns for one in days),
        over=sum(one.over for one in days),
        overtime=sum(known) if known else None,
    )


def _first_delay(timed: Sequence[tuple[Span, Span]], unknown: Sequence[int]) -> int | None:
    """By how much later than the first hour planned the first patient came in; None where another, whose times nobody
    knows, may have been before.
    """
    if not timed:
        return None
    came, planned = min((real[0], planned[0]) for planned, real in timed)
    if any(start < planned for start in unknown):
        return None
    return came - min(planned[0] for planned, _ in timed)


def _turnovers(timed: Sequence[tuple[Span, Span]], unknown: Sequence[int]) -> Iterator[int]:
    """From each one's going out to the next one's coming in, none where two overlap; one may follow without a minute.

    None where somebody whose times nobody knows was planned between the two: that is no turnover of theirs.
    """
    went = sorted((real, planned[0]) for planned, real in timed)
    free: int | None = None
    for (one, planned), (other, next_planned) in pairwise(went):
        free = one[1] if free is None else max(free, one[1])
        first, last = sorted((planned, next_planned))
        if other[0] >= free and not any(first <= start < last for start in unknown):
            yield other[0] - free


def _length(spans: Sequence[Span]) -> int:
    return sum(_minutes(span) for span in spans)


def _minutes(span: Span) -> int:
    return span[1] - span[0]


def _common(some: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """Where both are."""
    both = ((max(a, c), min(b, d)) for a, b in some for c, d in others)
    return [(start, end) for start, end in both if start < end]
