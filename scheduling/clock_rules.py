"""A zone's clock rules as a table of offsets, and an hour on the wall carried from old rules to new ones.

Governments change them at short notice, and then an instant computed before stands for another hour on the wall.
People were told the hour on the wall, so that is what is kept. Pure: no Django, no clock.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

Offset = tuple[datetime, int]
"""From this instant on, so many seconds east of UTC."""

STEP = timedelta(days=1)  # no zone ever went there and back within a day
EXACT = timedelta(seconds=1)


def offsets_of(zone: ZoneInfo, *, since: datetime, until: datetime) -> tuple[Offset, ...]:
    """The offsets in force from `since` to `until`: the first at `since`, each later one at its change's second."""
    found = [(since, _seconds(zone, since))]
    at = since
    while at < until:
        later = min(at + STEP, until)
        if _seconds(zone, later) != found[-1][1]:
            found.append(_change(zone, at, later))
        at = later
    return tuple(found)


def offset_at(offsets: Sequence[Offset], at: datetime) -> int:
    """Seconds east of UTC; before the first instant of the table the first one's."""
    return offsets[max(0, bisect_right(offsets, at, key=lambda offset: offset[0]) - 1)][1]


def same_hour(at: datetime, *, old: Sequence[Offset], zone: ZoneInfo) -> datetime:
    """The instant at which the wall shows, by the zone's rules of now, what it showed at `at` by the old ones.

    An hour that the new rules skip moves forward. Where the old rules showed it twice, the second stays the second.
    """
    east = timedelta(seconds=offset_at(old, at))
    wall = (at + east).replace(tzinfo=None)
    before = [timedelta(seconds=seconds) for _, seconds in old]
    second = any(
        earlier > now and since <= at < since + (earlier - now)
        for earlier, (since, _), now in zip(before, old[1:], before[1:], strict=False)
    )
    return wall.replace(tzinfo=zone, fold=int(second)).astimezone(UTC)


def _change(zone: ZoneInfo, low: datetime, high: datetime) -> Offset:
    """The change between two instants, by halves."""
    was = _seconds(zone, low)
    while high - low > EXACT:
        middle = low + (high - low) / 2
        if _seconds(zone, middle) == was:
            low = middle
        else:
            high = middle
    at = high.replace(microsecond=0)
    return at, _seconds(zone, at)


def _seconds(zone: ZoneInfo, at: datetime) -> int:
    offset = at.astimezone(zone).utcoffset()
    assert offset is not None
    return int(offset.total_seconds())
