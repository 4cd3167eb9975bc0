"""When each of those who wait is called: a range of 80 %, from the pace of the stations and what still may happen.

The numbers drawn belong to the ticket, not to the moment: the same question has the same answer, and an answer moves
only as the day moves. `bench/queue_calibration.py` says how good the ranges are, and is what the figures here are from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import isfinite

import numpy as np

from scheduling.queue.draws import DRAWS
from scheduling.queue.pace import Served
from scheduling.queue.rest_of_day import InLine, RestOfDay, Station

LOW, MID, HIGH = 0.04, 0.5, 0.975  # of the draws; wider than 80 % for what no draw knows, and rather late than early
BESIDE = range(-3, 4)  # a quantile is the mean of its neighbours: it moves less from one look to the next


@dataclass(frozen=True, slots=True)
class Estimate:
    """A ticket is called between `low` and `high` in four cases of five; as often before `mid` as after."""

    key: int
    low: datetime
    mid: datetime
    high: datetime


def estimates(
    line: Sequence[InLine],
    stations: Sequence[Station],
    served: Sequence[Served] = (),
    *,
    now: datetime,
    gap: float = 1.0,
    jumps_per_hour: float = 0.5,
) -> dict[int, Estimate | None]:
    """For each who is there: when he or she is called, None where nobody can say (no station, or not before it closes).

    `served` is what is over today in this lane; `gap` the minutes believed between two services of a station;
    `jumps_per_hour` how many come who go before everybody.
    """
    there = [one.key for one in line if one.comes_at is None]
    if not stations or not there:
        return dict.fromkeys(there)
    rest = RestOfDay(line, stations, served, now=now, gap=gap, jumps_per_hour=jumps_per_hour)
    ranks = np.array([[round(share * (DRAWS - 1)) + beside for beside in BESIDE] for share in (LOW, MID, HIGH)])
    calls = np.sort(np.stack(rest.calls()), axis=1)[:, ranks].mean(axis=2).tolist()
    return {
        key: Estimate(key, *(now + timedelta(minutes=each) for each in minutes)) if isfinite(minutes[-1]) else None
        for key, minutes in zip(there, calls, strict=True)
    }
