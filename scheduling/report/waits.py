"""How long people waited in each lane."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scheduling.report.counting import percentile


@dataclass(frozen=True, slots=True)
class Wait:
    """One place in one lane; `minutes` is None for who was never called there."""

    lane: str
    minutes: float | None


@dataclass(frozen=True, slots=True)
class LaneWait:
    """`count` people were called after waiting; `uncalled` were not: they left, or were sent on."""

    lane: str
    count: int
    uncalled: int
    median: float | None
    p90: float | None
    longest: float | None


def waits_by_lane(waits: Iterable[Wait], *, order: Sequence[str]) -> list[LaneWait]:
    """Lanes in which anybody was, in this order."""
    called: dict[str, list[float]] = defaultdict(list)
    uncalled: dict[str, int] = defaultdict(int)
    for wait in waits:
        if wait.minutes is None:
            uncalled[wait.lane] += 1
        else:
            called[wait.lane].append(wait.minutes)
    return [
        LaneWait(
            lane=lane,
            count=len(called[lane]),
            uncalled=uncalled[lane],
            median=percentile(called[lane], 0.5),
            p90=percentile(called[lane], 0.9),
            longest=max(called[lane], default=None),
        )
        for lane in order
        if called[lane] or uncalled[lane]
    ]
