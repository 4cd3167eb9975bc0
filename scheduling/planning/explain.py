"""Why somebody has no place, and what would give one.

For each day the starts that each rule allows are intersected; a rule whose absence alone opens a start is a reason.
Where no single one is to blame the first pair is named. Each remedy can be tried: the tests make it true.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice

from scheduling.planning.grid import Job, ones
from scheduling.planning.openings import Free, Openings, Rule
from scheduling.planning.schedule import Schedule

FEW = 8  # of the placed cases of a day, those worth least, are asked whether they would make room


@dataclass(frozen=True, slots=True)
class Remedy:
    """The case would fit on `day` at minute `start` if `rules` did not stand in the way; `longer` in minutes."""

    rules: tuple[Rule, ...]
    day: int
    start: int
    table: int | None
    longer: int = 0


@dataclass(frozen=True, slots=True)
class Displacement:
    """It would fit on `day` at minute `start` if one other case had no place."""

    case: int
    day: int
    start: int


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one case is left out: a remedy for each rule that alone is in the way, else for the first pair.

    No remedies: more than two things are in the way on every day.
    """

    case: int
    remedies: tuple[Remedy, ...]
    instead_of: Displacement | None = None


def why(schedule: Schedule, job: Job) -> Reason:
    """Why `job` is not in the plan. The plan stays as it is."""
    return next(whys(schedule, [job]))


def whys(schedule: Schedule, jobs: Iterable[Job]) -> Iterator[Reason]:
    """Why each of them is not in the plan, in their order. The plan must not change between two of them."""
    free = Free(schedule)
    days = tuple(schedule.grid.days)
    room = [_least_first(schedule, day) for day in days]
    for job in jobs:
        yield Reason(job.case.key, _remedies(free, job, days), _displacement(schedule, job, room))


def remedies_of(
    schedule: Schedule, job: Job, *, days: Iterable[int] | None = None, until: int | None = None
) -> tuple[Remedy, ...]:
    """One for each rule that alone is in the way of a start on `days` up to the slot `until`; else the first pair."""
    return _remedies(Free(schedule), job, schedule.grid.days if days is None else tuple(days), until)


def _remedies(free: Free, job: Job, days: Sequence[int], until: int | None = None) -> tuple[Remedy, ...]:
    latest = ones(free.schedule.grid.width if until is None else max(0, until + 1))
    openings = Openings(free, job, days, latest)
    rules = _asked(free.schedule, job)
    alone = [remedy for rule in rules if (remedy := _first(openings, (rule,)))]
    if not alone:
        pairs = (_first(openings, pair) for pair in combinations(rules, 2))
        alone = list(islice((remedy for remedy in pairs if remedy is not None), 1))
    return tuple(alone)


def _asked(schedule: Schedule, job: Job) -> list[Rule]:
    """The rules that ask anything of this case: to look past another opens nothing, and all make 105 pairs."""
    case = job.case
    says = {
        Rule.READY: not case.ready,
        Rule.DAYS: case.days is not None,
        Rule.ELSEWHERE: any(case.elsewhere),
        Rule.ARRIVAL: case.earliest > 0,
        Rule.FASTING: case.latest_start is not None,
        Rule.LAST_BUS: case.home_by is not None,
        Rule.FAMILY: case.family is not None,
        Rule.KIT: bool(case.equipment),
        Rule.ANAESTHETIST: case.anaesthetist,
        Rule.RECOVERY: bool(job.recovery),
        Rule.WARD: bool(case.nights) and schedule.beds is not None,
    }
    return [rule for rule in Rule if says.get(rule, True)]


def _first(openings: Openings, without: tuple[Rule, ...]) -> Remedy | None:
    """The first start that would be open if these rules did not stand in the way; of days, the first."""
    grid, job = openings.grid, openings.job
    opened = openings.first(frozenset(without))
    if opened is None:
        return None
    day, start, table = opened
    longer = max(0, start + job.hold - grid.open[table][day].bit_length()) if Rule.HOURS in without else 0
    return Remedy(without, day, grid.minute(start), grid.tables[table].key, longer * grid.step)


def _least_first(schedule: Schedule, day: int) -> list[Job]:
    """Whose place might be somebody else's: those worth least first, of equals the longest."""
    jobs = schedule.grid.jobs
    here = [jobs[index] for index in schedule.on_day[day] if jobs[index].case.pinned is None]
    return sorted(here, key=lambda job: (job.case.value, -job.hold, job.index))


def _displacement(schedule: Schedule, job: Job, room: Sequence[Sequence[Job]]) -> Displacement | None:
    """The placed case worth least whose place would be enough; never one that is worth as much."""
    grid = schedule.grid
    found: tuple[int, Displacement] | None = None
    for day in job.days:
        for other in room[day][:FEW]:
            if other.case.value >= (job.case.value if found is None else found[0]):
                break
            was = schedule.take(other)
            held = schedule.best(job, day)
            schedule.put(other, was)
            if held is not None:
                found = other.case.value, Displacement(other.case.key, day, grid.minute(held.start))
                break
    return None if found is None else found[1]
