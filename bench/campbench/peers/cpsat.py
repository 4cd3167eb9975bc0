"""Plain CP-SAT: the whole camp in one model, from nothing, as a textbook would write it.

Nothing is shared with the planner's own use of CP-SAT, so that it is a second opinion too: where it proves the best,
no bound may lie below it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import ceil

from ortools.sat.python import cp_model

from scheduling.planning.problem import Case, Doctor, Level, Problem, Span, Spot, Table
from scheduling.planning.slack import slack_of

SCALE = 1000  # of minutes kept back, which are no whole numbers
Key = tuple[str, int | str, int]  # what, which, day


@dataclass
class Found:
    """`value` of the plan, and whether it is proved to be the best there is."""

    spots: dict[int, Spot] = field(default_factory=dict)
    value: int = 0
    proved: bool = False


@dataclass
class _Model:
    problem: Problem
    cp: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    intervals: dict[Key, list[cp_model.IntervalVar]] = field(default_factory=lambda: defaultdict(list))
    ends: dict[Key, list[tuple[Case, cp_model.IntVar, cp_model.IntVar]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    there: dict[tuple[int, int], cp_model.IntVar] = field(default_factory=dict)  # by case and day
    start: dict[tuple[int, int], cp_model.IntVar] = field(default_factory=dict)  # in marks
    by: dict[tuple[int, int], dict[Key, cp_model.IntVar]] = field(default_factory=lambda: defaultdict(dict))

    def busy(self, key: Key, case: Case, day: int, minutes: int, literal: cp_model.IntVar) -> None:
        """Hold something for so long from the start of a case."""
        begin = self.start[case.key, day] * self.problem.grid
        self.intervals[key].append(self.cp.new_optional_fixed_size_interval_var(begin, minutes, literal, ""))

    def within(self, case: Case, day: int, spans: Iterable[Span], minutes: int, literal: cp_model.IntVar) -> None:
        """It begins and ends within one of the spans, if `literal`."""
        grid = self.problem.grid
        fits = [[-(-first // grid), (last - minutes) // grid] for first, last in spans if last - first >= minutes]
        domain = cp_model.Domain.from_intervals([fit for fit in fits if fit[0] <= fit[1]])
        self.cp.add_linear_expression_in_domain(self.start[case.key, day], domain).only_enforce_if(literal)


def solve(problem: Problem, *, seconds: float | None, workers: int = 2, work: float | None = None) -> Found:
    """The best that CP-SAT finds in so many seconds, or with so much deterministic `work`.

    Supervised leaders are left out where nobody independent shares their hours whole; pins are not known here.
    """
    model = _Model(problem)
    for case in problem.cases:
        _case(model, case)
    _capacities(model)
    model.cp.maximize(sum(_value(problem, key) * there for (key, _), there in model.there.items()))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = workers
    if seconds is not None:
        solver.parameters.max_time_in_seconds = seconds
    if work is not None:
        solver.parameters.max_deterministic_time = work
    status = solver.solve(model.cp)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Found()
    spots = {
        key: _spot(model, solver, key, day) for (key, day), there in model.there.items() if solver.boolean_value(there)
    }
    return Found(spots, round(solver.objective_value), status == cp_model.OPTIMAL)


def _value(problem: Problem, key: int) -> int:
    return next(case.value for case in problem.cases if case.key == key)


def _case(model: _Model, case: Case) -> None:
    """One case on each day it may be on."""
    if not case.ready:
        return
    problem, cp = model.problem, model.cp
    for day in range(problem.days) if case.days is None else case.days:
        there = model.there[case.key, day] = cp.new_bool_var("")
        last = 48 * 60 if case.latest_start is None else case.latest_start
        if case.home_by is not None:
            last = min(last, case.home_by - case.minutes - case.recovery)
        first = -(-case.earliest // problem.grid)
        model.start[case.key, day] = cp.new_int_var(first, max(first, last // problem.grid), "")
        if last < case.earliest:
            cp.add(there == 0)
        _choose(model, case, day, there)
        if case.recovery and problem.bays:
            begin = model.start[case.key, day] * problem.grid + case.minutes
            model.intervals["bays", 0, day].append(
                cp.new_optional_fixed_size_interval_var(begin, case.recovery, there, "")
            )
    cp.add_at_most_one(there for (key, _), there in model.there.items() if key == case.key)


def _choose(model: _Model, case: Case, day: int, there: cp_model.IntVar) -> None:
    """One table, one leader, one anaesthetist where it takes one."""
    problem, cp = model.problem, model.cp
    kits = {kit.name: kit for kit in problem.kits}
    chosen: dict[Key, cp_model.IntVar] = model.by[case.key, day]
    for table in problem.tables:
        missing = case.equipment - table.equipment
        if table.kind != case.kind or not missing <= set(kits):
            continue
        key = "table", table.key, day
        here = chosen[key] = cp.new_bool_var("")
        model.within(case, day, table.hours[day], case.minutes + case.turnover, here)
        model.busy(key, case, day, case.minutes + case.turnover, here)
        model.ends[key].append((case, here, model.start[case.key, day]))
        for name in sorted(missing):
            model.busy(("kit", name, day), case, day, case.minutes + kits[name].away, here)
    for doctor in problem.doctors:
        for what, hours in _roles(problem, case, doctor, day):
            literal = chosen[what, doctor.key, day] = cp.new_bool_var("")
            model.within(case, day, hours, case.minutes, literal)
            model.busy(("doctor", doctor.key, day), case, day, case.minutes, literal)
    for what in ("table", "leader", *(("anaesthetist",) if case.anaesthetist else ())):
        cp.add(sum(literal for key, literal in chosen.items() if key[0] == what) == there)


def _roles(problem: Problem, case: Case, doctor: Doctor, day: int) -> Iterable[tuple[str, Iterable[Span]]]:
    if case.anaesthetist and doctor.role == "anaesthetist":
        yield "anaesthetist", doctor.hours[day]
    if doctor.role not in case.roles:
        return
    hours = list(doctor.hours[day])
    for specialty in case.specialties:
        level = doctor.level_in(specialty)
        if level is None or level is Level.TRAINEE:
            return
        if level is Level.SUPERVISED:
            hours = [
                (max(one[0], other[0]), min(one[1], other[1]))
                for one in hours
                for other in _watched(problem, doctor, specialty, day)
                if max(one[0], other[0]) < min(one[1], other[1])
            ]
    yield "leader", hours


def _watched(problem: Problem, doctor: Doctor, specialty: str, day: int) -> list[Span]:
    """When an independent colleague is there; spans that touch or overlap as one."""
    found: list[Span] = []
    spans = sorted(
        span
        for other in problem.doctors
        if other is not doctor and other.role == doctor.role and other.level_in(specialty) is Level.INDEPENDENT
        for span in other.hours[day]
    )
    for start, end in spans:
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def _capacities(model: _Model) -> None:
    problem, cp = model.problem, model.cp
    units = {kit.name: kit.units for kit in problem.kits}
    for key, intervals in model.intervals.items():
        if key[0] == "kit":
            cp.add_cumulative(intervals, [1] * len(intervals), units[str(key[1])])
        elif key[0] == "bays":
            _bays(model, key[2], intervals)
        else:
            cp.add_no_overlap(intervals)
    for table in problem.tables:
        for day in range(problem.days):
            _kept_back(model, table, day)
    if problem.ward_beds is not None:
        for night in range(problem.days):
            sleeping = [
                there
                for (key, day), there in model.there.items()
                if day <= night < day + next(case.nights for case in problem.cases if case.key == key)
            ]
            cp.add(sum(sleeping) <= problem.ward_beds)
    _families(model)


def _bays(model: _Model, day: int, intervals: list[cp_model.IntervalVar]) -> None:
    """Beds that nobody watches at an hour are in use then."""
    problem, cp = model.problem, model.cp
    fixed, demands = [], []
    for bays in problem.bays:
        at = 0
        for start, end in (*bays.hours[day], (72 * 60, 72 * 60)):
            if start > at:
                fixed.append(cp.new_fixed_size_interval_var(at, start - at, ""))
                demands.append(bays.beds)
            at = end
    beds = sum(bays.beds for bays in problem.bays)
    cp.add_cumulative([*intervals, *fixed], [1] * len(intervals) + demands, beds)


def _kept_back(model: _Model, table: Table, day: int) -> None:
    slack = slack_of(model.problem)
    ends = model.ends["table", table.key, day]
    if not model.problem.z or not table.hours[day]:
        return
    closes = table.hours[day][-1][1]
    kept = sum(ceil(slack.buffer(case) * SCALE) * here for case, here, _ in ends)
    room = int((closes - slack.reserve(table.kind)) * SCALE)
    for case, here, start in ends:
        over = start * model.problem.grid + case.minutes + case.turnover
        model.cp.add(over * SCALE + kept <= room).only_enforce_if(here)


def _families(model: _Model) -> None:
    families: dict[int, list[Case]] = defaultdict(list)
    for case in model.problem.cases:
        if case.family is not None:
            families[case.family].append(case)
    for own in families.values():
        for one in own:
            for other in own:
                for day in range(model.problem.days):
                    for another in range(model.problem.days):
                        first, second = model.there.get((one.key, day)), model.there.get((other.key, another))
                        if one is not other and day != another and first is not None and second is not None:
                            model.cp.add_at_most_one(first, second)


def _spot(model: _Model, solver: cp_model.CpSolver, key: int, day: int) -> Spot:
    who = {what: which for (what, which, _), on in model.by[key, day].items() if solver.boolean_value(on)}
    return Spot(
        day=day,
        start=solver.value(model.start[key, day]) * model.problem.grid,
        table=int(who["table"]),
        leader=int(who["leader"]),
        anaesthetist=int(who["anaesthetist"]) if "anaesthetist" in who else None,
    )
