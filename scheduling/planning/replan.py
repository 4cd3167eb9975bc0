"""Plan the rest of a day again with the least disturbance, after something changed.

At once the order is kept and everybody moves right as far as needed. Then proposals: whoever can stay where they were
stays, emergencies always get in, and a short search moves as few people as little as it can. What has begun is pinned
by the caller, the past is closed in the hours of tables and doctors.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from scheduling.planning.grid import Grid, Held, Job
from scheduling.planning.pins import put_pins
from scheduling.planning.problem import Case, Problem, Spot
from scheduling.planning.schedule import Schedule

EMERGENCY = 1
FAR = 30  # minutes: who is moved by more has to be told with care


class Aim(StrEnum):
    """What a proposal puts first, once everybody who can be served is."""

    FEWEST = "fewest people moved"
    NEAREST = "fewest minutes moved"
    SOONEST = "nobody waits longer than needed"


@dataclass(frozen=True, slots=True)
class Move:
    """One person's change, in minutes; `table` and `team` say whether those change."""

    case: int
    minutes: int
    table: bool
    team: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """A day planned again. `dropped` are those who stood that day and have no place any more."""

    aim: Aim | None  # None: everybody only moved right
    spots: Mapping[int, Spot]
    moves: tuple[Move, ...]
    dropped: tuple[int, ...]

    @property
    def moved_far(self) -> int:
        return sum(abs(move.minutes) > FAR for move in self.moves)


def shift_right(problem: Problem, day: int, *, since: int) -> Proposal:
    """Everybody of the day in the order they stood, as early as table and team are free again and not before.

    Who can't be done within the hours any more is dropped. `since` is the minute it is now.
    """
    tables = {table.key: table for table in problem.tables}
    doctors = {doctor.key: doctor for doctor in problem.doctors}
    free: dict[tuple[str, int], int] = defaultdict(lambda: since)
    spots: dict[int, Spot] = {}
    dropped = []
    standing = [(case, spot) for case in problem.cases if (spot := case.pinned or case.stands) and spot.day == day]
    for case, spot in sorted(standing, key=lambda pair: (pair[0].pinned is None, pair[1].start, pair[0].key)):
        holders = [("doctor", who) for who in (spot.leader, spot.anaesthetist) if who]
        start = spot.start
        if case.pinned is None:
            start = max([start, free["table", spot.table], case.earliest, *(free[holder] for holder in holders)])
            hours = [(tables[spot.table].hours[day], case.minutes + case.turnover)]
            hours += [(doctors[who].hours[day], case.minutes) for _, who in holders]
            possible = _first(start, hours)
            if possible is None or (case.latest_start is not None and possible > case.latest_start):
                dropped.append(case.key)
                continue
            start = possible
        spots[case.key] = Spot(
            day=day, start=start, table=spot.table, leader=spot.leader, anaesthetist=spot.anaesthetist
        )
        end = start + case.minutes
        free["table", spot.table] = max(free["table", spot.table], end + case.turnover)
        for holder in holders:
            free[holder] = max(free[holder], end)
    return _proposal(problem, day, spots, None)


def _first(start: int, hours: Sequence[tuple[Sequence[tuple[int, int]], int]]) -> int | None:
    """The first minute from `start` on at which all are there for as long as they are needed."""
    while True:
        later = start
        for spans, length in hours:
            fitting = [max(begin, later) for begin, end in spans if max(begin, later) + length <= end]
            if not fitting:
                return None
            later = max(later, min(fitting))
        if later == start:
            return start
        start = later


def replan(problem: Problem, day: int, *, aim: Aim, seed: int = 0, steps: int = 300) -> Proposal:
    """The day again, with the least of what `aim` counts; emergencies first, then all who stood there, then nobody new.

    Raises PinsContradict as `plan` does.
    """
    grid = Grid(problem)
    schedule = Schedule(grid)
    pins = put_pins(schedule)
    _put_other_days(schedule, day, pins)
    targets = {
        job.index: target
        for job in grid.jobs
        if job.case.key not in pins and (target := _target(grid, job, day)) is not None
    }
    for index in sorted(targets, key=lambda index: _urgency(grid.jobs[index])):
        job = grid.jobs[index]
        held = schedule.nearest(job, day, targets[index])
        if held is not None:
            schedule.put(job, held)
    _settle(schedule, day, targets, _costs(aim), Random(seed), steps)  # noqa: S311  a search, no secret
    spots = {grid.jobs[index].case.key: grid.spot(held) for index, held in schedule.held.items()} | pins
    return _proposal(problem, day, {key: spot for key, spot in spots.items() if spot.day == day}, aim)


def _target(grid: Grid, job: Job, day: int) -> Held | None:
    """Where a job would be best: where it stood that day; an emergency of today as early as there is anybody."""
    case = job.case
    if case.stands is not None:
        if case.stands.day != day or case.stands.table not in grid.table_at:
            return None
        leader = grid.doctor_at.get(case.stands.leader or 0, -1)
        asleep = grid.doctor_at.get(case.stands.anaesthetist or 0, -1)
        return Held(day, max(0, grid.slot(case.stands.start)), grid.table_at[case.stands.table], leader, asleep, ())
    return Held(day, 0, -1, -1, -1, ()) if case.priority == EMERGENCY else None


def _put_other_days(schedule: Schedule, day: int, pins: Mapping[int, Spot]) -> None:
    """What stands on other days stays there; only its beds for the night matter to this one."""
    grid = schedule.grid
    if schedule.beds is None:
        return
    for job in grid.jobs:
        stands = job.case.stands
        if job.case.key not in pins and stands is not None and stands.day != day:
            for night in range(stands.day, stands.day + job.case.nights):
                schedule.beds[night] -= 1


def _urgency(job: Job) -> tuple[bool, int, int, int]:
    """Emergencies, then by worth, then by the hour they stood at."""
    stands = job.case.stands
    return job.case.priority != EMERGENCY, -job.case.value, stands.start if stands else 0, job.index


Cost = Callable[[Job, Held, Held], float]


def _costs(aim: Aim) -> Cost:
    def moved(job: Job, held: Held, target: Held) -> float:
        slots = abs(held.start - target.start)
        change = 0.5 * (held.table != target.table) + 0.25 * (held.leader != target.leader)
        if job.case.stands is None:
            return 5.0 * held.start  # an emergency: nothing weighs more than its waiting
        if aim is Aim.FEWEST:
            return change + 0.01 * slots + 10 * (slots > 0) + 30 * (slots > 6)
        if aim is Aim.NEAREST:
            return change + slots
        return change + max(0, held.start - target.start) ** 1.5 + 0.2 * max(0, target.start - held.start)

    return moved


def _settle(schedule: Schedule, day: int, targets: Mapping[int, Held], cost: Cost, random: Random, steps: int) -> None:
    """Take a few out, put them back near where they were, keep what serves more or moves less."""
    jobs = schedule.grid.jobs

    def score() -> tuple[int, float]:
        here = [
            (jobs[index], schedule.held[index], target) for index, target in targets.items() if index in schedule.held
        ]
        return schedule.value, -sum(cost(*each) for each in here)

    now = score()
    for _ in range(steps):
        placed = sorted(index for index in targets if index in schedule.held)
        if not placed:
            return
        centre = schedule.held[random.choice(placed)]
        placed.sort(key=lambda index: abs(schedule.held[index].start - centre.start))
        out = placed[: random.randint(1, 6)]
        was = {index: schedule.take(jobs[index]) for index in out}
        waiting = [index for index in targets if index not in schedule.held]
        random.shuffle(waiting)
        if random.random() < 0.5:
            waiting.sort(key=lambda index: _urgency(jobs[index])[:2])
        put = []
        for index in waiting:
            held = schedule.nearest(jobs[index], day, targets[index])
            if held is not None:
                schedule.put(jobs[index], held)
                put.append(index)
        new = score()
        emergencies = all(index in schedule.held for index in out if jobs[index].case.priority == EMERGENCY)
        if new > now and emergencies:
            now = new
            continue
        for index in put:
            schedule.take(jobs[index])
        for index, held in was.items():
            schedule.put(jobs[index], held)


def _proposal(problem: Problem, day: int, spots: Mapping[int, Spot], aim: Aim | None) -> Proposal:
    moves = []
    dropped = []
    for case in problem.cases:
        stands = case.stands
        if stands is None or stands.day != day:
            continue
        if case.key not in spots:
            dropped.append(case.key)
        elif (move := _move(case, stands, spots[case.key])) is not None:
            moves.append(move)
    return Proposal(aim, dict(spots), tuple(moves), tuple(dropped))


def _move(case: Case, stood: Spot, stands: Spot) -> Move | None:
    team = (stood.leader, stood.anaesthetist) != (stands.leader, stands.anaesthetist)
    if (stood.start, stood.table) == (stands.start, stands.table) and not team:
        return None
    return Move(case.key, stands.start - stood.start, stood.table != stands.table, team)
