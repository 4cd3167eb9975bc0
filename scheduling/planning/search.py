"""A better plan, at any time: take a few neighbours out of a day, put back what is worth most, keep what is better.

Ruin and recreate (Schrimpf et al. 2000; strings of neighbours as in Christiaens & Vanden Berghe 2020) with prices
from the bound and simulated annealing on the value. The best plan stands outside the walk, so it can be had whenever
one stops. No clock: whoever steps says how hot it is.
"""

from __future__ import annotations

from math import log
from random import Random

from scheduling.planning.bound import Bound
from scheduling.planning.construction import worth
from scheduling.planning.grid import Grid, Held
from scheduling.planning.schedule import Schedule

CANDIDATES = 60  # are tried after a ruin
MOST = 12  # are taken out of a day
TWO_DAYS = 0.3  # of the steps take out of two days
BLINK = 0.02  # of the days are passed over, so that a walk does not go in circles
SHAKE = 0.2  # of the steps choose among spots with some chance
SHORT = 20  # slots; free time in one piece as long as that is as good as any
FURTHER = 8  # slots, by their price, are what each further table of a leader costs the walk
HOLES = 0.3  # of the price of their slots is what shorter holes cost the walk, the more the shorter they are


class Walk:
    """One search. `schedule` is where it is, `best` the spots of the best plan so far."""

    def __init__(self, schedule: Schedule, bound: Bound, random: Random, fixed: frozenset[int] = frozenset()) -> None:
        self.schedule = schedule
        self.bound = bound
        self.random = random
        self.fixed = fixed
        self.grid: Grid = schedule.grid
        self.best_value = schedule.value
        self.best: dict[int, Held] = dict(schedule.held)
        movable = [job for job in self.grid.jobs if job.index not in fixed and job.days]
        self.days = {job.index: job.days for job in movable}
        self.worth = {job.index: worth(job, bound) for job in movable}
        self.waiting: list[set[int]] = [set() for _ in self.grid.days]
        self.waste = [self._waste(day) for day in self.grid.days]
        for job in movable:
            if job.index not in schedule.held:
                self._waits(job.index)

    def step(self, heat: float) -> bool:
        """One ruin and recreate; True when the best plan got better. `heat` is in units of value."""
        days = self._days()
        before = self.schedule.value
        removed = self._ruin(days)
        added = self._recreate(days, len(removed))
        waste = {day: self._waste(day) for day in days}
        lost = before - self.schedule.value + sum(waste[day] - self.waste[day] for day in days)
        if lost > 0 and -lost < heat * log(self.random.random() or 1e-12):
            self._restore(removed, added)
            return False
        for day in days:
            self.waste[day] = waste[day]
        if self.schedule.value > self.best_value:
            self.best_value, self.best = self.schedule.value, dict(self.schedule.held)
            return True
        return False

    def _waste(self, day: int) -> float:
        """What is not lost yet but soon: holes on tables that are too short for most, and leaders who change tables."""
        schedule, grid = self.schedule, self.grid
        prices = [self.bound.slot[table][day] for table in range(len(grid.tables))]
        found = 0.0
        for table, price in enumerate(prices):
            if price:
                until = int(schedule.until[table][day] + 1e-9)
                found += HOLES * price * holes(schedule.free[table][day] & ((1 << max(0, until)) - 1))
        further = sum(max(0, len(own[day]) - 1) for own in schedule.led_at[len(prices) :])
        return found + (FURTHER * further * sum(prices) / len(prices) if further else 0.0)

    def _days(self) -> list[int]:
        days = list(self.grid.days)
        return self.random.sample(days, 2 if len(days) > 1 and self.random.random() < TWO_DAYS else 1)

    def _ruin(self, days: list[int]) -> dict[int, Held]:
        """Take out neighbours of somebody: near in time at the same table, in the same hours, or anybody of the day."""
        removed: dict[int, Held] = {}
        random, held = self.random, self.schedule.held
        for day in days:
            here = sorted(index for index in self.schedule.on_day[day] if index not in self.fixed)
            if not here:
                continue
            centre = held[random.choice(here)]
            kind = random.random()
            if kind < 0.6:
                here.sort(key=lambda index: _distance(held[index], centre))
            elif kind < 0.8:
                here.sort(key=lambda index: abs(held[index].start - centre.start))
            else:
                random.shuffle(here)
            for index in here[: random.randint(2, MOST)]:
                removed[index] = self.schedule.take(self.grid.jobs[index])
                self._waits(index)
        return removed

    def _recreate(self, days: list[int], removed: int) -> list[int]:
        """Put in whom there is room for; returns who. One who fails stands for all alike on that day."""
        random, jobs = self.random, self.grid.jobs
        shake = random if random.random() < SHAKE else None
        hopeless: list[set[int]] = [set() for _ in days]
        added = []
        for index in self._in_order(days, removed)[:CANDIDATES]:
            job = jobs[index]
            for day, failed in zip(days, hopeless, strict=True):
                if job.alike in failed or random.random() < BLINK:
                    continue
                held = self.schedule.best(job, day, shake)
                if held is not None:
                    self.schedule.put(job, held)
                    self._waits_no_more(index)
                    added.append(index)
                    break
                failed.add(job.alike)
        return added

    def _in_order(self, days: list[int], removed: int) -> list[int]:
        """Those who wait for one of these days: by worth for the price, by worth alone, or the longest first."""
        random, jobs = self.random, self.grid.jobs
        pool = sorted(set().union(*(self.waiting[day] for day in days)))
        noise = random.choice((0.05, 0.2, 0.5))
        kind = random.random()
        if kind < 0.5:
            rank = {index: self.worth[index] * (1 + noise * random.random()) for index in pool}
        elif kind < 0.75:
            rank = {index: jobs[index].case.value * (1 + noise * random.random()) for index in pool}
        else:
            pool.sort(key=lambda index: -self.worth[index] * (1 + 0.3 * random.random()))
            del pool[max(12, removed + 4) :]
            rank = {index: jobs[index].hold * (1 + noise * random.random()) for index in pool}
        return sorted(pool, key=lambda index: -rank[index])

    def _restore(self, removed: dict[int, Held], added: list[int]) -> None:
        for index in added:
            self.schedule.take(self.grid.jobs[index])
            self._waits(index)
        for index, held in removed.items():
            self.schedule.put(self.grid.jobs[index], held)
            self._waits_no_more(index)

    def _waits(self, index: int) -> None:
        for day in self.days[index]:
            self.waiting[day].add(index)

    def _waits_no_more(self, index: int) -> None:
        for day in self.days[index]:
            self.waiting[day].discard(index)


def holes(free: int) -> float:
    """The slots of stretches shorter than SHORT, the shortest counted most."""
    found = 0.0
    while free:
        free >>= (free & -free).bit_length() - 1
        length = (~free & (free + 1)).bit_length() - 1
        if length < SHORT:
            found += length * (SHORT - length)
        free >>= length
    return found / SHORT


def _distance(held: Held, centre: Held) -> int:
    """In slots; another table or leader is five hours away."""
    return abs(held.start - centre.start) + 60 * ((held.table != centre.table) + (held.leader != centre.leader))
