"""A part of a plan by CP-SAT: some tables of some days, everybody who stands there and some who wait.

The rest of the plan stays and is in the way. Optional intervals on tables, doctors and anaesthetists, cumulative
ones for kits and beds. A small camp goes in whole; of a large one a few tables of a day do, from the spots they have.
CP-SAT's own bound is not used: with two workers it is weak, and the linear program's is proved.

CP-SAT is loaded when it is first asked: with what comes along it takes two seconds, which each process would pay.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scheduling.planning.grid import Grid, Held, Job, Lead, Way, ones
from scheduling.planning.schedule import Pool, Schedule
from scheduling.planning.stopping import Stopped, interruptible, never

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

SCALE = 1000  # of time kept back, which is no whole number of slots


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to try. A deterministic limit gives the same answer on every machine; seconds do not."""

    seconds: float | None = None
    deterministic: float | None = None
    workers: int = 1
    seed: int = 0
    stopped: Stopped = never


@dataclass
class _Day:
    """What competes for everything on one day of the model."""

    intervals: dict[int, list[cp_model.IntervalVar]] = field(default_factory=lambda: defaultdict(list))
    kits: dict[int, list[cp_model.IntervalVar]] = field(default_factory=lambda: defaultdict(list))
    resting: list[cp_model.IntervalVar] = field(default_factory=list)
    ends: dict[int, list[tuple[cp_model.IntVar, cp_model.LinearExpr, int]]] = field(
        default_factory=lambda: defaultdict(list)
    )


@dataclass
class _Chance:
    """A job on one day: whether it is there, when, and by whom at which table."""

    job: Job
    day: int
    there: cp_model.IntVar
    start: cp_model.IntVar
    tables: dict[int, tuple[cp_model.IntVar, Way]]
    leads: dict[int, cp_model.IntVar]
    asleep: dict[int, cp_model.IntVar]


def polish(
    schedule: Schedule, *, days: Iterable[int], tables: Iterable[int], jobs: Iterable[Job], effort: Effort
) -> bool:
    """Plan these tables of these days anew with `jobs`, those that stand there and those that wait.

    Returns whether the plan is worth more now; where it is not it stays as it was. Every job that stands there must be
    in `jobs`; one that stands elsewhere must not.
    """
    jobs = list(jobs)
    before = {job.index: schedule.held[job.index] for job in jobs if job.index in schedule.held}
    for index in before:
        schedule.take(schedule.grid.jobs[index])
    new = _solved(schedule, sorted(days), frozenset(tables), jobs, before, effort)
    old_value = sum(schedule.grid.jobs[index].case.value for index in before)
    better = new is not None and sum(schedule.grid.jobs[index].case.value for index in new) > old_value
    for index, held in (new if better and new is not None else before).items():
        schedule.put(schedule.grid.jobs[index], held)
    return better


def _solved(
    schedule: Schedule,
    days: Sequence[int],
    tables: frozenset[int],
    jobs: Sequence[Job],
    hint: Mapping[int, Held],
    effort: Effort,
) -> dict[int, Held] | None:
    from ortools.sat.python import cp_model  # noqa: PLC0415  see above

    model = cp_model.CpModel()
    at = {day: _Day() for day in days}
    chances: list[_Chance] = []
    for job in jobs:
        own = [chance for day in days if (chance := _chance(model, schedule, at[day], job, day, tables))]
        chances += own
        if len(own) > 1:
            model.add_at_most_one(chance.there for chance in own)
        for chance in own:
            _hint(model, chance, hint.get(job.index))
    for day in days:
        _capacities(model, schedule, at[day], day)
    _nights(model, schedule, chances)
    _families(model, chances)
    model.maximize(sum(chance.job.case.value * chance.there for chance in chances))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = effort.workers
    solver.parameters.random_seed = effort.seed
    if effort.seconds is not None:
        solver.parameters.max_time_in_seconds = effort.seconds
    if effort.deterministic is not None:
        solver.parameters.max_deterministic_time = effort.deterministic
    status = interruptible(lambda: solver.solve(model), stopped=effort.stopped, interrupt=solver.stop_search)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return {chance.job.index: _held(solver, chance) for chance in chances if solver.boolean_value(chance.there)}


def _chance(
    model: cp_model.CpModel, schedule: Schedule, at: _Day, job: Job, day: int, tables: frozenset[int]
) -> _Chance | None:
    """The variables of a job on a day; None where nothing would fit."""
    ways = {table: way for way in job.ways for table in way.tables if table in tables}
    allowed = schedule.base(job, day)
    if not allowed or not ways:
        return None
    name = f"{job.index}@{day}"
    start = model.new_int_var_from_domain(_domain(allowed), f"start {name}")
    there = model.new_bool_var(f"there {name}")
    chance = _Chance(job, day, there, start, {}, {}, {})
    for table, way in ways.items():
        if not schedule.runs(table, day, job.hold) & allowed:
            continue
        here = model.new_bool_var(f"{name} on {table}")
        chance.tables[table] = here, way
        at.intervals[table].append(model.new_optional_fixed_size_interval_var(start, job.hold, here, ""))
        at.ends[table].append((here, start + job.hold, round(job.buffer * SCALE)))
        for kit, length in way.kits:
            at.kits[kit].append(model.new_optional_fixed_size_interval_var(start, length, here, ""))
    for lead in job.leads:
        _leads(model, schedule, at, chance, lead, allowed)
    if job.case.anaesthetist:
        for doctor in schedule.grid.anaesthetists:
            if schedule.runs(doctor, day, job.length) & allowed:
                chance.asleep[doctor] = _busy(model, at, chance, doctor)
        model.add(sum(chance.asleep.values()) == there)
    if not chance.tables or not chance.leads:
        model.add(there == 0)
    model.add(sum(here for here, _ in chance.tables.values()) == there)
    model.add(sum(chance.leads.values()) == there)
    if job.recovery:
        at.resting.append(model.new_optional_fixed_size_interval_var(start + job.rests_at, job.recovery, there, ""))
    return chance


def _leads(model: cp_model.CpModel, schedule: Schedule, at: _Day, chance: _Chance, lead: Lead, allowed: int) -> None:
    starts = schedule.led(lead, chance.day, chance.job.length) & allowed
    if not starts:
        return
    literal = chance.leads[lead.doctor] = _busy(model, at, chance, lead.doctor)
    if lead.starts is not None:
        model.add_linear_expression_in_domain(chance.start, _domain(starts)).only_enforce_if(literal)


def _busy(model: cp_model.CpModel, at: _Day, chance: _Chance, doctor: int) -> cp_model.IntVar:
    literal = model.new_bool_var(f"{chance.job.index}@{chance.day} by {doctor}")
    at.intervals[doctor].append(
        model.new_optional_fixed_size_interval_var(chance.start, chance.job.length, literal, "")
    )
    return literal


def _capacities(model: cp_model.CpModel, schedule: Schedule, at: _Day, day: int) -> None:
    grid = schedule.grid
    for resource, intervals in at.intervals.items():
        fixed = [_fixed(model, first, last) for first, last in _zeros(schedule.free[resource][day], grid.width)]
        model.add_no_overlap([*intervals, *fixed])
    for kit, intervals in at.kits.items():
        _cumulative(model, schedule.kits[day][kit], intervals, grid.width)
    bays = schedule.bays[day]
    if bays is not None and at.resting:
        _cumulative(model, bays, at.resting, grid.width)
    if grid.problem.z > 0:
        for table, ends in at.ends.items():
            _slack(model, schedule, table, day, ends)


def _slack(
    model: cp_model.CpModel,
    schedule: Schedule,
    table: int,
    day: int,
    ends: Sequence[tuple[cp_model.IntVar, cp_model.LinearExpr, int]],
) -> None:
    """The last end and all that is kept back lie before closing (slack.py)."""
    grid = schedule.grid
    room = int(SCALE * schedule.until[table][day])
    kept = sum(buffer * here for here, _, buffer in ends)
    for here, end, _ in ends:
        model.add(SCALE * end + kept <= room).only_enforce_if(here)
    taken = (grid.open[table][day] & ~schedule.free[table][day]).bit_length()
    if taken:
        model.add(kept <= max(0, room - SCALE * taken))


def _cumulative(model: cp_model.CpModel, pool: Pool, intervals: list[cp_model.IntervalVar], width: int) -> None:
    """Each level of the pool that is in use already is one unit less there, and all of them where it is closed."""
    fixed = [_fixed(model, first, last) for level in pool.levels for first, last in _ones(level & pool.open)]
    closed = [_fixed(model, first, last) for first, last in _zeros(pool.open, width)]
    demands = [1] * (len(intervals) + len(fixed)) + [pool.units] * len(closed)
    model.add_cumulative([*intervals, *fixed, *closed], demands, pool.units)


def _nights(model: cp_model.CpModel, schedule: Schedule, chances: Sequence[_Chance]) -> None:
    if schedule.beds is None:
        return
    for night, beds in enumerate(schedule.beds):
        asleep = [each.there for each in chances if each.day <= night < each.day + each.job.case.nights]
        if len(asleep) > beds:
            model.add(sum(asleep) <= max(0, beds))


def _families(model: cp_model.CpModel, chances: Sequence[_Chance]) -> None:
    """Nobody of a family on another day than the others."""
    members: dict[int, list[_Chance]] = defaultdict(list)
    for chance in chances:
        if chance.job.case.family is not None:
            members[chance.job.case.family].append(chance)
    for own in members.values():
        for number, one in enumerate(own):
            for other in own[number + 1 :]:
                if one.day != other.day and one.job is not other.job:
                    model.add_at_most_one(one.there, other.there)


def _hint(model: cp_model.CpModel, chance: _Chance, held: Held | None) -> None:
    here = held is not None and held.day == chance.day
    model.add_hint(chance.there, here)
    for table, (literal, _) in chance.tables.items():
        model.add_hint(literal, here and held is not None and held.table == table)
    for doctor, literal in chance.leads.items():
        model.add_hint(literal, here and held is not None and held.leader == doctor)
    if here and held is not None:
        model.add_hint(chance.start, held.start)


def _held(solver: cp_model.CpSolver, chance: _Chance) -> Held:
    table, way = next((table, way) for table, (literal, way) in chance.tables.items() if solver.boolean_value(literal))
    leader = next(doctor for doctor, literal in chance.leads.items() if solver.boolean_value(literal))
    asleep = next((doctor for doctor, literal in chance.asleep.items() if solver.boolean_value(literal)), -1)
    return Held(chance.day, solver.value(chance.start), table, leader, asleep, way.kits)


def _domain(mask: int) -> cp_model.Domain:
    from ortools.sat.python import cp_model  # noqa: PLC0415  see above

    return cp_model.Domain.from_intervals([[first, last - 1] for first, last in _ones(mask)])


def _fixed(model: cp_model.CpModel, first: int, last: int) -> cp_model.IntervalVar:
    return model.new_fixed_size_interval_var(first, last - first, "")


def _ones(mask: int) -> list[tuple[int, int]]:
    """The stretches of ones, half-open."""
    found, at = [], 0
    while mask:
        skip = (mask & -mask).bit_length() - 1
        mask >>= skip
        length = (~mask & (mask + 1)).bit_length() - 1
        found.append((at + skip, at + skip + length))
        mask >>= length
        at += skip + length
    return found


def _zeros(mask: int, width: int) -> list[tuple[int, int]]:
    return _ones(~mask & ones(width))


def options(grid: Grid) -> int:
    """How many spots but for the hour the whole camp has: what CP-SAT's time grows with."""
    return sum(len(job.days) * sum(len(way.tables) for way in job.ways) * len(job.leads) for job in grid.jobs)
