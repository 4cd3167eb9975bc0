"""The overview's picture of how full the stations are: hours held of hours open, by station and day, with words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from notifications.queries.load import Load

FULL = 15  # minutes: less than this is no room for anybody


@dataclass(frozen=True)
class Share:
    """Hours held and open; `free` in hours, 0.0 when what is left is no room for anybody."""

    held: float
    open: float
    free: float


@dataclass(frozen=True)
class Picture:
    """A row for each station, a share for each day (None: closed), and the sum with its roomiest day.

    The sum is over the operating tables; over every station where a camp has no table.
    """

    days: Sequence[str]
    rows: list[tuple[str, list[Share | None]]]
    whole: list[Share | None]
    total: Share
    roomiest: tuple[str, Share] | None
    every_station: bool


def picture_of(load: Load, days: Sequence[str]) -> Picture:
    """From minutes to what is drawn. `days` are the days' short names, in order."""
    whole = [share(day.held_hours * 60, day.open_hours * 60) for day in load.days]
    total = share(sum(day.held_hours for day in load.days) * 60, sum(day.open_hours for day in load.days) * 60)
    with_room = [(name, cell) for name, cell in zip(days, whole, strict=True) if cell and cell.free]
    opened = sum(sum(cell) for _, cells in load.stations for cell in cells if cell)
    return Picture(
        days=days,
        rows=[(name, [share(cell[0], sum(cell)) if cell else None for cell in cells]) for name, cells in load.stations],
        whole=whole,
        total=total or Share(0, 0, 0),
        roomiest=max(with_room, key=lambda pair: pair[1].free) if len(with_room) > 1 else None,
        every_station=total is not None and round(opened / 60, 1) <= total.open,
    )


def share(held: float, opened: float) -> Share | None:
    """Minutes as hours; None for a station that is neither open nor held."""
    if not held and not opened:
        return None
    left = opened - held
    return Share(round(held / 60, 1), round(opened / 60, 1), round(left / 60, 1) if left >= FULL else 0.0)
