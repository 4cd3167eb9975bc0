"""What a plan will be like: many days drawn from the durations, all at once.

Each case begins when its patient is there and its table, leader, anaesthetist and kit are free; never out of the
planned order. One array of samples for each resource, so a thousand days of a thousand cases are a thousand steps.

Nobody is sent home because it got late: the team stays, and what goes on after a table closes or a doctor's hours end
is overtime of that table and of that doctor. Beside it stands `late`, the chance that a case begins only then: that is
who would be put off if the team left on time. A break in the hours is kept: nothing begins in it. Recovery beds are
taken as they are planned, and patients come when they were asked to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from scheduling.planning.arrivals import arrivals, hours_of
from scheduling.planning.drawing import Absence, Samples, drawn, quantiles
from scheduling.planning.forecast import CaseDay, Forecast, Served, Spread, WorkDay
from scheduling.planning.problem import Case, Problem, Span, Spot

LONG = 30  # minutes over that people speak of


def simulate(
    problem: Problem,
    spots: Mapping[int, Spot],
    *,
    samples: int = 1000,
    seed: int = 0,
    absent: Absence = 0.0,
    told: Mapping[int, int] | None = None,
    fasts: Mapping[int, int] | None = None,
) -> Forecast:
    """Draw so many times every day of a plan. `absent` is the chance that a patient does not come, `told` when each
    was asked to (`arrivals` where it is None), `fasts` how many minutes somebody has fasted then (where it is None,
    those with a latest start fast from then on).
    """
    told = arrivals(problem, spots) if told is None else told
    cases = {case.key: case for case in problem.cases}
    if fasts is None:
        fasts = {key: 0 for key in spots if cases[key].latest_start is not None}
    by_day: dict[int, list[tuple[Case, Spot]]] = defaultdict(list)
    for key, spot in sorted(spots.items(), key=lambda pair: (pair[1].start, pair[0])):
        by_day[spot.day].append((cases[key], spot))
    tables: list[WorkDay] = []
    doctors: list[WorkDay] = []
    found: dict[int, CaseDay] = {}
    waits: list[Samples] = []
    fasting: list[Samples] = []
    came = np.zeros(samples)
    for day, here in sorted(by_day.items()):
        one = _Day(problem, day, samples)
        starts = np.stack([one.do(case, spot, told[case.key], seed, absent) for case, spot in here])
        came += (~np.isnan(starts)).sum(axis=0)
        tables += one.work_days(one.tables)
        doctors += one.work_days(one.doctors)
        found |= _case_days(one, here, told, starts)
        for (case, _), row in zip(here, starts, strict=True):
            waited = row[~np.isnan(row)] - told[case.key]
            waits.append(waited)
            if case.key in fasts:
                fasting.append(waited + fasts[case.key])
    everybody = np.concatenate(waits) if waits else np.zeros(0)
    return Forecast(
        samples=samples,
        tables=tuple(tables),
        doctors=tuple(doctors),
        over=_mean(table.over for table in tables),
        long_over=_mean(table.long_over for table in tables),
        minutes_over=_mean(table.minutes_over for table in tables),
        idle=_mean(table.idle for table in tables),
        wait=_spread(everybody),
        mean_wait=float(everybody.mean()) if everybody.size else 0.0,
        fasting=_spread(np.concatenate(fasting) if fasting else np.zeros(0)),
        served=Served(*(float(each) for each in np.quantile(came, (0.1, 0.5, 0.9)))),
        mean_served=float(came.mean()),
        cases=found,
    )


@dataclass
class _Work:
    """One table or doctor while its day is drawn. `ended` is NaN in the draws in which nobody came yet."""

    key: int
    spans: Sequence[Span]
    free: Samples
    ended: Samples
    idle: Samples
    planned: int = 0
    first: int = 1 << 30

    @property
    def opens(self) -> int:
        return min((start for start, _ in self.spans), default=self.first)

    @property
    def closes(self) -> int:
        """When it should end; what a hand has planned on a day off ends when it was planned to."""
        return max((end for _, end in self.spans), default=self.planned)


class _Day:
    """All that a day's cases share, case by case in the planned order."""

    def __init__(self, problem: Problem, day: int, samples: int) -> None:
        self.day = day
        self.samples = samples
        self.hours = hours_of(problem)
        self.equipment = {table.key: table.equipment for table in problem.tables}
        self.tables: dict[int, _Work] = {}
        self.doctors: dict[int, _Work] = {}
        self.kits = {kit.name: np.zeros((kit.units, samples)) for kit in problem.kits if kit.units}
        self.away = {kit.name: kit.away for kit in problem.kits}

    def do(self, case: Case, spot: Spot, told: int, seed: int, absent: Absence) -> Samples:
        """One case; when it begins in each draw, NaN where the patient does not come."""
        minutes, come = drawn(case, samples=self.samples, seed=seed, absent=absent)
        table = self._work(self.tables, spot.table)
        team = [self._work(self.doctors, who) for who in (spot.leader, spot.anaesthetist) if who is not None]
        start = np.maximum(float(told), table.free)
        for doctor in team:
            np.maximum(start, doctor.free, out=start)
        units = []
        for name in sorted(case.equipment - self.equipment.get(spot.table, frozenset())):
            if (pool := self.kits.get(name)) is not None:
                unit = pool.argmin(axis=0), np.arange(self.samples)
                np.maximum(start, pool[unit], out=start)
                units.append((pool, unit, self.away[name]))
        _keep_hours(start, [work.spans for work in (table, *team)])
        end = start + minutes
        for pool, unit, away in units:
            pool[unit] = np.where(come, end + away, pool[unit])
        table.idle += np.where(come & ~np.isnan(table.ended), _open_between(table.spans, table.free, start), 0.0)
        for work, until in ((table, end + case.turnover), *((doctor, end) for doctor in team)):
            work.free = np.where(come, until, work.free)
            work.ended = np.where(come, end, work.ended)
            work.first = min(work.first, spot.start)
            work.planned = max(work.planned, spot.start + case.minutes)
        return np.where(come, start, np.nan)

    def leaves(self, spot: Spot) -> int:
        """When the first of its table and team should be gone; what is planned later by hand may begin when planned."""
        of = [
            self.tables[spot.table],
            *(self.doctors[who] for who in (spot.leader, spot.anaesthetist) if who is not None),
        ]
        return max(min(work.closes for work in of), spot.start + 1)

    def work_days(self, of: Mapping[int, _Work]) -> list[WorkDay]:
        works = [work for _, work in sorted(of.items())]
        if not works:
            return []
        ended = np.stack([work.ended for work in works])
        late = np.fmax(0.0, ended - np.array([[work.closes] for work in works]))  # nobody came: not late
        over, long_over, minutes_over = (late > 0).mean(axis=1), (late > LONG).mean(axis=1), late.mean(axis=1)
        ends = quantiles(ended, 0.5, 0.9)
        return [
            WorkDay(
                key=work.key,
                day=self.day,
                opens=work.opens,
                closes=work.closes,
                planned=work.planned,
                over=float(over[at]),
                long_over=float(long_over[at]),
                minutes_over=float(minutes_over[at]),
                ends=None if np.isnan(ends[at, 0]) else Spread(float(ends[at, 0]), float(ends[at, 1])),
                idle=float(work.idle.mean()),
            )
            for at, work in enumerate(works)
        ]

    def _work(self, of: dict[int, _Work], key: int) -> _Work:
        if key not in of:
            hours = self.hours.get(key, ())
            spans = hours[self.day] if self.day < len(hours) else ()
            none = np.zeros(self.samples)
            of[key] = _Work(key, spans, none, np.full(self.samples, np.nan), none.copy())
        return of[key]


def _keep_hours(start: Samples, all_spans: Iterable[Sequence[Span]]) -> None:
    """Wait, in place, until everybody's hours begin and through breaks; after the last hours people stay."""
    gaps = []
    for spans in all_spans:
        opened = 0
        for begins, ends in spans:
            gaps.append((opened, begins))
            opened = ends
    for closed, opens in sorted(gaps):  # by their begin: who waits through one may fall into a later one, never back
        np.copyto(start, float(opens), where=(start >= closed) & (start < opens))


def _open_between(spans: Sequence[Span], since: Samples, until: Samples) -> Samples:
    """How long it was open from one moment to another, later or not, its breaks left out."""
    found = np.maximum(0.0, until - since)
    for (_, closed), (opens, _) in pairwise(spans):
        found -= np.maximum(0.0, np.minimum(until, opens) - np.maximum(since, closed))
    return found


def _case_days(
    day: _Day, here: Sequence[tuple[Case, Spot]], told: Mapping[int, int], starts: Samples
) -> dict[int, CaseDay]:
    spread = quantiles(starts, 0.5, 0.9)
    coming = np.maximum(1, (~np.isnan(starts)).sum(axis=1))
    found = {}
    for at, (case, spot) in enumerate(here):
        p50, p90 = (0.0 if np.isnan(each) else float(each) for each in spread[at])
        asked = told[case.key]
        latest = _limit(case)
        found[case.key] = CaseDay(
            told=asked,
            starts=Spread(p50, p90),
            wait=Spread(max(0.0, p50 - asked), max(0.0, p90 - asked)),
            late=float((starts[at] >= day.leaves(spot)).sum() / coming[at]),
            missed=0.0 if latest is None else float((starts[at] > max(latest, spot.start)).sum() / coming[at]),
        )
    return found


def _limit(case: Case) -> int | None:
    """The patient's own latest start: the end of the fast, the way to the last bus as planned."""
    limits = [] if case.latest_start is None else [case.latest_start]
    if case.home_by is not None:
        limits.append(case.home_by - case.minutes - case.recovery)
    return min(limits, default=None)


def _spread(known: NDArray[np.float64]) -> Spread:
    if not known.size:
        return Spread(0.0, 0.0)
    p50, p90 = np.quantile(known, (0.5, 0.9))
    return Spread(float(p50), float(p90))


def _mean(values: Iterable[float]) -> float:
    known = list(values)
    return sum(known) / len(known) if known else 0.0
