"""Geometry of pairs side by side, one row each: what was planned and what it was. Pure; SVG user units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, ROW, TOP, LEFT, RIGHT = 640, 58, 10, 8, 40
LABEL, LINE = 22, 42  # below a row's top: the words, and the line that both stand on


@dataclass(frozen=True, slots=True)
class Pair:
    """Both in one unit, 0 or more; `spread` reaches as far to both sides of `real`. `tone` is a class of its mark."""

    label: str
    planned: float
    real: float
    spread: float = 0.0
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    pair: Pair
    words_y: float
    y: float
    planned_x: float
    real_x: float
    from_x: float
    to_x: float

    @property
    def tick_y(self) -> float:
        """Where the mark of the plan begins; it is 22 units high."""
        return self.y - 11


@dataclass(frozen=True, slots=True)
class Picture:
    """The rows, and marks (x, value) on the axis below them."""

    rows: list[Row]
    height: float
    axis_y: float
    marks: list[tuple[float, int]]
    width: int = WIDTH


def beside(pairs: Sequence[Pair]) -> Picture:
    """Lay the pairs below one another, from 0 on one scale."""
    highest = max((max(pair.planned, pair.real + pair.spread) for pair in pairs), default=0) or 1
    step = next((step for step in (5, 10, 20, 30, 60, 120, 240) if highest / step <= 6), 480)
    most = -(-highest // step) * step
    scale = (WIDTH - LEFT - RIGHT) / most

    def x(value: float) -> float:
        return round(LEFT + max(0.0, value) * scale, 1)

    rows = [
        Row(
            pair=pair,
            words_y=TOP + n * ROW + LABEL,
            y=TOP + n * ROW + LINE,
            planned_x=x(pair.planned),
            real_x=x(pair.real),
            from_x=x(pair.real - pair.spread),
            to_x=x(pair.real + pair.spread),
        )
        for n, pair in enumerate(pairs)
    ]
    axis_y = TOP + len(rows) * ROW + 8
    marks = [(x(value), value) for value in range(0, int(most) + 1, step)]
    return Picture(rows, height=axis_y + 34, axis_y=axis_y, marks=marks)
