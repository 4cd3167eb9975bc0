"""Pictures of a forecast: figures in, coordinates out. Each stands beside a table with the same figures.

Narrow enough that a phone shows them whole: names stand on a line of their own, or are short.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scheduling.planning.problem import clock
from scheduling.planning.standby import StandbyList
from scheduling.planning.trade import Trade
from scheduling.queries.forecast import Way, WorkLine
from scheduling.templatetags.forecasts import percent

WIDTH, NAME, ROW, FOOT = 440, 100, 24, 22  # user units
LAST = 46  # at the right, for the chance of a row
HOUR = 46  # before it, for when it closes
SAYS = 120  # at the right, for words behind a bar
APART = 8


@dataclass(frozen=True)
class Bar:
    """From `x`, so wide, with what is written at its end."""

    x: float
    width: float
    words: str = ""
    kind: str = ""

    @property
    def end(self) -> float:
        """Where its words begin."""
        return round(self.x + self.width + 6, 1)


@dataclass(frozen=True)
class Row:
    """A line of a picture: its name, where it stands, its bars and marks (x positions)."""

    name: str
    y: int
    bars: tuple[Bar, ...] = ()
    marks: tuple[float, ...] = ()


@dataclass(frozen=True)
class Tick:
    x: float
    words: str


@dataclass(frozen=True)
class Picture:
    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]
    height: int

    @property
    def whole(self) -> int:
        """With the line of words under it."""
        return self.height + FOOT if self.ticks else self.height


def ends_picture(lines: Sequence[WorkLine]) -> Picture:
    """One day's tables: planned from opening on, then from the end that half reach to that of nine in ten, the
    closing and the chance to end late; the mark is the closing, and what lies behind it is drawn as over."""
    begin = min((line.work.opens for line in lines), default=0) // 60 * 60
    ends = [line.work.ends.p90 for line in lines if line.work.ends]
    last = max([60.0 + begin, *(line.work.closes for line in lines), *ends])
    scale = (WIDTH - NAME - HOUR - LAST) / (last - begin)

    def at(minute: float) -> float:
        return round(NAME + max(0.0, minute - begin) * scale, 1)

    rows = []
    for number, line in enumerate(lines):
        work = line.work
        opens, closes = at(work.opens), at(work.closes)
        bars = [Bar(opens, round(max(0.0, at(work.planned) - opens), 1), kind="planned")]
        if work.ends is not None:
            half, most = at(work.ends.p50), at(work.ends.p90)
            if half < closes:
                bars.append(Bar(half, round(max(2.0, min(most, closes) - half), 1), kind="in"))
            if most > closes:
                bars.append(Bar(max(half, closes), round(most - max(half, closes), 1), kind="over"))
        bars.append(Bar(WIDTH - HOUR - LAST, 0, clock(work.closes)))
        bars.append(Bar(WIDTH - LAST, 0, f"{percent(work.over)} %"))
        rows.append(Row(line.name, number * ROW, tuple(bars), (closes,)))
    every = 60 if last - begin <= 300 else 120
    ticks = tuple(Tick(at(hour), clock(hour)) for hour in range(int(begin), int(last) + 1, every))
    return Picture(tuple(rows), ticks, len(rows) * ROW)


def ways_picture(ways: Sequence[Way], names: Sequence[str]) -> Picture:
    """Minutes that a patient waits, a table stands still and runs over, by each way to ask people to come."""
    groups = [
        (name, [(way.mean_wait, "wait"), (way.idle, "idle"), (way.minutes_over, "over")])
        for way, name in zip(ways, names, strict=True)
    ]
    most = max((value for _, bars in groups for value, _ in bars), default=0) or 1
    scale = (WIDTH - SAYS) / most
    return _grouped(
        [
            (name, [Bar(0, round(value * scale, 1), f"{value:.0f}", kind) for value, kind in bars])
            for name, bars in groups
        ]
    )


def dial_picture(rows: Sequence[Trade], names: tuple[str, str, str]) -> Picture:
    """For each mark how many have a place, and how often a table ends late."""
    most = max((row.placed for row in rows), default=0) or 1
    long = WIDTH - SAYS
    return _grouped(
        [
            (
                names[2] if row.z is None else f"z {row.z:g}",
                [
                    Bar(0, round(row.placed / most * long, 1), f"{row.placed} {names[0]}", "served"),
                    Bar(0, round(row.over * long, 1), f"{percent(row.over)} % {names[1]}", "over"),
                ],
            )
            for row in rows
        ]
    )


def served_picture(found: StandbyList, placed: int, names: tuple[str, str]) -> Picture:
    """How many are served: from one day in ten fewer to nine in ten at most; the mark is the middle."""
    scale = (WIDTH - LAST) / max(1, placed, *found.with_them)
    rows: list[Row] = []
    for number, (name, (low, middle, high)) in enumerate(zip(names, (found.without, found.with_them), strict=True)):
        y = number * (2 * ROW + APART)
        bar = Bar(round(low * scale, 1), round(max(3.0, (high - low) * scale), 1), f"{middle:.0f}", "served")
        rows += [Row(name, y), Row("", y + ROW, (bar,), (round(middle * scale, 1),))]
    ticks = (Tick(4, "0"), Tick(round(placed * scale, 1), str(placed)))
    return Picture(tuple(rows), ticks, len(names) * (2 * ROW + APART))


def _grouped(groups: Sequence[tuple[str, Sequence[Bar]]]) -> Picture:
    """Each name on a line of its own, its bars below."""
    rows: list[Row] = []
    y = 0
    for name, bars in groups:
        rows.append(Row(name, y))
        rows += [Row("", y + ROW * (number + 1), (bar,)) for number, bar in enumerate(bars)]
        y += ROW * (len(bars) + 1) + APART
    return Picture(tuple(rows), (), y)
