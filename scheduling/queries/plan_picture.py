"""A plan as pictures: the days as tables across time, and how the best grew while it was searched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from scheduling.planning.problem import Problem, Spot, clock

WIDTH, ROW, NAME = 960, 26, 150  # user units; the picture grows with its page


@dataclass(frozen=True)
class Block:
    """One case: where its bar lies, its class, whether it must stay there, and what is said of it."""

    x: float
    width: float
    priority: int
    stays: bool  # pinned by hand, or told
    words: str


@dataclass(frozen=True)
class Row:
    """One table of a day; `closed` are the stretches in which it is not open."""

    name: str
    y: int
    open: tuple[tuple[float, float], ...]
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Hour:
    x: float
    words: str


@dataclass(frozen=True)
class DayPicture:
    """One day. `served` cases, `used` per cent of the open minutes of its tables."""

    on: date
    index: int
    rows: tuple[Row, ...]
    hours: tuple[Hour, ...]
    height: int
    served: int
    used: int


def day_pictures(problem: Problem, spots: Mapping[int, Spot], dates: Sequence[date]) -> list[DayPicture]:
    """The days on which a table is open, all on one scale, so that they can be compared; `dates` has one for each.

    Desks and rooms that nobody who is listed needs are left away.
    """
    needed = {case.kind for case in problem.cases}
    own = [table for table in problem.tables if table.kind in needed]
    spans = [span for table in own for day in table.hours for span in day]
    if not spans:
        return []
    cases = {case.key: case for case in problem.cases}
    opens = min(start for start, _ in spans) // 60 * 60
    closes = -(-max(end for _, end in spans) // 60) * 60
    scale = (WIDTH - NAME) / max(1, closes - opens)

    def at(minute: float) -> float:
        return round(NAME + (minute - opens) * scale, 1)

    pictures = []
    for day in range(problem.days):
        tables = [table for table in own if table.hours[day]]
        here = {key: spot for key, spot in spots.items() if spot.day == day}
        if not tables:
            continue
        rows = []
        for number, table in enumerate(tables):
            on_table = sorted((spot.start, key) for key, spot in here.items() if spot.table == table.key)
            rows.append(
                Row(
                    name=table.name,
                    y=number * ROW,
                    open=tuple((at(start), round((end - start) * scale, 1)) for start, end in table.hours[day]),
                    blocks=tuple(
                        Block(
                            x=at(start),
                            width=round(cases[key].minutes * scale, 1),
                            priority=cases[key].priority,
                            stays=cases[key].pinned is not None,
                            words=f"{clock(start)}–{clock(start + cases[key].minutes)} card {cases[key].number:03d}, "
                            f"P{cases[key].priority}, {' + '.join(cases[key].procedures)}"
                            + (", stays where it is" if cases[key].pinned is not None else ""),
                        )
                        for start, key in on_table
                    ),
                )
            )
        there = sum(end - start for table in tables for start, end in table.hours[day])
        used = sum(cases[key].minutes + cases[key].turnover for key in here)
        pictures.append(
            DayPicture(
                on=dates[day],
                index=day,
                rows=tuple(rows),
                hours=tuple(Hour(at(hour), clock(hour)) for hour in range(opens, closes + 1, 120)),
                height=len(tables) * ROW,
                served=len(here),
                used=round(100 * used / there) if there else 0,
            )
        )
    return pictures


def curve(points: Sequence[tuple[float, int]], *, bound: float | None, width: int = 600, height: int = 120) -> str:
    """The best by time as the points of an SVG polyline; its top is the bound, or the best where that is unknown."""
    if len(points) < 2:
        return ""
    last = max(seconds for seconds, _ in points) or 1.0
    worst = min(value for _, value in points)
    top = max(bound or 0.0, *(value for _, value in points))
    over = max(1.0, top - worst)
    found, before = [], None
    for seconds, value in points:
        x, y = seconds / last * width, height - (value - worst) / over * (height - 8) - 4
        if before is not None:
            found.append(f"{x:.1f},{before:.1f}")  # it stays as it is until it is better
        found.append(f"{x:.1f},{y:.1f}")
        before = y
    return " ".join(found)
