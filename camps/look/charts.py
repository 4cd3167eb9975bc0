"""Geometry of the pictures: numbers in, coordinates out. Pure, so it can be tested to the pixel."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, TOP, BASE = 640, 220, 24, 190
GAP = 0.28


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a chart, in SVG user units. `over` says that `value` is above `limit`."""

    label: str
    value: float
    limit: float | None
    x: float
    y: float
    width: float
    height: float
    middle: float
    limit_y: float
    limit_height: float
    over: bool


def columns(rows: Sequence[tuple[str, float] | tuple[str, float, float | None]]) -> list[Column]:
    """Lay columns side by side. A row is (label, value) or (label, value, limit); values below 0 raise ValueError."""
    full = [(row[0], row[1], row[2] if len(row) > 2 else None) for row in rows]
    for label, value, _limit in full:
        if value < 0:
            raise ValueError(f"{label}: {value} is below 0, a column can't show it.")
    highest = max((max(value, limit or 0) for _label, value, limit in full), default=0) or 1
    step = WIDTH / max(len(full), 1)
    wide = step * (1 - GAP)
    scale = (BASE - TOP) / highest
    return [
        Column(
            label=label,
            value=value,
            limit=limit,
            x=round(n * step + (step - wide) / 2, 1),
            y=round(BASE - value * scale, 1),
            width=round(wide, 1),
            height=round(value * scale, 1),
            middle=round((n + 0.5) * step, 1),
            limit_y=round(BASE - (limit or 0) * scale, 1),
            limit_height=round((limit or 0) * scale, 1),
            over=limit is not None and value > limit,
        )
        for n, (label, value, limit) in enumerate(full)
    ]


def percent(value: float, whole: float) -> int:
    """`value` as a share of `whole` in whole percent, 0 to 100; 0 where there is no whole."""
    if whole <= 0:
        return 0
    return max(0, min(100, round(100 * value / whole)))
