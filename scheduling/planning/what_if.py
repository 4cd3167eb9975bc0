"""The same camp with a little more: what a table, a surgeon, an anaesthetist, an hour or a day would be worth."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TypeVar

from scheduling.planning.problem import ANY, TABLE, Doctor, Hours, Level, Problem, Table

DAY_ENDS = 24 * 60
Named = TypeVar("Named", Table, Doctor)


@dataclass(frozen=True, slots=True, kw_only=True)
class More:
    """How many more of each. `minutes` are added to the end of every table's, bay's and doctor's day."""

    tables: int = 0
    surgeons: int = 0
    anaesthetists: int = 0
    minutes: int = 0
    days: int = 0

    def __bool__(self) -> bool:
        return any((self.tables, self.surgeons, self.anaesthetists, self.minutes, self.days))


def with_more(problem: Problem, more: More) -> Problem:
    """The problem with what `more` says. Keys of what is new are negative, so they never meet those of the camp.

    A new table is like the one that is open longest, with all equipment that a table of the camp has; a new doctor is
    there whenever any of the role is, and can do what any of them can. A new day is like the last one that is used.
    """
    changed = _longer(problem, more.minutes)
    changed = _more_days(changed, more.days)
    tables = list(changed.tables)
    own = [table for table in tables if table.kind == TABLE]
    if own:
        longest = max(own, key=lambda table: (_length(table.hours), -table.key))
        everything = frozenset(name for table in own for name in table.equipment)
        tables += _copies(replace(longest, equipment=everything), more.tables, "Extra table", since=1)
    doctors = list(changed.doctors)
    for role, many, since in (("surgeon", more.surgeons, 101), ("anaesthetist", more.anaesthetists, 201)):
        like = _like_all([doctor for doctor in changed.doctors if doctor.role == role], role, changed)
        doctors += _copies(like, many, f"Extra {role}", since=since)
    return replace(changed, tables=tuple(tables), doctors=tuple(doctors))


def _copies(like: Named, many: int, name: str, *, since: int) -> list[Named]:
    return [replace(like, key=-(since + number), name=f"{name} {number + 1}") for number in range(many)]


def _length(hours: Hours) -> int:
    return sum(end - start for day in hours for start, end in day)


def _like_all(doctors: list[Doctor], role: str, problem: Problem) -> Doctor:
    """One who is there when any table is, with the best level that anybody of the role has in each specialty."""
    best: dict[str, Level] = {}
    order = list(Level)
    for doctor in doctors:
        for name, level in doctor.skills:
            best[name] = min(level, best.get(name, level), key=order.index)
    skills = tuple(sorted(best.items())) or ((ANY, Level.INDEPENDENT),)
    hours = tuple(_whole(problem.tables, day) for day in range(problem.days))
    return Doctor(key=0, name="", role=role, skills=skills, hours=hours)


def _whole(tables: tuple[Table, ...], day: int) -> tuple[tuple[int, int], ...]:
    """From the first opening of a table that day to the last closing."""
    spans = [span for table in tables if table.kind == TABLE for span in table.hours[day]]
    return ((min(start for start, _ in spans), max(end for _, end in spans)),) if spans else ()


def _longer(problem: Problem, minutes: int) -> Problem:
    if not minutes:
        return problem

    def later(hours: Hours) -> Hours:
        return tuple((*day[:-1], (day[-1][0], day[-1][1] + minutes)) if day else day for day in hours)

    # Doctors who leave before the day ends still leave that much later: an hour more is asked of everybody.
    return replace(
        problem,
        tables=tuple(replace(table, hours=later(table.hours)) for table in problem.tables),
        doctors=tuple(replace(doctor, hours=later(doctor.hours)) for doctor in problem.doctors),
        bays=tuple(replace(bays, hours=later(bays.hours)) for bays in problem.bays),
    )


def _more_days(problem: Problem, days: int) -> Problem:
    """Days after the last; everybody who can be there on the last day can be there then too."""
    if not days:
        return problem
    used = Counter(day for table in problem.tables for day, spans in enumerate(table.hours) if spans)
    like = max(used, default=problem.days - 1)
    last = problem.days - 1

    def also(hours: Hours) -> Hours:
        return (*hours, *[hours[like]] * days) if hours else hours

    extra = tuple(range(problem.days, problem.days + days))
    return replace(
        problem,
        days=problem.days + days,
        tables=tuple(replace(table, hours=also(table.hours)) for table in problem.tables),
        doctors=tuple(replace(doctor, hours=also(doctor.hours)) for doctor in problem.doctors),
        bays=tuple(replace(bays, hours=also(bays.hours)) for bays in problem.bays),
        cases=tuple(
            replace(case, days=case.days + extra) if case.days is not None and last in case.days else case
            for case in problem.cases
        ),
    )
