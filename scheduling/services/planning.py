"""Plan one problem: search, judge and explain what was found. No row is read or written here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from scheduling.planning.checking import Violation, violations
from scheduling.planning.explain import Reason, whys
from scheduling.planning.grid import Grid
from scheduling.planning.pins import put_pins, put_start
from scheduling.planning.problem import Problem, Spot
from scheduling.planning.schedule import Schedule
from scheduling.planning.solution import Solution, value_of
from scheduling.planning.solve import Limits, Progress, plan
from scheduling.queries.plan_reasons import reason_lines


@dataclass(frozen=True)
class Planned:
    """What a run of the planner found, and how good it is."""

    problem: Problem
    solution: Solution
    value: int
    seconds_to_first: float
    violations: list[Violation]
    left_out: list[Reason]

    def left_out_as_dicts(self) -> list[dict[str, Any]]:
        """Who has no place, with the reasons in words, and who would have to make room."""
        cases = {case.key: case for case in self.problem.cases}
        found = []
        for reason in self.left_out:
            lines = reason_lines(self.problem, reason)
            line: dict[str, Any] = {
                "registration": reason.case,
                "number": cases[reason.case].number,
                "priority": cases[reason.case].priority,
                "reasons": [each.words for each in lines],
                "rules": sorted({rule for each in lines for rule in each.rules}),
                "alone": sorted({each.rules[0] for each in lines if len(each.rules) == 1}),
            }
            if reason.instead_of is not None:
                other = cases[reason.instead_of.case]
                line["instead_of"] = {"number": other.number, "priority": other.priority, "day": reason.instead_of.day}
            found.append(line)
        return found


def searched(
    problem: Problem,
    *,
    limits: Limits,
    clock: Callable[[], float],
    report: Callable[[Progress], None],
    stopped: Callable[[], bool],
    seconds_to_first: Callable[[], float],
    start: Mapping[int, Spot] | None = None,
) -> Planned:
    """Search within `limits`; `clock` gives seconds from any origin. Raises PinsContradict (planning/pins.py)."""
    solution = plan(problem, limits=limits, clock=clock, report=report, stopped=stopped, start=start)
    return Planned(
        problem=problem,
        solution=solution,
        value=value_of(problem, solution.spots),
        seconds_to_first=seconds_to_first(),
        violations=violations(problem, solution.spots),
        left_out=reasons(problem, solution),
    )


def reasons(problem: Problem, solution: Solution) -> list[Reason]:
    """Why each case that has no spot has none, by card number."""
    schedule = Schedule(Grid(problem))
    put_pins(schedule)
    put_start(schedule, solution.spots)
    jobs = sorted(schedule.grid.jobs, key=lambda job: job.case.number)
    return list(whys(schedule, (job for job in jobs if job.index not in schedule.held)))
