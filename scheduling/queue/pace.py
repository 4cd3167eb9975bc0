"""The stations' pace today: what was believed of each service, moved by the day's real starts and ends.

A service takes exp(log median + pace of its station + spread · Z) minutes. The pace, in the logarithm, is a normal
belief about all stations of a lane at once: a good or bad day is shared by all, a quick hand is a station's own. What
was seen lately counts for more. The spread is learned too, since a p90 is guessed worse than a median.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import log
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float64]

P90 = NormalDist().inv_cdf(0.9)
MINUTE = timedelta(minutes=1)
DAY = 0.3  # how far a day's pace is from what was believed, in the logarithm: one day in three by a third or more
STATION = 0.2  # and a station's from the other stations'
DRIFT = 0.08  # and the coming hours' from those seen, whatever was seen
FADES = 180.0  # minutes after which a service that was seen counts a third
SPREAD = 8.0  # the believed spread counts as so many services seen
OVERSURE = 1.2  # so many times as widely as was said do services differ: people give a p90 that is too near
TIGHTEST = 0.05  # no service is believed to be surer than by so much, in the logarithm
SLIP = 2.5  # so many spreads are the furthest that is believed: somebody forgot to press the button
GAP = 5.0  # the believed gap counts as so many seen
COMING = 10.0  # and the believed share of the booked who come as so many who were due
IDLE = 3.0  # a gap of more than so many believed ones, and so many minutes, was no gap: nobody was there


@dataclass(frozen=True, slots=True)
class Minutes:
    """What is believed of a service beforehand: half take at most `median`, nine of ten at most `p90` minutes.

    Raises ValueError unless 0 < median <= p90.
    """

    median: float
    p90: float

    def __post_init__(self) -> None:
        if not 0 < self.median <= self.p90:
            raise ValueError(f"median {self.median} and p90 {self.p90}: give 0 < median <= p90, in minutes")

    @property
    def spread(self) -> float:
        """In the logarithm."""
        return max(TIGHTEST, log(self.p90 / self.median) / P90)


@dataclass(frozen=True, slots=True)
class Served:
    """A service of today that is over, at which station, and what was believed of it."""

    station: int
    began_at: datetime
    ended_at: datetime
    believed: Minutes


@dataclass(frozen=True, slots=True)
class Pace:
    """The belief: `middle` of each station's pace in the logarithm, `root` with root·rootᵀ its covariance.

    `spread` is how many times as widely as believed services differ, `gap` the minutes between two of a station.
    """

    stations: tuple[int, ...]
    middle: Samples
    root: Samples
    spread: float
    gap: float

    def drawn(self, normal: Samples) -> Samples:
        """For rows of standard normal draws, one a station, each station's factor on the minutes believed."""
        return np.exp(self.middle[:, None] + self.root @ normal)

    def doubt(self, at: int) -> float:
        """The standard deviation of what is believed of the pace of a station, by its number in the list."""
        return float(np.sqrt((self.root[at] ** 2).sum()))


def learned(served: Sequence[Served], stations: Iterable[int], *, gap: float, now: datetime) -> Pace:
    """The pace of these stations; what was seen at others of the lane teaches what all share. `gap` is believed."""
    own = tuple(stations)
    known = [*own, *sorted({one.station for one in served} - set(own))]
    belief = np.full((len(known), len(known)), DAY**2) + np.eye(len(known)) * STATION**2
    middle, covariance, spread = np.zeros(len(known)), belief, OVERSURE
    if served:
        at = np.array([known.index(one.station) for one in served])
        spreads = np.array([one.believed.spread for one in served])
        off = _off(served, spreads)
        weights = np.exp([(one.ended_at - now) / MINUTE / FADES for one in served])
        for _ in range(2):  # the spread needs the pace, and the pace the spread
            sure = np.bincount(at, weights / (spreads * spread) ** 2, minlength=len(known))
            seen = np.bincount(at, weights * off / (spreads * spread) ** 2, minlength=len(known))
            covariance = np.linalg.inv(np.linalg.inv(belief) + np.diag(sure))
            middle = covariance @ seen
            squares = float(weights @ ((off - middle[at]) / spreads) ** 2)
            spread = ((SPREAD * OVERSURE**2 + squares) / (SPREAD + float(weights.sum()))) ** 0.5
    count = len(own)
    root = np.asarray(np.linalg.cholesky(covariance[:count, :count] + DRIFT**2), dtype=np.float64)
    return Pace(own, middle[:count], root, spread, _gap(served, gap))


def share_coming(believed: float, *, came: int, due: int) -> float:
    """The share of the booked who come, believed beforehand and moved by how many of those due by now have come."""
    return (COMING * believed + came) / (COMING + due)


def _off(served: Sequence[Served], spreads: Samples) -> Samples:
    """By how much each took longer than believed, in the logarithm, none further than may be believed."""
    took = np.array([max(one.ended_at - one.began_at, MINUTE / 60) / MINUTE for one in served])
    furthest = SLIP * np.sqrt(spreads**2 + DAY**2 + STATION**2)
    return np.clip(np.log(took / np.array([one.believed.median for one in served])), -furthest, furthest)


def _gap(served: Sequence[Served], believed: float) -> float:
    """Minutes from the end of one service to the begin of the next, those left out in which nobody was there."""
    most = IDLE * (believed + 1)
    by_station = sorted(served, key=lambda one: (one.station, one.began_at))
    gaps = [
        max(0.0, (later.began_at - one.ended_at) / MINUTE)
        for one, later in pairwise(by_station)
        if one.station == later.station
    ]
    kept = [each for each in gaps if each <= most]
    return (GAP * believed + sum(kept)) / (GAP + len(kept))
