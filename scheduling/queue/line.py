"""Who will be called before whom: those who wait in their order of now, those still expected where they will stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from scheduling.queue.order import AGEING, GoesAhead, Waiting, in_order


def expected_line(
    waiting: Iterable[Waiting], expected: Iterable[Waiting], ahead: Sequence[GoesAhead] = (), *, now: datetime
) -> list[int]:
    """The keys of both; `expected` are those who were booked and have not come, with the hour they should come at.

    Each of them stands behind as many of those who wait as will be before him or her once all have waited for an hour.
    """
    there, coming = list(waiting), list(expected)
    order = [one.key for one in in_order(there, ahead, now=now)]
    if not coming:
        return order
    settled = max([now, *(max(one.arrived_at, one.window_at or one.arrived_at) for one in (*there, *coming))]) + AGEING
    waits = set(order)
    behind: dict[int, list[int]] = {}
    before = 0
    for one in in_order([*there, *coming], ahead, now=settled):
        if one.key in waits:
            before += 1
        else:
            behind.setdefault(before, []).append(one.key)
    line = behind.get(0, [])
    for place, key in enumerate(order, 1):
        line += [key, *behind.get(place, [])]
    return line
