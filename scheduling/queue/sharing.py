"""Who of those that wait each station would call next, dealt out beforehand: what a device may hold for an outage.

Dealt like cards, in the order of the line, beginning with the station that is expected to be free first. So a slow
station is left no more of the front than its turn, and as long as devices are heard it is dealt anew every few seconds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class AtWork:
    """A station that calls. `since` is how long the one who is there longest has been there; None while it has room."""

    key: int
    since: datetime | None = None


def in_turn(stations: Iterable[AtWork], *, now: datetime, nearly_all: timedelta) -> list[int]:
    """Free ones first, then who began longest ago; last who has been at it for longer than `nearly_all` are."""

    def rank(one: AtWork) -> tuple[int, float, int]:
        if one.since is None:
            return 0, 0.0, one.key
        so_far = now - one.since
        return (2 if so_far > nearly_all else 1), -so_far.total_seconds(), one.key

    return [one.key for one in sorted(stations, key=rank)]


def dealt(line: Mapping[int, Collection[int]], turns: Collection[int]) -> dict[int, list[int]]:
    """`line` says of each who waits, in order, which stations may call them; each goes to one of these or to nobody."""
    hands: dict[int, list[int]] = {station: [] for station in turns}
    for key, may in line.items():
        able = [station for station in turns if station in may]
        if able:
            fewest = min(able, key=lambda station: len(hands[station]))
            hands[fewest].append(key)
    return hands
