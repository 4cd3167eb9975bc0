"""The best there can be, and what everything is worth: a linear program without hours, only minutes.

Alike cases stand together: x[group, day] of them are served, as fractions. Tables and doctors do not appear one by
one: minutes asked for fit on them exactly when, for every union of the sets that may serve a group, what only that
union can serve fits on that union (Hall 1935, Gale 1957). So the program stays small, and its value is still the one
of the program with a variable for each table and doctor. Every plan is a solution of it: its value is a bound, its
duals are prices.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ortools.math_opt.python import mathopt

from scheduling.planning.grid import Grid, Job, ones

MANY_SETS = 64  # rows a day of tables, and of leaders


@dataclass(frozen=True, slots=True)
class Bound:
    """`value` is the most that any plan is worth. `price[job][day]` is the worth of what it would take up there,
    `slot[resource][day]` that of a slot of a table or doctor.

    `worth` are the duals of the rows in value a minute (a night: value a bed), by (what, names, day).
    """

    value: float
    price: tuple[tuple[float, ...], ...]
    slot: tuple[tuple[float, ...], ...]
    worth: dict[tuple[str, tuple[str, ...], int], float] = field(default_factory=dict)


@dataclass
class _Row:
    """What a day (or a night) has of something, and how much of it one of each group takes."""

    what: str
    names: tuple[str, ...]
    day: int
    room: float
    resources: tuple[int, ...] = ()
    use: dict[tuple[int, int], float] = field(default_factory=dict)  # by (group, day)


def bound_of(grid: Grid, *, fixed: Iterable[int] = ()) -> Bound:
    """Solve the program; the jobs in `fixed` (pinned) are served for certain and what they take is taken.

    Raises RuntimeError when the solver ends without an optimum, which a program with these rows always has.
    """
    pinned = frozenset(fixed)
    groups = _groups(job for job in grid.jobs if job.index not in pinned and job.ways and job.leads)
    rows = list(_rows(grid, groups))
    model = mathopt.Model(name="camp")
    variables = {
        (index, day): model.add_variable(lb=0.0) for index, group in enumerate(groups) for day in group[0].days
    }
    for index, group in enumerate(groups):
        served = model.add_linear_constraint(ub=float(len(group)))
        for day in group[0].days:
            served.set_coefficient(variables[index, day], 1.0)
    constraints = []
    for row in rows:
        constraint = model.add_linear_constraint(ub=max(0.0, row.room))
        for key, amount in row.use.items():
            constraint.set_coefficient(variables[key], amount)
        constraints.append(constraint)
    model.maximize(
        mathopt.LinearSum(groups[index][0].case.value * variable for (index, _), variable in variables.items())
    )
    result = mathopt.solve(model, mathopt.SolverType.GLOP)
    if result.termination.reason != mathopt.TerminationReason.OPTIMAL:
        raise RuntimeError(f"the bound could not be computed: {result.termination}")
    duals = result.dual_values()
    worth = [max(0.0, duals[constraint]) for constraint in constraints]
    taken: dict[tuple[int, int], float] = defaultdict(float)
    for row, dual in zip(rows, worth, strict=True):
        for key, amount in row.use.items():
            taken[key] += dual * amount
    price = [(0.0,) * len(grid.days)] * len(grid.jobs)
    for index, group in enumerate(groups):
        own = tuple(taken[index, day] for day in grid.days)
        for job in group:
            price[job.index] = own
    slot = [[0.0] * len(grid.days) for _ in grid.open]
    for row, dual in zip(rows, worth, strict=True):
        for resource in row.resources:
            slot[resource][row.day] += dual
    certain = sum(grid.jobs[index].case.value for index in pinned)
    return Bound(
        result.objective_value() + certain,
        tuple(price),
        tuple(map(tuple, slot)),
        _by_name(rows, worth),
    )


def _by_name(rows: Iterable[_Row], worth: Iterable[float]) -> dict[tuple[str, tuple[str, ...], int], float]:
    found: dict[tuple[str, tuple[str, ...], int], float] = defaultdict(float)
    for row, dual in zip(rows, worth, strict=True):
        found[row.what, row.names, row.day] += dual
    return dict(found)


def _groups(jobs: Iterable[Job]) -> list[list[Job]]:
    """Jobs that no row tells apart."""
    found: dict[object, list[Job]] = {}
    for job in jobs:
        case = job.case
        key = (
            job.length, job.hold, job.recovery, job.buffer, job.ways, job.leads, job.starts, case.value,
            case.anaesthetist, case.nights,
        )  # fmt: skip
        found.setdefault(key, []).append(job)
    return list(found.values())


def _rows(grid: Grid, groups: Sequence[Sequence[Job]]) -> Iterator[_Row]:
    jobs = [group[0] for group in groups]
    tables = [frozenset(table for way in job.ways for table in way.tables) for job in jobs]
    leads = [frozenset(lead.doctor for lead in job.leads) for job in jobs]
    at_tables = _inside(tables)
    with_leads = _inside(leads)
    asleep = [index for index, job in enumerate(jobs) if job.case.anaesthetist]
    for day in grid.days:
        for union, inside in at_tables.items():
            asking = [
                _Ask(at, jobs[at].starts[day].bit_length(), jobs[at].hold, jobs[at].hold + jobs[at].buffer)
                for at in inside
                if jobs[at].starts[day]
            ]
            kept = sum(grid.reserve[table] for table in union if grid.open[table][day])
            names = tuple(sorted(grid.tables[table].name for table in union))
            masks = [grid.open[table][day] for table in union]
            yield from _unary_rows("table", names, day, union, masks, asking, kept=kept)
        for union, inside in with_leads.items():
            names = tuple(sorted(grid.doctors[doctor - len(grid.tables)].name for doctor in union))
            yield from _doctor_rows(grid, "doctor", names, day, union, inside, jobs, tables)
        yield from _doctor_rows(grid, "anaesthetist", (), day, grid.anaesthetists, asleep, jobs, tables)
        yield from _pool_rows(grid, day, [(index, job) for index, job in enumerate(jobs) if job.starts[day]])
    yield from _night_rows(grid, groups)


def _inside(sets: Sequence[frozenset[int]]) -> dict[frozenset[int], list[int]]:
    """Each union that makes a row, with the groups that nothing outside it can serve."""
    return {union: [index for index, own in enumerate(sets) if own <= union] for union in _unions(set(sets))}


def _doctor_rows(
    grid: Grid,
    what: str,
    names: tuple[str, ...],
    day: int,
    doctors: Iterable[int],
    inside: Iterable[int],
    jobs: Sequence[Job],
    tables: Sequence[frozenset[int]],
) -> Iterator[_Row]:
    """Doctors count while a table at which one of these may be is open."""
    here = [at for at in inside if jobs[at].starts[day]]
    opened = 0
    for table in frozenset().union(*(tables[at] for at in here)):
        opened |= grid.open[table][day]
    asking = [_Ask(at, jobs[at].starts[day].bit_length(), jobs[at].length, jobs[at].length) for at in here]
    doctors = tuple(doctors)
    yield from _unary_rows(what, names, day, doctors, [grid.open[one][day] & opened for one in doctors], asking)


@dataclass(frozen=True, slots=True)
class _Ask:
    """One group at a set of resources: it may start before slot `last`, holds `length` slots in one piece, and
    `takes` so many with what is kept back."""

    group: int
    last: int
    length: int
    takes: float


def _unary_rows(
    what: str,
    names: tuple[str, ...],
    day: int,
    resources: Iterable[int],
    open_: Sequence[int],
    asking: Sequence[_Ask],
    *,
    kept: float = 0.0,
) -> Iterator[_Row]:
    """The whole day; and for each last hour that some may start at, the time before it and one case begun in it."""
    if not asking:
        return
    room = sum(mask.bit_count() for mask in open_)
    yield _Row(what, names, day, room - kept, tuple(resources), {(ask.group, day): ask.takes for ask in asking})
    lasts = sorted({ask.last for ask in asking})
    for last in lasts[:-1]:
        early = [ask for ask in asking if ask.last <= last]
        longest = max(ask.length for ask in early) - 1
        before = sum(min(mask.bit_count(), (mask & ones(last)).bit_count() + longest) for mask in open_)
        if before < room:
            yield _Row(
                what, names, day, before, tuple(resources), {(ask.group, day): float(ask.length) for ask in early}
            )


def _opened(grid: Grid, day: int, jobs: Iterable[Job]) -> int:
    """When any table at which one of the jobs may be is open."""
    found = 0
    for table in {table for job in jobs for way in job.ways for table in way.tables}:
        found |= grid.open[table][day]
    return found


def _pool_rows(grid: Grid, day: int, here: Sequence[tuple[int, Job]]) -> Iterator[_Row]:
    opened = _opened(grid, day, (job for _, job in here))
    for number, kit in enumerate(grid.kits):
        asking = [
            _Ask(index, job.starts[day].bit_length(), length, length)
            for index, job in here
            if all(any(at == number for at, _ in way.kits) for way in job.ways)
            and (length := min(length for way in job.ways for at, length in way.kits if at == number))
        ]
        last = opened << grid.slots(kit.away) | opened  # what is used last comes back after closing
        yield from _unary_rows("kit", (kit.name,), day, (), [last] * kit.units, asking)
    resting = {(index, day): float(job.recovery) for index, job in here if job.recovery}
    if resting:
        first = (opened & -opened).bit_length() - 1 + min(job.length for _, job in here if job.recovery)
        room = sum(
            bays.beds * (grid.mask(bays.hours[day]) & ~ones(max(0, first))).bit_count() for bays in grid.problem.bays
        )
        yield _Row("recovery", (), day, room, (), resting)


def _night_rows(grid: Grid, groups: Sequence[Sequence[Job]]) -> Iterator[_Row]:
    beds = grid.problem.ward_beds
    longest = max((group[0].case.nights for group in groups), default=0)
    if beds is None or not longest:
        return
    for night in range(len(grid.days) + longest - 1):
        use = {
            (index, day): 1.0
            for index, group in enumerate(groups)
            for day in group[0].days
            if day <= night < day + group[0].case.nights
        }
        if use:
            yield _Row("ward", (), night, beds, (), use)


def _unions(sets: set[frozenset[int]]) -> list[frozenset[int]]:
    """Each set, and the unions of those that overlap; one of sets that do not is implied by its parts.

    Where there are many, unions of more than three sets are left out: a looser bound, still one.
    """
    single = sorted((each for each in sets if each), key=sorted)
    found = set(single)
    grown = found
    for _ in range(len(single) - 1):
        grown = {one | other for one in grown for other in single if one & other and not other <= one} - found
        if not grown or len(found) + len(grown) > MANY_SETS:
            break
        found |= grown
    if single:
        found.add(frozenset().union(*single))
    return sorted(found, key=sorted)
