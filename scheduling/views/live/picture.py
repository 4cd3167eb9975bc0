"""The picture of the day: stations below one another, time across; figures in, coordinates out.

The plan is an outline, what happened a filled bar on it, and what went over its plan is hatched and said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduling.models import TicketState
from scheduling.queries.live_day import Actual, StationDay

WIDTH, NAME, BAND, PAD, FOOT, LAST = 960, 130, 26, 8, 24, 24  # user units
LEAST = timedelta(minutes=4)  # the narrowest bar that can still be seen
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Bar:
    """`kind` is a class: planned, done, serving, called, over. `words` stand in it where there is room."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    words: str = ""

    @property
    def text_y(self) -> float:
        return self.y + self.height - 6

    @property
    def has_room(self) -> bool:
        return self.width > 38


@dataclass(frozen=True, slots=True)
class Row:
    """A station, with its hours behind its bars."""

    name: str
    y: float
    height: float
    open_x: float
    open_width: float
    bars: list[Bar]

    @property
    def text_y(self) -> float:
        return self.y + self.height / 2 + 5


@dataclass(frozen=True, slots=True)
class Picture:
    """`hours` are marks (x, instant); `now_x` is where it is now, None outside of the day."""

    rows: list[Row]
    height: float
    hours: list[tuple[float, datetime]]
    now_x: float | None
    width: int = WIDTH
    left: int = NAME

    @property
    def bottom(self) -> float:
        return self.height - FOOT


def picture_of(stations: Sequence[StationDay], *, now: datetime) -> Picture | None:
    """None without stations."""
    if not stations:
        return None
    instants = [at for one in stations for at in (one.opens, one.closes)]
    instants += [at for one in stations for plan in one.planned for at in (plan.starts_at, plan.ends_at)]
    instants += [at for one in stations for real in one.actual for at in (real.starts_at, real.ends_at or now)]
    first, last = min(instants), max(instants)
    first -= timedelta(minutes=first.minute, seconds=first.second, microseconds=first.microsecond)
    scale = (WIDTH - NAME - LAST) / max((last - first) / HOUR, 1)

    def x(at: datetime) -> float:
        return round(NAME + (at - first) / HOUR * scale, 1)

    def bar(starts: datetime, ends: datetime, y: float, kind: str, words: str = "") -> Bar:
        left = x(starts)
        return Bar(left, y, round(max(x(ends), x(starts + LEAST)) - left, 1), BAND - 6, kind, words)

    rows, y = [], float(PAD)
    for one in stations:
        bars, bands = [], _bands(one.actual, now)
        bars += [bar(plan.starts_at, plan.ends_at, y + 2, "planned", plan.card) for plan in one.planned]
        for real, band in zip(one.actual, bands, strict=True):
            top, ends = y + 2 + band * BAND, real.ends_at or now
            kind = str(real.state)
            over = real.over(now)
            bars.append(bar(real.starts_at, ends, top, kind, real.token))
            if over:
                bars.append(bar(max(real.starts_at, ends - over), ends, top, "over"))
        height = BAND * (max(bands, default=0) + 1) + 2
        rows.append(Row(one.station.name, y, height, x(one.opens), round(x(one.closes) - x(one.opens), 1), bars))
        y += height + PAD
    step = max(1, round((last - first) / HOUR / 12))
    count = int((last - first) / HOUR) + 1
    hours = [(x(first + n * HOUR), first + n * HOUR) for n in range(0, count, step)]
    return Picture(rows, y + FOOT, hours, x(now) if first <= now <= last else None)


def _bands(actual: Sequence[Actual], now: datetime) -> list[int]:
    """Which line of its row each bar stands on, so that those at several beds do not hide one another."""
    free_from: list[datetime] = []
    found = []
    for one in actual:
        band = next((n for n, at in enumerate(free_from) if at <= one.starts_at), len(free_from))
        ends = one.ends_at or (now if one.state != TicketState.DONE else one.starts_at)
        free_from[band : band + 1] = [ends]
        found.append(band)
    return found
