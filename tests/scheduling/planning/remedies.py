"""Make a remedy true: the problem as it would be if what is said of it were done."""

from __future__ import annotations

from dataclasses import replace

from scheduling.planning.explain import Remedy
from scheduling.planning.openings import Rule
from scheduling.planning.problem import Bays, Case, Doctor, Hours, Level, Problem, Span


def with_remedy(problem: Problem, case: Case, remedy: Remedy) -> Problem:
    """One table more, a doctor more, a patient who comes earlier: whatever `remedy` says, and nothing else."""
    for rule in remedy.rules:
        problem = _with(problem, case, remedy, rule)
    return problem


def _with(problem: Problem, case: Case, remedy: Remedy, rule: Rule) -> Problem:
    end = remedy.start + -(-case.minutes // problem.grid) * problem.grid
    of_the_patient: dict[Rule, dict[str, object]] = {
        Rule.READY: {"ready": True},
        Rule.DAYS: {"days": None},
        Rule.ELSEWHERE: {"elsewhere": ()},
        Rule.ARRIVAL: {"earliest": remedy.start},
        Rule.FASTING: {"latest_start": remedy.start},
        Rule.LAST_BUS: {"home_by": end + case.recovery},
        Rule.FAMILY: {"family": None},
    }
    if rule in of_the_patient:
        return _changed(problem, case, **of_the_patient[rule])
    if rule is Rule.HOURS:
        return _longer(problem, remedy)
    if rule is Rule.SLACK:
        return replace(problem, z=0.0)
    return _more(problem, case, remedy, rule)


def _more(problem: Problem, case: Case, remedy: Remedy, rule: Rule) -> Problem:
    """One more of what is short."""
    if rule is Rule.ANAESTHETIST:
        return _one_more(problem, "anaesthetist", (("any", Level.INDEPENDENT),))
    if rule is Rule.LEADER:
        return _one_more(problem, case.roles[0], tuple((name, Level.INDEPENDENT) for name in sorted(case.specialties)))
    if rule is Rule.KIT:
        kits = tuple(replace(kit, units=kit.units + (kit.name in case.equipment)) for kit in problem.kits)
        return replace(problem, kits=kits)
    if rule is Rule.TABLE:
        table = next(table for table in problem.tables if table.key == remedy.table)
        new = max(table.key for table in problem.tables) + 1
        return replace(problem, tables=(*problem.tables, replace(table, key=new, name=f"{table.name} again")))
    if rule is Rule.RECOVERY:
        bed = Bays(beds=1, hours=tuple(((0, 3 * 24 * 60),) for _ in range(problem.days)))
        return replace(problem, bays=(*problem.bays, bed))
    return replace(problem, ward_beds=(problem.ward_beds or 0) + 1)


def _changed(problem: Problem, case: Case, **changes: object) -> Problem:
    return replace(
        problem,
        cases=tuple(
            replace(each, **changes) if each.key == case.key else each  # type: ignore[arg-type]  # named above
            for each in problem.cases
        ),
    )


def _one_more(problem: Problem, role: str, skills: tuple[tuple[str, Level], ...]) -> Problem:
    """A doctor who is there whenever any table is open."""
    key = max((doctor.key for doctor in problem.doctors), default=0) + 1
    hours = tuple(_span([span for table in problem.tables for span in table.hours[day]]) for day in range(problem.days))
    new = Doctor(key=key, name=f"One more {role}", role=role, skills=skills, hours=hours)
    return replace(problem, doctors=(*problem.doctors, new))


def _span(spans: list[Span]) -> tuple[Span, ...]:
    return ((min(spans)[0], max(end for _, end in spans)),) if spans else ()


def _longer(problem: Problem, remedy: Remedy) -> Problem:
    """Everybody who is there at the table's closing stays for what is missing."""
    table = next(table for table in problem.tables if table.key == remedy.table)
    closes = table.hours[remedy.day][-1][1]

    def stays(hours: Hours) -> Hours:
        own = hours[remedy.day]
        if not own:
            return hours
        longer = (*own[:-1], (own[-1][0], max(own[-1][1], closes + remedy.longer)))
        return (*hours[: remedy.day], longer, *hours[remedy.day + 1 :])

    return replace(
        problem,
        tables=tuple(replace(each, hours=stays(each.hours)) if each is table else each for each in problem.tables),
        doctors=tuple(replace(each, hours=stays(each.hours)) for each in problem.doctors),
    )
