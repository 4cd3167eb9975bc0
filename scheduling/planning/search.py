"""A better plan, at any time: take a few neighbours out of a day, put back what is worth most, keep what is better.

Ruin and recreate (Schrimpf et al. 2000; strings as in Christiaens & Vanden Berghe 2020) with prices from the bound
and simulated annealing on the value. The best plan stands outside the walk, so it can be had whenever one stops.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from random import Random

from scheduling.planning.bound import Bound
from scheduling.planning.grid import Grid, Held
from scheduling.planning.schedule import Schedule

CANDIDATES = 40
BLINK = 0.02  # of the days are passed over, so that a walk does not go in circles
SHAKE = 0.5  # of the steps choose among spots with some chance


@dataclass
class Walk:
    """One search. `schedule` is where it is, `best` the spots of the best plan so far."""

    schedule: Schedule
    bound: Bound
    random: Random
    fixed: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        self.grid: Grid = self.schedule.grid
        self.best_value = self.schedule.value
        self.best: dict[int, Held] = dict(self.schedule.held)
        movable = [job for job in self.grid.jobs if job.index not in self.fixed and job.days]
        self.density = {
            job.index: job.case.value / (min(self.bound.price[job.index][day] for day in job.days) + 0.02 * job.hold)
            for job in movable
        }
        self.absent: list[set[int]] = [
            {job.index for job in movable if job.starts[day] and job.index not in self.schedule.held}
            for day in self.grid.days
        ]
        self.iteration = 0

    def step(self, heat: float) -> bool:
        """One ruin and recreate; True when the best plan got better."""
        self.iteration += 1
        days = self._days()
        before = self.schedule.value
        removed = self._ruin(days)
        added = self._recreate(days, removed)
        value = self.schedule.value
        if value < before and value - before < heat * log(self.random.random() or 1e-12):
            self._restore(removed, added)
            return False
        if value > self.best_value:
            self.best_value, self.best = value, dict(self.schedule.held)
            return True
        return False

    def _days(self) -> list[int]:
        first = self.random.randrange(len(self.grid.days))
        if len(self.grid.days) > 1 and self.random.random() < 0.3:
            second = self.random.randrange(len(self.grid.days) - 1)
            return [first, second + (second >= first)]
        return [first]

    def _ruin(self, days: list[int]) -> dict[int, Held]:
        """Take out neighbours: a stretch of hours on a few tables, or a few of anything on the day."""
        removed: dict[int, Held] = {}
        random = self.random
        for day in days:
            here = [index for index in self.schedule.on_day[day] if index not in self.fixed]
            if not here:
                continue
            here.sort()
            many = random.randint(2, 12)
            centre = self.schedule.held[random.choice(here)]
            way = random.random()
            if way < 0.6:
                here.sort(key=lambda index: self._far(self.schedule.held[index], centre))
            elif way < 0.8:
                here.sort(key=lambda index: abs(self.schedule.held[index].start - centre.start))
            else:
                random.shuffle(here)
            for index in here[:many]:
                removed[index] = self.schedule.take(self.grid.jobs[index])
        for index in removed:
            self._absent(index, True)
        return removed

    @staticmethod
    def _far(held: Held, centre: Held) -> int:
        near = (held.table == centre.table) + (held.leader == centre.leader)
        return abs(held.start - centre.start) + 60 * (2 - near)

    def _recreate(self, days: list[int], removed: dict[int, Held]) -> list[int]:
        random = self.random
        pool = sorted(set().union(*(self.absent[day] for day in days)))
        noise = random.choice((0.05, 0.2, 0.5))
        way = random.random()
        jobs = self.grid.jobs
        if way < 0.5:
            rank = {index: self.density[index] * (1 + noise * random.random()) for index in pool}
        elif way < 0.75:
            rank = {index: jobs[index].case.value * (1 + noise * random.random()) for index in pool}
        else:
            rank = {index: jobs[index].hold * (1 + noise * random.random()) for index in pool}
            keep = sorted(pool, key=lambda index: -self.density[index] * (1 + 0.3 * random.random()))
            pool = keep[: max(12, len(removed) + 4)]
        pool.sort(key=lambda index: -rank[index])
        added = []
        shake = random if random.random() < SHAKE else None
        for index in pool[:CANDIDATES]:
            job = jobs[index]
            order = days if len(days) == 1 or random.random() < 0.5 else days[::-1]
            for day in order:
                if random.random() < BLINK:
                    continue
                held = self.schedule.best(job, day, shake)
                if held is not None:
                    self.schedule.put(job, held)
                    self._absent(index, False)
                    added.append(index)
                    break
        return added

    def _restore(self, removed: dict[int, Held], added: list[int]) -> None:
        for index in added:
            self.schedule.take(self.grid.jobs[index])
            self._absent(index, True)
        for index, held in removed.items():
            self.schedule.put(self.grid.jobs[index], held)
            self._absent(index, False)

    def _absent(self, index: int, away: bool) -> None:
        for day in self.grid.jobs[index].days:
            (self.absent[day].add if away else self.absent[day].discard)(index)
