"""What happens on a day, as data: each turns the problem as it stood into the one that has to be planned again.

Times are minutes of the day, as everywhere in the problem. What has begun must be pinned and the past closed already.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, ClassVar, get_type_hints

from scheduling.intervals import without
from scheduling.planning.problem import Case, Hours, Problem, Spot
from scheduling.planning.the_day import EMERGENCY


@dataclass(frozen=True, slots=True)
class Nothing:
    """No news: the day is only brought in line with what was entered elsewhere."""

    what: ClassVar[str] = "nothing"
    day: int

    def applied(self, problem: Problem) -> Problem:
        return problem

    def gone(self, problem: Problem) -> frozenset[int]:
        return frozenset()


@dataclass(frozen=True, slots=True)
class TableAway:
    """A table can't be used from `start` to `end`: it opens late, breaks down, or is closed."""

    what: ClassVar[str] = "table"
    day: int
    table: int
    start: int
    end: int

    def applied(self, problem: Problem) -> Problem:
        tables = (_away(each, self) if each.key == self.table else each for each in problem.tables)
        return replace(problem, tables=tuple(tables))

    def gone(self, problem: Problem) -> frozenset[int]:
        """The table, when it does not come back before it closes: then nobody can stay longer at it."""
        return _until_the_end(self.table, next(each.hours for each in problem.tables if each.key == self.table), self)


@dataclass(frozen=True, slots=True)
class PowerCut:
    """Several tables can't be used from `start` to `end`: the power is cut, or the oxygen, or the roof leaks."""

    what: ClassVar[str] = "power"
    day: int
    tables: tuple[int, ...]
    start: int
    end: int

    def each(self) -> list[TableAway]:
        """The same, table by table."""
        return [TableAway(self.day, table, self.start, self.end) for table in self.tables]

    def applied(self, problem: Problem) -> Problem:
        for one in self.each():
            problem = one.applied(problem)
        return problem

    def gone(self, problem: Problem) -> frozenset[int]:
        """The tables that do not come back before they close."""
        return frozenset(key for one in self.each() for key in one.gone(problem))


@dataclass(frozen=True, slots=True)
class RunningLate:
    """A table is `minutes` late: whoever should begin there at `start` or after does so that much later.

    Nobody waits less because of a gap in between; that would be an operation that takes longer (RunsOver).
    """

    what: ClassVar[str] = "late"
    day: int
    table: int
    start: int
    minutes: int

    def applied(self, problem: Problem) -> Problem:
        return replace(problem, cases=tuple(self._later(case) for case in problem.cases))

    def _later(self, case: Case) -> Case:
        spot = case.stands
        if spot is None or case.pinned is not None or not self.concerns(spot):
            return case
        return replace(case, earliest=max(case.earliest, spot.start + self.minutes))

    def concerns(self, spot: Spot) -> bool:
        """Does somebody who stands there wait for it?"""
        return (spot.day, spot.table) == (self.day, self.table) and spot.start >= self.start

    def gone(self, problem: Problem) -> frozenset[int]:
        return frozenset()


@dataclass(frozen=True, slots=True)
class DoctorAway:
    """A doctor is not there from `start` to `end`: late, ill, called away."""

    what: ClassVar[str] = "doctor"
    day: int
    doctor: int
    start: int
    end: int

    def applied(self, problem: Problem) -> Problem:
        doctors = (_away(each, self) if each.key == self.doctor else each for each in problem.doctors)
        return replace(problem, doctors=tuple(doctors))

    def gone(self, problem: Problem) -> frozenset[int]:
        """The doctor, when he or she does not come back."""
        return _until_the_end(
            self.doctor, next(each.hours for each in problem.doctors if each.key == self.doctor), self
        )


@dataclass(frozen=True, slots=True)
class NoShow:
    """A patient did not come: the place is free."""

    what: ClassVar[str] = "no_show"
    day: int
    case: int

    def applied(self, problem: Problem) -> Problem:
        return replace(problem, cases=tuple(each for each in problem.cases if each.key != self.case))

    def gone(self, problem: Problem) -> frozenset[int]:
        return frozenset()


@dataclass(frozen=True, slots=True)
class PatientLate:
    """A patient is not there before `start`."""

    what: ClassVar[str] = "patient_late"
    day: int
    case: int
    start: int

    def applied(self, problem: Problem) -> Problem:
        return _with_case(problem, self.case, lambda case: replace(case, earliest=max(case.earliest, self.start)))

    def gone(self, problem: Problem) -> frozenset[int]:
        return frozenset()


@dataclass(frozen=True, slots=True)
class RunsOver:
    """An operation takes `minutes` longer than its place; what has begun stays, and ends later."""

    what: ClassVar[str] = "runs_over"
    day: int
    case: int
    minutes: int

    def applied(self, problem: Problem) -> Problem:
        return _with_case(problem, self.case, lambda case: replace(case, minutes=case.minutes + self.minutes))

    def gone(self, problem: Problem) -> frozenset[int]:
        return frozenset()


@dataclass(frozen=True, slots=True)
class Emergency:
    """Somebody without a place must be operated on that day, before all others; fasting and the way home don't matter.

    `value` is what an emergency is worth.
    """

    what: ClassVar[str] = "emergency"
    day: int
    case: int
    value: int

    def applied(self, problem: Problem) -> Problem:
        return _with_case(problem, self.case, self._urgent)

    def _urgent(self, case: Case) -> Case:
        return replace(
            case,
            priority=EMERGENCY,
            value=max(case.value, self.value),
            days=None,
            earliest=0,
            latest_start=None,
            home_by=None,
            family=None,
        )

    def gone(self, problem: Problem) -> frozenset[int]:
        return frozenset()


@dataclass(frozen=True, slots=True)
class First:
    """A patient should go before another one, or (`before` is 0) as early as possible. See swap.py."""

    what: ClassVar[str] = "first"
    day: int
    case: int
    before: int

    def applied(self, problem: Problem) -> Problem:
        return problem

    def gone(self, problem: Problem) -> frozenset[int]:
        return frozenset()


Away = TableAway | PowerCut | DoctorAway
Change = Nothing | Away | RunningLate | NoShow | PatientLate | RunsOver | Emergency | First
KINDS: dict[str, type[Change]] = {
    kind.what: kind
    for kind in (
        *(Nothing, TableAway, PowerCut, DoctorAway, RunningLate),
        *(NoShow, PatientLate, RunsOver, Emergency, First),
    )
}


def change_to_json(change: Change) -> dict[str, Any]:
    """A change as what `json.dumps` takes."""
    return {"what": change.what, **asdict(change)}


def change_from_json(data: Mapping[str, Any]) -> Change:
    """The change that `change_to_json` wrote. Raises ValueError naming the field, the value and what is wanted."""
    kind = KINDS.get(str(data.get("what")))
    if kind is None:
        raise ValueError(f"what: {data.get('what')!r} is not known; give one of {', '.join(KINDS)}")
    names, types = [field.name for field in fields(kind)], get_type_hints(kind)
    given: dict[str, Any] = {}
    for name in names:
        value, several = data.get(name), types[name] is not int
        each = value if several and isinstance(value, list | tuple) else [value]
        if not each or any(type(one) is not int for one in each):
            raise ValueError(f"{name}: {value!r} is no whole number; give {', '.join(names)}")
        given[name] = tuple(each) if several else value
    return kind(**given)


def from_now_on(change: Change, since: int) -> Change:
    """What is away from the beginning of the day, since nobody said from when, is away from the minute it is now."""
    if isinstance(change, Away) and change.start == 0:
        return replace(change, start=since)
    return change


def kept_waiting(cases: Collection[Case], change: Change) -> frozenset[int]:
    """Who can't have begun, whatever the clock says: table, team or the patient was away at the hour, or not free."""
    standing = [(case, case.stands) for case in cases if case.stands is not None and case.stands.day == change.day]
    if isinstance(change, RunningLate):
        return frozenset(case.key for case, spot in standing if change.concerns(spot))
    if isinstance(change, Away):
        return frozenset(
            case.key for case, spot in standing if change.start <= spot.start < change.end and _needs(spot, change)
        )
    if isinstance(change, PatientLate):
        return frozenset(case.key for case, spot in standing if case.key == change.case and spot.start < change.start)
    if isinstance(change, RunsOver):
        lying = next(((case, spot) for case, spot in standing if case.key == change.case), None)
        return frozenset() if lying is None else frozenset(_behind(*lying, change.minutes, standing))
    return frozenset()


def _behind(case: Case, own: Spot, longer: int, standing: Iterable[tuple[Case, Spot]]) -> Iterator[int]:
    """Who should begin on the table or with the team of a case while it runs over."""
    planned, over = own.start + case.minutes, own.start + case.minutes + longer
    team = {own.leader, own.anaesthetist} - {None}
    for other, spot in standing:
        cleaned = over + case.turnover if spot.table == own.table else 0
        with_team = over if team & {spot.leader, spot.anaesthetist} else 0
        if other.key != case.key and planned <= spot.start < max(cleaned, with_team):
            yield other.key


def still_longer(cases: Iterable[Case], longer: Mapping[int, int]) -> tuple[Case, ...]:
    """Operations that take as many minutes as was said before, by case; but each is over when table or team goes on."""
    cases = tuple(cases)
    return tuple(
        replace(case, minutes=max(case.minutes, min(longer[case.key], _until_the_next(case, cases))))
        if case.key in longer and case.stands is not None
        else case
        for case in cases
    )


def _until_the_next(case: Case, cases: Iterable[Case]) -> int:
    """Minutes from the start of a case to the next that needs its table or somebody of its team."""
    own = case.stands
    assert own is not None, "only who has a place has somebody behind"
    team = {own.leader, own.anaesthetist} - {None}
    free = [24 * 60]
    for other in cases:
        spot = other.stands
        if other.key == case.key or spot is None or spot.day != own.day or spot.start < own.start + case.minutes:
            continue
        if spot.table == own.table:
            free.append(spot.start - case.turnover - own.start)
        if team & {spot.leader, spot.anaesthetist}:
            free.append(spot.start - own.start)
    return min(free)


def under_way(problem: Problem, change: Change, *, since: int) -> list[int]:
    """Who has begun by the clock and is not over, on the table or with the doctor that is away now: nobody moves them,
    and a person must see to them.
    """
    if not isinstance(change, Away):
        return []
    return [
        case.key
        for case in problem.cases
        if (spot := case.pinned) is not None
        and spot.day == change.day
        and spot.start <= since
        and max(since, change.start) < min(spot.start + case.minutes, change.end)
        and _needs(spot, change)
    ]


def _needs(spot: Spot, change: Away) -> bool:
    if isinstance(change, TableAway):
        return spot.table == change.table
    if isinstance(change, PowerCut):
        return spot.table in change.tables
    return change.doctor in (spot.leader, spot.anaesthetist)


def _with_case(problem: Problem, key: int, changed: Any) -> Problem:
    return replace(problem, cases=tuple(changed(each) if each.key == key else each for each in problem.cases))


def _away(own: Any, change: TableAway | DoctorAway) -> Any:
    hours: Hours = own.hours
    left = tuple(without(hours[change.day], [(change.start, change.end)]))
    return replace(own, hours=(*hours[: change.day], left, *hours[change.day + 1 :]))


def _until_the_end(key: int, hours: Hours, change: TableAway | DoctorAway) -> frozenset[int]:
    spans = hours[change.day]
    return frozenset({key}) if not spans or change.end >= spans[-1][1] else frozenset()
