"""What a plan will be like: many days drawn from the durations, all at once.

Each case begins when its patient is there and its table, leader and anaesthetist are free; never out of the planned
order. One array of samples for each resource, so a thousand days of a thousand cases are a thousand short steps.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

from scheduling.planning.problem import Case, Problem, Spot

Samples = NDArray[np.float64]
HEDGE = 0.5  # arrivals are told k·√Σσ² before the expected start: waits 20 min, idles 13 (planner's facts, §3)
LONG = 30  # minutes over that people speak of
MARK = 5  # arrivals are told in whole five minutes


@dataclass(frozen=True, slots=True)
class TableDay:
    """One table on one day: the chance to end after closing, to end 30 minutes after, and how long on average."""

    table: int
    day: int
    over: float
    long_over: float
    minutes_over: float
    ends: tuple[float, float]  # p50, p90, minutes of the day
    idle: float  # minutes between cases, on average


@dataclass(frozen=True, slots=True)
class Spread:
    """Half wait at most `p50` minutes, nine of ten at most `p90`."""

    p50: float
    p90: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a plan will be like. `over` is the chance of overtime of a table-day, over all of them."""

    samples: int
    tables: tuple[TableDay, ...]
    over: float
    long_over: float
    wait: Spread
    fasting: Spread
    served: float  # on average, less those who do not come
    waits: Mapping[int, Spread] = field(default_factory=dict)  # by case


def arrivals(problem: Problem, spots: Mapping[int, Spot], *, hedge: float = HEDGE) -> dict[int, int]:
    """When to ask each patient to come, in minutes of the day: before the planned start by what may go faster.

    Not before the first table opens that day, nor before the patient can be there.
    """
    cases = {case.key: case for case in problem.cases}
    variance: dict[tuple[int, int], float] = defaultdict(float)
    opens = {
        (table.key, day): hours[0][0] for table in problem.tables for day, hours in enumerate(table.hours) if hours
    }
    told = {}
    for key, spot in sorted(spots.items(), key=lambda pair: pair[1].start):
        at = spot.table, spot.day
        early = hedge * sqrt(variance[at])
        earliest = max(opens.get(at, 0), cases[key].earliest)
        told[key] = max(min(earliest, spot.start), int((spot.start - early) // MARK * MARK))
        variance[at] += cases[key].sd ** 2
    return told


def simulate(
    problem: Problem,
    spots: Mapping[int, Spot],
    *,
    samples: int = 1000,
    seed: int = 0,
    absent: float = 0.0,
    told: Mapping[int, int] | None = None,
) -> Forecast:
    """Draw so many times every day of a plan. `absent` is the chance that a patient does not come; `told` when each
    was asked to come (`arrivals` where it is None).
    """
    chance = np.random.default_rng(seed)
    told = arrivals(problem, spots) if told is None else told
    cases = {case.key: case for case in problem.cases}
    by_day: dict[int, list[tuple[Case, Spot]]] = defaultdict(list)
    for key, spot in spots.items():
        by_day[spot.day].append((cases[key], spot))
    found: list[tuple[TableDay, Samples]] = []
    waits: dict[int, Samples] = {}
    came = 0.0
    for day, here in sorted(by_day.items()):
        here.sort(key=lambda pair: (pair[1].start, pair[0].key))
        there = chance.random((len(here), samples)) >= absent
        came += float(there.sum()) / samples
        found += _one_day(problem, day, here, there, told, waits, chance)
    waited = _all(waits.values())
    fasting = _all(wait for key, wait in waits.items() if cases[key].latest_start is not None)
    return Forecast(
        samples=samples,
        tables=tuple(table for table, _ in found),
        over=_mean(table.over for table, _ in found),
        long_over=_mean(table.long_over for table, _ in found),
        wait=_spread(waited),
        fasting=_spread(fasting),
        served=came,
        waits={key: _spread(wait) for key, wait in waits.items()},
    )


def _one_day(
    problem: Problem,
    day: int,
    here: Sequence[tuple[Case, Spot]],
    there: NDArray[np.bool_],
    told: Mapping[int, int],
    waits: dict[int, Samples],
    chance: np.random.Generator,
) -> list[tuple[TableDay, Samples]]:
    """All tables of a day, case by case in the planned order; the waits go into `waits`, NaN for who did not come."""
    samples = there.shape[1]
    free: dict[tuple[str, int], Samples] = defaultdict(lambda: np.zeros(samples))
    ends: dict[int, Samples] = {}
    idle: dict[int, Samples] = defaultdict(lambda: np.zeros(samples))
    for (case, spot), come in zip(here, there, strict=True):
        holders = [("table", spot.table), *(("doctor", who) for who in (spot.leader, spot.anaesthetist) if who)]
        ready = np.full(samples, float(told[case.key]))
        start = ready.copy()
        for holder in holders:
            np.maximum(start, free[holder], out=start)
        end = start + _draw(case, samples, chance)
        waits[case.key] = np.where(come, start - ready, np.nan)
        if spot.table in ends:
            before = free["table", spot.table]
            idle[spot.table] += np.where(come & (before > 0), np.maximum(0, start - before), 0)
        for holder in holders:
            until = end + case.turnover if holder[0] == "table" else end
            free[holder] = np.where(come, until, free[holder])
        ends[spot.table] = np.where(come, end, ends.get(spot.table, np.zeros(samples)))
    found = []
    for table in problem.tables:
        if table.key in ends:
            closes = max((end for _, end in table.hours[day]), default=0)
            found.append((_table_day(table.key, day, closes, ends[table.key], idle[table.key]), ends[table.key]))
    return found


def _draw(case: Case, samples: int, chance: np.random.Generator) -> Samples:
    """Lognormal with the case's mean and sd, a quarter of the mean as its shortest."""
    if not case.sd:
        return np.full(samples, float(case.minutes))
    shift = case.minutes / 4
    mean = case.minutes - shift
    sigma2 = log(1 + (case.sd / mean) ** 2)
    return shift + chance.lognormal(log(mean) - sigma2 / 2, sqrt(sigma2), samples)


def _table_day(table: int, day: int, closes: int, end: Samples, idle: Samples) -> TableDay:
    over = np.maximum(0, end - closes)
    return TableDay(
        table=table,
        day=day,
        over=float((over > 0).mean()),
        long_over=float((over > LONG).mean()),
        minutes_over=float(over.mean()),
        ends=(float(np.quantile(end, 0.5)), float(np.quantile(end, 0.9))),
        idle=float(idle.mean()),
    )


def _all(waits: Iterable[Samples]) -> Samples:
    parts = list(waits)
    whole = np.concatenate(parts) if parts else np.zeros(0)
    return whole[~np.isnan(whole)]


def _spread(waited: Samples) -> Spread:
    known = waited[~np.isnan(waited)]
    if not known.size:
        return Spread(0.0, 0.0)
    return Spread(float(np.quantile(known, 0.5)), float(np.quantile(known, 0.9)))


def _mean(values: Iterable[float]) -> float:
    known = list(values)
    return sum(known) / len(known) if known else 0.0
