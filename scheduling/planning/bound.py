"""The best there can be, and what everything is worth: a linear program without hours, only minutes.

Alike cases stand together: x[group, day] of them are served, as fractions. Tables and doctors do not appear one by
one: minutes asked for fit on them exactly when, for every union of the sets that may serve a group, what only that
union can serve fits on that union (Hall 1935, Gale 1957). So the program stays small, and its value is still the one
of the program with a variable for each table and doctor. Every plan is a solution of it: its value is a bound, its
duals are prices.

The solver is loaded when it is first asked: each process would pay a second for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING

from scheduling.planning.grid import Grid, Job, ones
from scheduling.planning.schedule import Schedule
from scheduling.planning.stopping import Stopped, interruptible, never

if TYPE_CHECKING:
    from ortools.math_opt.python import mathopt

MANY_SETS = 64  # rows a day of tables, and of leaders
EXACT = 1e-9
EVERY = 50  # rows between two questions whether to stop


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


class Interrupted(Exception):
    """Somebody said stop before the bound was known."""


def bound_of(pinned: Schedule, *, solver: mathopt.SolverType | None = None, stopped: Stopped = never) -> Bound:
    """Solve the program for all who have no place in `pinned`; those in it are served and what they take is taken.

    Another `solver` than GLOP is a second opinion; its duals may be others where there are several.
    Raises Interrupted when `stopped` said so before it was known,
    RuntimeError when the solver ends without an optimum, which a program with these rows always has.
    """
    grid = pinned.grid
    groups = _groups(job for job in grid.jobs if job.index not in pinned.held and job.ways and job.leads)
    rows: list[_Row] = []
    for row in _rows(pinned, groups):
        if len(rows) % EVERY == 0 and stopped():
            raise Interrupted
        rows.append(row)
    value, duals = _optimum(groups, rows, solver, stopped)
    worth = [max(0.0, dual) for dual in duals]
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
    return Bound(
        value + pinned.value,
        tuple(price),
        tuple(map(tuple, slot)),
        _by_name(rows, worth),
    )


def _optimum(
    groups: Sequence[Sequence[Job]], rows: Sequence[_Row], solver: mathopt.SolverType | None, stopped: Stopped
) -> tuple[float, list[float]]:
    """The value of the program and the duals of its rows. Handed over in one piece: a call a number takes a second."""
    from ortools.math_opt import model_pb2  # noqa: PLC0415  see above
    from ortools.math_opt.python import mathopt  # noqa: PLC0415
    from ortools.util.python.solve_interrupter import SolveInterrupter  # noqa: PLC0415

    columns = [(index, day) for index, group in enumerate(groups) for day in group[0].days]
    at = {key: column for column, key in enumerate(columns)}
    proto = model_pb2.ModelProto(name="camp")
    proto.variables.ids.extend(range(len(columns)))
    proto.variables.lower_bounds.extend([0.0] * len(columns))
    proto.variables.upper_bounds.extend([inf] * len(columns))
    proto.variables.integers.extend([False] * len(columns))
    proto.objective.maximize = True
    proto.objective.linear_coefficients.ids.extend(range(len(columns)))
    proto.objective.linear_coefficients.values.extend(float(groups[index][0].case.value) for index, _ in columns)
    room = [max(0.0, row.room) for row in rows] + [float(len(group)) for group in groups]
    proto.linear_constraints.ids.extend(range(len(room)))
    proto.linear_constraints.lower_bounds.extend([-inf] * len(room))
    proto.linear_constraints.upper_bounds.extend(room)
    matrix = proto.linear_constraint_matrix
    lines = [sorted((at[key], amount) for key, amount in row.use.items()) for row in rows]
    lines += [[(at[index, day], 1.0) for day in group[0].days] for index, group in enumerate(groups)]
    for number, line in enumerate(lines):
        matrix.row_ids.extend([number] * len(line))
        matrix.column_ids.extend([column for column, _ in line])
        matrix.coefficients.extend([float(amount) for _, amount in line])
    model = mathopt.Model.from_model_proto(proto)
    stop = SolveInterrupter()
    result = interruptible(
        lambda: mathopt.solve(model, solver or mathopt.SolverType.GLOP, interrupter=stop),
        stopped=stopped,
        interrupt=stop.interrupt,
    )
    if stop.interrupted:
        raise Interrupted
    if result.termination.reason != mathopt.TerminationReason.OPTIMAL:
        raise RuntimeError(f"the bound could not be computed: {result.termination}")
    found = result.dual_values([model.get_linear_constraint(number) for number in range(len(rows))])
    return result.objective_value(), found


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
            job.length, job.hold, job.rests_at, job.recovery, job.buffer, job.ways, job.leads, job.starts, case.value,
            case.anaesthetist, case.nights,
        )  # fmt: skip
        found.setdefault(key, []).append(job)
    return list(found.values())


def _rows(pinned: Schedule, groups: Sequence[Sequence[Job]]) -> Iterator[_Row]:
    grid = pinned.grid
    jobs = [group[0] for group in groups]
    tables = [frozenset(table for way in job.ways for table in way.tables) for job in jobs]
    leads = [frozenset(lead.doctor for lead in job.leads) for job in jobs]
    at_tables = _inside(tables)
    with_leads = _inside(leads)
    asleep = [index for index, job in enumerate(jobs) if job.case.anaesthetist]
    for day in grid.days:
        for union, inside in at_tables.items():
            yield from _table_rows(pinned, day, union, [jobs[at] for at in inside], inside)
        for union, inside in with_leads.items():
            names = tuple(sorted(grid.doctors[doctor - len(grid.tables)].name for doctor in union))
            yield from _doctor_rows(pinned, "doctor", names, day, union, inside, jobs, tables)
        yield from _doctor_rows(pinned, "anaesthetist", (), day, grid.anaesthetists, asleep, jobs, tables)
        yield from _pool_rows(pinned, day, [(index, job) for index, job in enumerate(jobs) if job.starts[day]])
    yield from _night_rows(pinned, groups)


def _inside(sets: Sequence[frozenset[int]]) -> dict[frozenset[int], list[int]]:
    """Each union that makes a row, with the groups that nothing outside it can serve."""
    return {union: [index for index, own in enumerate(sets) if own <= union] for union in _unions(set(sets))}


def _table_rows(
    pinned: Schedule, day: int, union: frozenset[int], jobs: Sequence[Job], at: Sequence[int]
) -> Iterator[_Row]:
    """Operations and cleaning into the free slots; and with the time kept back into the span from opening to closing.

    Where there is no break in a table's hours the second row says it all. A break may serve as time kept back.
    """
    grid = pinned.grid
    names = tuple(sorted(grid.tables[table].name for table in union))
    free = [pinned.free[table][day] for table in union]
    here = [(index, job) for index, job in zip(at, jobs, strict=True) if job.starts[day]]
    asking = [_Ask(index, job.starts[day].bit_length(), job.hold, job.hold) for index, job in here]
    yield from _unary_rows("table", names, day, union, free, asking)
    if grid.problem.z and here:
        room = sum(_unkept(pinned, table, day) for table in union)
        use = {(index, day): job.hold + job.buffer for index, job in here}
        yield _Row("table", names, day, room, tuple(union), use)


def _unkept(pinned: Schedule, table: int, day: int) -> float:
    """Slots from opening to closing less the reserve, what is pinned and its buffers."""
    opened = pinned.grid.open[table][day]
    if not opened:
        return 0.0
    opens = (opened & -opened).bit_length() - 1
    taken = (opened & ~pinned.free[table][day]).bit_count()
    return max(0.0, pinned.until[table][day] - opens - taken)


def _doctor_rows(
    pinned: Schedule,
    what: str,
    names: tuple[str, ...],
    day: int,
    doctors: Iterable[int],
    inside: Iterable[int],
    jobs: Sequence[Job],
    tables: Sequence[frozenset[int]],
) -> Iterator[_Row]:
    """Doctors count while a table for these is open, less its last cleaning and what is kept back there."""
    grid = pinned.grid
    here = [at for at in inside if jobs[at].starts[day]]
    if not here:
        return
    least = min(jobs[at].hold - jobs[at].length + jobs[at].buffer for at in here)
    opened = 0
    for table in frozenset().union(*(tables[at] for at in here)):
        last = int(pinned.until[table][day] - least + EXACT)
        opened |= grid.open[table][day] & ones(max(0, last))
    asking = [_Ask(at, jobs[at].starts[day].bit_length(), jobs[at].length, jobs[at].length) for at in here]
    doctors = tuple(doctors)
    yield from _unary_rows(what, names, day, doctors, [pinned.free[one][day] & opened for one in doctors], asking)


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
) -> Iterator[_Row]:
    """The whole day; and for each last hour that some may start at, the time before it and one case begun in it."""
    if not asking:
        return
    room = sum(mask.bit_count() for mask in open_)
    yield _Row(what, names, day, room, tuple(resources), {(ask.group, day): ask.takes for ask in asking})
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


def _pool_rows(pinned: Schedule, day: int, here: Sequence[tuple[int, Job]]) -> Iterator[_Row]:
    grid = pinned.grid
    opened = _opened(grid, day, (job for _, job in here))
    for number, kit in enumerate(grid.kits):
        asking = [
            _Ask(index, job.starts[day].bit_length(), length, length)
            for index, job in here
            if all(any(at == number for at, _ in way.kits) for way in job.ways)
            and (length := min(length for way in job.ways for at, length in way.kits if at == number))
        ]
        used = opened  # and what is used last comes back after closing
        for _ in range(grid.slots(kit.away)):
            used |= used << 1
        masks = [used & ~level for level in pinned.kits[day][number].levels]
        yield from _unary_rows("kit", (kit.name,), day, (), masks, asking)
    bays = pinned.bays[day]
    resting = {(index, day): float(job.recovery) for index, job in here if job.recovery}
    if bays is not None and resting:
        first = (opened & -opened).bit_length() - 1 + min(job.rests_at for _, job in here if job.recovery)
        room = sum((bays.open & ~level & ~ones(max(0, first))).bit_count() for level in bays.levels)
        yield _Row("recovery", (), day, room, (), resting)


def _night_rows(pinned: Schedule, groups: Sequence[Sequence[Job]]) -> Iterator[_Row]:
    if pinned.beds is None:
        return
    for night, beds in enumerate(pinned.beds):
        use = {
            (index, day): 1.0
            for index, group in enumerate(groups)
            for day in group[0].days
            if day <= night < day + group[0].case.nights
        }
        if use:
            yield _Row("ward", (), night, max(0, beds), (), use)


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
