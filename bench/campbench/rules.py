"""Every rule of CampBench: those of the planner's independent checker, and the time kept back as the instances say it.

The planner's checker asks for z·√Σσ² after the last case of a table. CampBench asks for the linear form, which is
never less: a reserve for each table and day and a buffer for each case. So a bound by linear programs is one for all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from scheduling.planning.checking import Violation, violations
from scheduling.planning.problem import Problem, Spot
from scheduling.planning.slack import slack_of

EXACT = 1e-6


def broken(problem: Problem, spots: Mapping[int, Spot]) -> list[Violation]:
    """Everything that is wrong with a plan."""
    return [*violations(problem, spots), *_kept_back(problem, spots)]


def _kept_back(problem: Problem, spots: Mapping[int, Spot]) -> list[Violation]:
    slack = slack_of(problem)
    cases = {case.key: case for case in problem.cases}
    on: dict[tuple[int, int], list[int]] = defaultdict(list)
    for key, spot in spots.items():
        if key in cases:
            on[spot.table, spot.day].append(key)
    found = []
    for table in problem.tables:
        for day, hours in enumerate(table.hours):
            here = on[table.key, day]
            if not here or not hours or not problem.z:
                continue
            last = max(spots[key].start + cases[key].minutes + cases[key].turnover for key in here)
            back = slack.reserve(table.kind) + sum(slack.buffer(cases[key]) for key in here)
            if last + back > hours[-1][1] + EXACT:
                words = f"{table.name} ends at {last} on day {day} and keeps back {back:.1f} min before {hours[-1][1]}"
                found.append(Violation("kept back", tuple(sorted(here)), words))
    return found
