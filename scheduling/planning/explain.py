"""Why somebody has no place, and what would give one.

For each day the starts that each rule allows are intersected; a rule whose absence alone opens a start is a reason.
Where no single one is to blame the first pair is named. Each remedy can be tried (remedies.py makes it true).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from scheduling.planning.grid import Grid, Job, Lead, Way, ones, runs
from scheduling.planning.schedule import Schedule

LONGER = 12  # slots that a table may stay open longer, before another day is the better answer
FEW = 8  # of the placed cases of a day, those worth least, are asked whether they would make room


class Rule(StrEnum):
    """What may stand in the way, in the order in which people are told."""

    READY = "ready"  # consent, fitness
    DAYS = "days"  # the days on which the patient can be there
    ARRIVAL = "arrival"
    FASTING = "fasting"
    LAST_BUS = "last bus"
    FAMILY = "family"
    HOURS = "hours"  # table and team would have to stay longer
    SLACK = "slack"  # the time kept back for what runs over
    KIT = "kit"
    ANAESTHETIST = "anaesthetist"
    LEADER = "leader"
    TABLE = "table"
    RECOVERY = "recovery"
    WARD = "ward"


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
    return Reason(job.case.key, remedies_of(schedule, job), _displacement(schedule, job))


def remedies_of(
    schedule: Schedule, job: Job, *, days: Iterable[int] | None = None, until: int | None = None
) -> tuple[Remedy, ...]:
    """One for each rule that alone is in the way of a start on `days` up to the slot `until`; else the first pair."""
    days = schedule.grid.days if days is None else tuple(days)
    rules = _asked(schedule, job)
    alone = [remedy for rule in rules if (remedy := _first(schedule, job, (rule,), days, until))]
    if not alone:
        pairs = (_first(schedule, job, pair, days, until) for pair in combinations(rules, 2))
        alone = [remedy for remedy in pairs if remedy is not None][:1]
    return tuple(alone)


def _asked(schedule: Schedule, job: Job) -> list[Rule]:
    """The rules that ask anything of this case: to look past another opens nothing, and all make 91 pairs."""
    case = job.case
    says = {
        Rule.READY: not case.ready,
        Rule.DAYS: case.days is not None,
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


def _first(
    schedule: Schedule, job: Job, without: tuple[Rule, ...], days: Iterable[int], until: int | None
) -> Remedy | None:
    """The first start that would be open if these rules did not stand in the way; of days, the first."""
    grid = schedule.grid
    for day in days:
        patient = _patient(schedule, job, day, without)
        if until is not None:
            patient &= ones(max(0, until + 1))
        if not patient:
            continue
        for start, table in _open_starts(schedule, job, day, patient, without):
            closes = grid.open[table][day].bit_length() if table is not None else 0
            longer = max(0, start + job.hold - closes) if Rule.HOURS in without else 0
            key = None if table is None else grid.tables[table].key
            return Remedy(without, day, grid.minute(start), key, longer * grid.step)
    return None


def _patient(schedule: Schedule, job: Job, day: int, without: tuple[Rule, ...]) -> int:
    """The starts that everything but tables, leaders and kit allows."""
    grid, case = schedule.grid, job.case
    everything = ones(grid.width)
    if (Rule.READY not in without and not case.ready) or (
        Rule.DAYS not in without and case.days is not None and day not in case.days
    ):
        return 0
    family = schedule.families.get(case.family, ()) if case.family is not None else ()
    if Rule.FAMILY not in without and any(schedule.held[other].day != day for other in family):
        return 0
    beds = schedule.beds
    if Rule.WARD not in without and beds is not None and case.nights and min(beds[day : day + case.nights]) <= 0:
        return 0
    found = everything
    if Rule.ARRIVAL not in without:
        found &= ~ones(max(0, grid.slots(case.earliest - grid.origin)))
    if Rule.FASTING not in without and case.latest_start is not None:
        found &= ones(max(0, grid.slot(case.latest_start) + 1))
    if Rule.LAST_BUS not in without and case.home_by is not None:
        found &= ones(max(0, grid.slot(case.home_by - job.length * grid.step - case.recovery) + 1))
    bays = schedule.bays[day]
    if Rule.RECOVERY not in without and job.recovery and bays is not None:
        found &= bays.starts(job.recovery) >> job.rests_at
    if Rule.ANAESTHETIST not in without and case.anaesthetist:
        someone = 0
        for doctor in grid.anaesthetists:
            someone |= _free(schedule, doctor, day, job.length, without)
        found &= someone
    return found


def _open_starts(
    schedule: Schedule, job: Job, day: int, patient: int, without: tuple[Rule, ...]
) -> Iterator[tuple[int, int | None]]:
    """The first open start of each way and table."""
    grid = schedule.grid
    for way in job.ways:
        allowed = patient
        for kit, length in way.kits if Rule.KIT not in without else ():
            allowed &= schedule.kits[day][kit].starts(length)
        led = _led(schedule, job, day, way, without)
        for table in way.tables:
            if Rule.TABLE in without:
                there = runs(grid.open[table][day], job.hold)
            else:
                there = _free(schedule, table, day, job.hold, without)
            both = allowed & led & there
            while both:
                start = (both & -both).bit_length() - 1
                if Rule.SLACK in without or Rule.TABLE in without or schedule.leaves_slack(job, day, table, start):
                    yield start, table
                    break
                both &= both - 1


def _led(schedule: Schedule, job: Job, day: int, way: Way, without: tuple[Rule, ...]) -> int:
    """When somebody may lead; without the rule, whenever one of the tables is open."""
    found = 0
    if Rule.LEADER in without:
        for table in way.tables:
            found |= runs(schedule.grid.open[table][day], job.length)
        return found
    for lead in job.leads:
        free = _free(schedule, lead.doctor, day, job.length, without)
        found |= free & _supervised(schedule.grid, lead, day)
    return found


def _supervised(grid: Grid, lead: Lead, day: int) -> int:
    return ones(grid.width) if lead.starts is None else lead.starts[day]


def _free(schedule: Schedule, resource: int, day: int, length: int, without: tuple[Rule, ...]) -> int:
    """Its free starts; when hours are no rule, as if it stayed LONGER slots after it closes."""
    if Rule.HOURS not in without:
        return schedule.runs(resource, day, length)
    closes = schedule.grid.open[resource][day].bit_length()
    longer = ones(LONGER) << closes if closes else 0
    return runs(schedule.free[resource][day] | longer, length)


def _displacement(schedule: Schedule, job: Job) -> Displacement | None:
    """The placed case worth least whose place would be enough; never one that is worth as much."""
    grid = schedule.grid
    found: tuple[int, Displacement] | None = None
    for day in job.days:
        here = [grid.jobs[index] for index in schedule.on_day[day] if grid.jobs[index].case.pinned is None]
        here = [other for other in here if other.case.value < job.case.value]
        for other in sorted(here, key=lambda other: (other.case.value, -other.hold, other.index))[:FEW]:
            if found is not None and other.case.value >= found[0]:
                break
            was = schedule.take(other)
            held = schedule.best(job, day)
            schedule.put(other, was)
            if held is not None:
                found = other.case.value, Displacement(other.case.key, day, grid.minute(held.start))
                break
    return None if found is None else found[1]
