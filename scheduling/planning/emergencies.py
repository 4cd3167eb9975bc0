"""Emergencies always get a place: within the hours where there is one, else with the least that must stay longer."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scheduling.planning.overtime import longest
from scheduling.planning.problem import Problem, Spot
from scheduling.planning.the_day import Day


@dataclass(frozen=True, slots=True)
class Late:
    """Where emergencies that fit nowhere within the hours are put, and those whom nobody can operate on at all."""

    spots: dict[int, Spot]
    helpless: tuple[int, ...]


def late_emergencies(problem: Problem, day: int, *, since: int, gone: frozenset[int]) -> Late:
    """Put the emergencies of a day before anybody else who may still be moved, and say who does not fit.

    Raises PinsContradict as `plan` does.
    """
    spots: dict[int, Spot] = {}
    helpless: list[int] = []
    while True:
        late = _first_late(problem, day, since=since, but_for=helpless)
        if late is None:
            return Late(spots, tuple(helpless))
        spot = _beyond_the_hours(problem, day, late, since=since, gone=gone)
        if spot is None:
            helpless.append(late)
        else:
            spots[late] = spot
            problem = pinned_at(problem, {late: spot})


def pinned_at(problem: Problem, spots: dict[int, Spot]) -> Problem:
    """The problem with these cases frozen where they are put."""
    if not spots:
        return problem
    cases = tuple(replace(case, pinned=spots[case.key]) if case.key in spots else case for case in problem.cases)
    return replace(problem, cases=cases)


def _first_late(problem: Problem, day: int, *, since: int, but_for: list[int]) -> int | None:
    """The first emergency that finds no place within the hours, by its key."""
    if not any(case.priority == 1 and case.pinned is None for case in problem.cases):
        return None
    the_day = Day.of(problem, day, since=since)
    for index in the_day.in_order(the_day.targets):
        key = the_day.job(index).case.key
        if the_day.is_emergency(index) and key not in but_for and not the_day.put_near(index):
            return key
    return None


def _beyond_the_hours(problem: Problem, day: int, key: int, *, since: int, gone: frozenset[int]) -> Spot | None:
    """The earliest place if those who are there stay on; else if anybody of the camp is called in."""
    for called_in in (False, True):
        longer = longest(problem, day, since=since, gone=gone, called_in=called_in)
        the_day = Day.of(longer, day, since=since)
        own = the_day.grid.job_of[key].index
        for index in the_day.in_order(the_day.targets):
            if index == own or not the_day.is_emergency(index):
                continue
            the_day.put_near(index)
        # Its hour does not matter any more, only how late it is.
        the_day.targets[own] = the_day.targets[own]._replace(start=0)
        if the_day.put_near(own):
            return the_day.grid.spot(the_day.schedule.held[own])
    return None
