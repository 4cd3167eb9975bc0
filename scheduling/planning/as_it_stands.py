"""A day as it stands may be against a rule already: a hand overruled it, or the first fit does not know it.

Nobody is moved for that. The rules are widened by just what stands, so that a change of the day touches only those whom
it concerns; what lost its table or its team is not widened, since that is what has to be put right.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from scheduling.intervals import without
from scheduling.planning.checking import violations
from scheduling.planning.problem import Bays, Case, Problem, Spot

BY_NATURE = ("kind", "equipment", "leader", "skill", "supervision", "kit")  # who stands so stays so


def as_it_stands(problem: Problem, day: int) -> Problem:
    """The problem of a day in which everybody can stay who stands there, but for those without table or team."""
    cases = tuple(_widened(case, day) for case in problem.cases)
    problem = replace(problem, cases=cases, z=0.0)  # the time kept back is there to be used on the day
    standing = {case.key: spot for case in cases if (spot := case.pinned or case.stands) is not None}
    problem = _cleaned_late(problem, day, standing)
    problem = _more_beds(problem, day, standing)
    stuck = {
        key
        for each in violations(problem, standing)
        if each.rule in BY_NATURE
        for key in each.cases
        if standing[key].leader is not None
    }
    cases = tuple(replace(each, pinned=each.stands) if each.key in stuck else each for each in problem.cases)
    return replace(problem, cases=cases)


def _widened(case: Case, day: int) -> Case:
    """Where a patient stands, he or she may stand."""
    spot = case.stands
    if spot is None or spot.day != day:
        return case
    home = spot.start + case.minutes + case.recovery
    return replace(
        case,
        ready=True,
        days=None if case.days is None or day not in case.days else case.days,
        earliest=min(case.earliest, spot.start),
        latest_start=None if case.latest_start is None else max(case.latest_start, spot.start),
        home_by=None if case.home_by is None else max(case.home_by, home),
        elsewhere=tuple(
            tuple(without(spans, [(spot.start, spot.start + case.minutes)])) if each == day else spans
            for each, spans in enumerate(case.elsewhere)
        ),
        family=None,  # everybody keeps the day
    )


def _cleaned_late(problem: Problem, day: int, standing: dict[int, Spot]) -> Problem:
    """The cleaning after the last one may end after the table closes."""
    ends: dict[int, list[tuple[int, int]]] = {}
    for case in problem.cases:
        spot = standing.get(case.key)
        if spot is not None and spot.day == day:
            over = spot.start + case.minutes
            ends.setdefault(spot.table, []).append((over, over + case.turnover))
    tables = []
    for table in problem.tables:
        spans = table.hours[day]
        last = spans[-1][1] if spans else 0
        until = max([last, *(clean for over, clean in ends.get(table.key, []) if over <= last)])
        hours = (*spans[:-1], (spans[-1][0], until)) if spans else spans
        tables.append(replace(table, hours=(*table.hours[:day], hours, *table.hours[day + 1 :])))
    return replace(problem, tables=tuple(tables))


def _more_beds(problem: Problem, day: int, standing: dict[int, Spot]) -> Problem:
    """As many recovery and ward beds as are asked for already."""
    if problem.bays:
        resting = [
            (spot.start + case.minutes, spot.start + case.minutes + case.recovery)
            for case in problem.cases
            if (spot := standing.get(case.key)) is not None and spot.day == day and case.recovery
        ]
        edges = {start for start, _ in resting} | {end for bays in problem.bays for _, end in bays.hours[day]}
        short = max((_inside(resting, at) - _watched(problem.bays, day, at) for at in edges), default=0)
        if short > 0:
            spans = ((min(start for start, _ in resting), max(end for _, end in resting)),)
            hours = tuple(spans if each == day else () for each in range(problem.days))
            problem = replace(problem, bays=(*problem.bays, Bays(beds=short, hours=hours)))
    if problem.ward_beds is not None:
        nights = [
            night
            for case in problem.cases
            if (spot := standing.get(case.key)) is not None
            for night in range(spot.day, spot.day + case.nights)
        ]
        problem = replace(problem, ward_beds=max([problem.ward_beds, *(nights.count(night) for night in set(nights))]))
    return problem


def _inside(spans: Iterable[tuple[int, int]], at: int) -> int:
    return sum(start <= at < end for start, end in spans)


def _watched(bays: Iterable[Bays], day: int, at: int) -> int:
    return sum(each.beds for each in bays if _inside(each.hours[day], at))
