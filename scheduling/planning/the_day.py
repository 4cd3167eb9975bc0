"""One day ready to be planned again: minute by minute, what is frozen in its place, everybody else with a target.

What stands may begin on any minute, so the slots are minutes; who has to move still begins on a mark (problem.grid).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from scheduling.planning.grid import Grid, Held, Job, ones
from scheduling.planning.pins import put_pins
from scheduling.planning.problem import Problem, Spot
from scheduling.planning.schedule import Schedule

EMERGENCY = 1


@dataclass
class Day:
    """`schedule` holds what is frozen; `targets` say where each of the others would be best, by its job's index."""

    problem: Problem
    day: int
    schedule: Schedule
    pins: dict[int, Spot]
    targets: dict[int, Held]

    @classmethod
    def of(cls, problem: Problem, day: int, *, since: int = 0) -> Day:
        """Nobody begins before the minute `since`. Raises PinsContradict as `plan` does."""
        grid = Grid(replace(problem, grid=1))
        schedule = Schedule(grid)
        pins = put_pins(schedule)
        _count_other_nights(schedule, day, pins)
        targets: dict[int, Held] = {}
        marks = _marks(grid, problem.grid)
        past = ones(max(0, grid.slot(since)))
        for job in list(grid.jobs):
            target = None if job.case.key in pins else _target(grid, job, day)
            if target is None:
                continue
            may = marks | (1 << target.start) if job.case.stands is not None else marks
            starts = (*job.starts[:day], job.starts[day] & may & ~past, *job.starts[day + 1 :])
            grid.jobs[job.index] = replace(job, starts=starts)
            targets[job.index] = target
        return cls(problem, day, schedule, pins, targets)

    @property
    def grid(self) -> Grid:
        return self.schedule.grid

    def job(self, index: int) -> Job:
        return self.schedule.grid.jobs[index]

    def is_emergency(self, index: int) -> bool:
        return self.job(index).case.priority == EMERGENCY

    def in_order(self, indices: Iterable[int]) -> list[int]:
        """Emergencies, then by worth, then by the hour they stood at."""
        return sorted(indices, key=self._urgency)

    def _urgency(self, index: int) -> tuple[bool, int, int, int]:
        case = self.job(index).case
        return case.priority != EMERGENCY, -case.value, case.stands.start if case.stands else 0, index

    def put_near(self, index: int) -> bool:
        """Put it as near to its target as there is room; False where there is none."""
        if self.put_back(index):
            return True
        held = self.schedule.nearest(self.job(index), self.day, self.targets[index])
        if held is not None:
            self.schedule.put(self.job(index), held)
        return held is not None

    def put_back(self, index: int) -> bool:
        """Put it exactly where it stood, with the same team; False where it can't stand there."""
        job, wanted, schedule = self.job(index), self.targets[index], self.schedule
        way = next((way for way in job.ways if wanted.table in way.tables), None)
        lead = next((lead for lead in job.leads if lead.doctor == wanted.leader), None)
        if way is None or lead is None or (job.case.anaesthetist and wanted.anaesthetist < 0):
            return False
        starts = schedule.base(job, self.day) & schedule.runs(wanted.table, self.day, job.hold)
        starts &= schedule.led(lead, self.day, job.length)
        for kit, length in way.kits:
            starts &= schedule.kits[self.day][kit].starts(length)
        if job.case.anaesthetist:
            starts &= schedule.runs(wanted.anaesthetist, self.day, job.length)
        free = bool(starts >> wanted.start & 1)
        if not free or not schedule.leaves_slack(job, self.day, wanted.table, wanted.start):
            return False
        asleep = wanted.anaesthetist if job.case.anaesthetist else -1
        schedule.put(job, wanted._replace(anaesthetist=asleep, kits=way.kits))
        return True

    def put_all(self) -> None:
        """Whoever can stay stays, then the others go near."""
        self._put_in_order(staying=True)

    def put_by_worth(self) -> None:
        """Everybody goes near in the order of worth: it may serve more, and moves many."""
        self._put_in_order(staying=False)

    def somebody_waits(self) -> bool:
        """Has anybody no place yet?"""
        return any(index not in self.schedule.held for index in self.targets)

    def _put_in_order(self, *, staying: bool) -> None:
        order = self.in_order(self.targets)
        for index in order:
            if self.is_emergency(index):
                self.put_near(index)
        for index in order if staying else ():
            if index not in self.schedule.held:
                self.put_back(index)
        for index in order:
            if index not in self.schedule.held:
                self.put_near(index)
        for index in order:
            if index not in self.schedule.held:
                self._put_instead(index)

    def _put_instead(self, index: int) -> None:
        """Who is worth more than somebody with a place gets it, if that is enough; the other goes elsewhere."""
        own = self.job(index).case.value
        others = [other for other in self.targets if other in self.schedule.held and self.job(other).case.value < own]
        start = self.targets[index].start
        for other in sorted(others, key=lambda other: abs(self.schedule.held[other].start - start)):
            was = self.schedule.take(self.job(other))
            if self.put_near(index):
                self.put_near(other)
                return
            self.schedule.put(self.job(other), was)

    def spots(self) -> dict[int, Spot]:
        """Everybody of the day, in keys and minutes, what is frozen as it was."""
        grid = self.grid
        found = {grid.jobs[index].case.key: grid.spot(held) for index, held in self.schedule.held.items()}
        return {key: spot for key, spot in (found | self.pins).items() if spot.day == self.day}


def _target(grid: Grid, job: Job, day: int) -> Held | None:
    """Where a job would be best: where it stood that day; an emergency without a place as early as anybody is there."""
    case = job.case
    if case.stands is not None:
        if case.stands.day != day:
            return None
        return Held(
            day,
            max(0, grid.slot(case.stands.start)),
            grid.table_at.get(case.stands.table, -1),
            grid.doctor_at.get(case.stands.leader or 0, -1),
            grid.doctor_at.get(case.stands.anaesthetist or 0, -1),
            (),
        )
    return Held(day, 0, -1, -1, -1, ()) if case.priority == EMERGENCY else None


def _marks(grid: Grid, step: int) -> int:
    """The minutes on which who is moved may begin."""
    first = -grid.origin % step
    return sum(1 << slot for slot in range(first, grid.width, step))


def _count_other_nights(schedule: Schedule, day: int, pins: dict[int, Spot]) -> None:
    """What stands on other days stays there; only its beds for the night matter to this one."""
    if schedule.beds is None:
        return
    for job in schedule.grid.jobs:
        stands = job.case.stands
        if job.case.key not in pins and stands is not None and stands.day != day:
            for night in range(stands.day, stands.day + job.case.nights):
                schedule.beds[night] -= 1
