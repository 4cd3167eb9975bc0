"""Whom to keep near for those who do not come: chosen by drawing who stays away, never by booking a place twice.

Somebody on standby is called in for one day, holds nothing, and takes the time of somebody who did not come: whoever
of the list is first and fits there, with that table, team, kit and bed. So the tables hold at most as much as was
planned for them. The list goes by class, then by the chance to be served; two people never count on one hole, nor on
one doctor at one time.

Time that was kept back stays so: the last one of a table's day leaves as much room as he or she would have taken, any
other one until the next begins.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from scheduling.planning.drawing import Absence, chance_of
from scheduling.planning.grid import Grid, Held, Job, ones
from scheduling.planning.pins import put_standing
from scheduling.planning.problem import Problem, Spot
from scheduling.planning.schedule import Schedule

Draws = NDArray[np.bool_]
LEAST = 0.25  # nobody is called in for less than one chance in four
FAST_UNTIL = 13 * 60  # who needs an anaesthetist fasts, and nobody fasts on the off chance until the evening
MOST_ASKED = 200  # of those left out, the first by class and value, are looked at
MOST_TRIED = 200_000  # pairs of one who waits and one who may stay away: fewer are asked in a huge camp


@dataclass(frozen=True, slots=True)
class Standby:
    """Call this case in for `day`, from minute `since` to `until`, with the chance to be served.

    `holes` are the places that would do, if their patients stayed away; they begin at `since` and at `until`.
    """

    case: int
    day: int
    since: int
    until: int
    chance: float
    holes: int


@dataclass(frozen=True, slots=True)
class StandbyList:
    """`without` and `with_them` are p10, p50, p90 of how many are served in the whole camp."""

    lines: tuple[Standby, ...]
    without: tuple[float, float, float]
    with_them: tuple[float, float, float]
    gained: float  # more served, on average


@dataclass
class _DayDraws:
    """Who stays away on a day, hole by hole in the order of their starts, and what is taken of it already."""

    cases: list[int]
    away: Draws
    taken: Draws
    busy: dict[int, list[tuple[int, int, Draws]]] = field(default_factory=lambda: defaultdict(list))


def standby_list(
    problem: Problem,
    spots: Mapping[int, Spot],
    *,
    absent: Absence,
    near: Collection[int] | None = None,
    most_a_day: int = 6,
    samples: int = 1000,
    seed: int = 0,
) -> StandbyList:
    """Who of those left out to call in, and for which day. `near` are the cases that can come at short notice, None
    for all; who is not ready, or belongs to a family, is never on it. Who is pinned beside `spots` holds what it holds
    and is not counted.
    """
    standing = tuple(replace(case, pinned=spots.get(case.key, case.pinned)) for case in problem.cases)
    schedule = Schedule(Grid(replace(problem, cases=standing, z=0.0)))
    put_standing(schedule)
    days = _draw(schedule, spots, absent, samples, seed)
    waiting = [
        job
        for job in schedule.grid.jobs
        if job.case.key not in spots
        and job.case.pinned is None
        and job.case.family is None
        and job.days
        and (near is None or job.case.key in near)
    ]
    waiting.sort(key=lambda job: (job.case.priority, -job.case.value, job.case.number))
    waiting = waiting[: min(MOST_ASKED, MOST_TRIED // max(1, len(schedule.held)))]
    holes = _holes(schedule, waiting, days)
    count: dict[int, int] = defaultdict(int)
    lines: list[Standby] = []
    more = np.zeros(samples)
    for job in waiting:
        open_days = [day for day in holes.get(job.index, {}) if count[day] < most_a_day]
        tried = [(day, *_fill(schedule, days[day], job, holes[job.index][day])) for day in open_days]
        if not tried:
            continue
        day, chosen, starts = max(tried, key=lambda one: (one[1].any(axis=0).mean(), -one[0]))
        served = chosen.any(axis=0)
        if served.mean() < LEAST:
            continue
        _take(schedule, days[day], holes[job.index][day], chosen, job)
        count[day] += 1
        more += served
        lines.append(
            Standby(
                case=job.case.key,
                day=day,
                since=int(starts.min()),
                until=int(starts.max()),
                chance=float(served.mean()),
                holes=len(starts),
            )
        )
    came = np.zeros(samples)
    for one in days.values():
        came += (~one.away).sum(axis=0)
    lines.sort(key=lambda line: line.day)  # within a day the order stays: by class
    return StandbyList(tuple(lines), _tenths(came), _tenths(came + more), float(more.mean()))


def _draw(schedule: Schedule, spots: Collection[int], absent: Absence, samples: int, seed: int) -> dict[int, _DayDraws]:
    jobs = schedule.grid.jobs
    chance = np.random.default_rng(seed)
    found = {}
    for day in schedule.grid.days:
        counted = [index for index in schedule.on_day[day] if jobs[index].case.key in spots]
        here = sorted(counted, key=lambda index: (schedule.held[index].start, index))
        shares = np.array([chance_of(jobs[index].case, absent) for index in here]).reshape(-1, 1)
        away = chance.random((len(here), samples)) < shares
        found[day] = _DayDraws(here, away, np.zeros_like(away))
    return found


def _holes(
    schedule: Schedule, waiting: Sequence[Job], days: Mapping[int, _DayDraws]
) -> dict[int, dict[int, dict[int, Held]]]:
    """For each who waits and each day: the rows of those who would leave room, and where in it.

    A case is taken out and put back; jobs of one `alike` number are asked once.
    """
    jobs = schedule.grid.jobs
    known: dict[int, Held | None] = {}
    found: dict[int, dict[int, dict[int, Held]]] = defaultdict(lambda: defaultdict(dict))
    for day, one in days.items():
        here = [job for job in waiting if job.starts[day]]
        for row, index in enumerate(one.cases):
            out = jobs[index]
            fitting = [job for job in here if out.case.kind == job.case.kind]
            if not fitting:
                continue
            known.clear()
            was = schedule.take(out)
            for job in fitting:
                if job.alike not in known:
                    known[job.alike] = _in_the_hole(schedule, job, day, was, out)
                held = known[job.alike]
                if held is not None:
                    found[job.index][day][row] = held
            schedule.put(out, was)
    return found


def _in_the_hole(schedule: Schedule, job: Job, day: int, was: Held, out: Job) -> Held | None:
    """The first start in the hole, with the leader who is there already where he or she can do it; on that table only.

    Not before the hole begins, when it is seen that nobody comes; nor when a fast would be too long.
    """
    grid = schedule.grid
    taken = grid.open[was.table][day] & ~schedule.free[was.table][day]
    if taken >> was.start == 0 and job.hold > out.hold:
        return None
    fitting = schedule.runs(was.table, day, job.hold) & (ones(out.hold) << was.start)
    if job.case.anaesthetist:
        fitting &= ones(max(0, grid.slot(FAST_UNTIL) + 1))
    fitting = fitting and fitting & schedule.base(job, day)
    way = next((way for way in job.ways if was.table in way.tables), None) if fitting else None
    if way is None:
        return None
    for kit, length in way.kits:
        fitting &= schedule.kits[day][kit].starts(length)
    led = [(starts, lead.doctor) for lead in job.leads if (starts := schedule.led(lead, day, job.length) & fitting)]
    if not led:
        return None
    start, _, leader = min(((starts & -starts).bit_length() - 1, who != was.leader, who) for starts, who in led)
    asleep = schedule.anaesthetist(job, day, start, was.anaesthetist) if job.case.anaesthetist else -1
    return Held(day, start, was.table, leader, asleep, way.kits)


def _fill(schedule: Schedule, one: _DayDraws, job: Job, holes: Mapping[int, Held]) -> tuple[Draws, NDArray[np.int_]]:
    """In each draw the first hole that is left for this one: true in one row at most; and the holes' starts."""
    rows = list(holes)
    free = one.away[rows] & ~one.taken[rows]
    for at, row in enumerate(rows):
        held = holes[row]
        for doctor in (held.leader, held.anaesthetist):
            for start, end, when in one.busy.get(doctor, ()):
                if held.start < end and start < held.start + job.length:
                    free[at] &= ~when
    first = free & (np.cumsum(free, axis=0) == 1)
    return first, np.array([schedule.grid.minute(holes[row].start) for row in rows])


def _take(schedule: Schedule, one: _DayDraws, holes: Mapping[int, Held], chosen: Draws, job: Job) -> None:
    for at, (row, held) in enumerate(holes.items()):
        one.taken[row] |= chosen[at]
        for doctor in (held.leader, held.anaesthetist):
            if doctor >= 0 and chosen[at].any():
                one.busy[doctor].append((held.start, held.start + job.length, chosen[at]))


def _tenths(served: NDArray[np.float64]) -> tuple[float, float, float]:
    p10, p50, p90 = np.quantile(served, (0.1, 0.5, 0.9))
    return float(p10), float(p50), float(p90)
