"""When to ask each patient to come: three ways, so that one can be held against the others.

Earlier than the planned start means waiting, later means a table that stands still. Nobody is asked to come before the
table is open and the team is there, nor before he or she can be there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from math import sqrt

from scheduling.planning.problem import Case, Hours, Problem, Spot

HEDGE = 0.5  # k of k·√Σσ²: waits 20 min, idles 13, against 187 and 0 when all come at opening (planner's facts, §3)
MARK = 5  # people are told whole five minutes


def arrivals(problem: Problem, spots: Mapping[int, Spot], *, hedge: float = HEDGE) -> dict[int, int]:
    """Minutes of the day: before the planned start by `hedge` standard deviations of what the table does before."""
    told = {}
    for case, spot, earliest, before in _in_turn(problem, spots):
        early = hedge * sqrt(sum(other.sd**2 for other, _ in before))
        told[case.key] = max(min(earliest, spot.start), int((spot.start - early) // MARK * MARK))
    return told


def at_opening(problem: Problem, spots: Mapping[int, Spot]) -> dict[int, int]:
    """All when the table opens: no table ever stands still, and people wait for hours."""
    opens = {
        (table.key, day): spans[0][0] for table in problem.tables for day, spans in enumerate(table.hours) if spans
    }
    return {
        case.key: min(spot.start, max(case.earliest, opens.get((spot.table, spot.day), spot.start)))
        for case, spot, _, _ in _in_turn(problem, spots)
    }


def bailey_welch(problem: Problem, spots: Mapping[int, Spot]) -> dict[int, int]:
    """Two when the table opens, each other one when the one before is planned (Bailey & Welch, Lancet 1952)."""
    told = {}
    for case, spot, earliest, before in _in_turn(problem, spots):
        wanted = before[-1][1].start if len(before) > 1 else earliest
        told[case.key] = min(spot.start, max(earliest, wanted))
    return told


def hours_of(problem: Problem) -> dict[int, Hours]:
    """The hours of each table and doctor, by key."""
    return {table.key: table.hours for table in problem.tables} | {each.key: each.hours for each in problem.doctors}


def _in_turn(
    problem: Problem, spots: Mapping[int, Spot]
) -> list[tuple[Case, Spot, int, tuple[tuple[Case, Spot], ...]]]:
    """Each case with the earliest minute at which it could begin, and those before it at its table."""
    cases = {case.key: case for case in problem.cases}
    hours = hours_of(problem)
    before: dict[tuple[int, int], tuple[tuple[Case, Spot], ...]] = defaultdict(tuple)
    found = []
    for key, spot in sorted(spots.items(), key=lambda pair: (pair[1].day, pair[1].start, pair[0])):
        holders = [key for key in (spot.table, spot.leader, spot.anaesthetist) if key is not None]
        opens = [_since(hours[holder], spot) for holder in holders if holder in hours]
        at = spot.table, spot.day
        found.append((cases[key], spot, max([cases[key].earliest, *opens]), before[at]))
        before[at] = (*before[at], (cases[key], spot))
    return found


def _since(hours: Hours, spot: Spot) -> int:
    """The begin of the span in which a spot lies; the spot's own where a hand has put it outside."""
    spans = hours[spot.day] if spot.day < len(hours) else ()
    return next((start for start, end in spans if start <= spot.start < end), spot.start)
