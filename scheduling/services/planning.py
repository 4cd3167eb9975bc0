"""Plan a camp: read it, search, judge and explain what was found. Nothing is booked here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from camps.models import Camp
from scheduling.planning.checking import Violation, violations
from scheduling.planning.explain import Reason, why
from scheduling.planning.grid import Grid
from scheduling.planning.pins import put_pins, put_start
from scheduling.planning.problem import Problem, Spot
from scheduling.planning.schedule import Schedule
from scheduling.planning.solution import Solution, gap, value_of
from scheduling.planning.solve import Limits, Progress, plan
from scheduling.queries.plan_reasons import reason_lines
from scheduling.queries.planning import CampProblem, camp_problem
from scheduling.queries.plans import shares


@dataclass(frozen=True)
class Planned:
    """What a run of the planner found for a camp, and how good it is. `problem` is the camp with what was added."""

    of: CampProblem
    problem: Problem
    solution: Solution
    value: int
    seconds_to_first: float
    violations: list[Violation]
    left_out: list[Reason]

    @property
    def gap(self) -> float:
        return gap(self.value, self.solution.bound or 0.0)

    @property
    def served(self) -> dict[int, int]:
        """How many by class, P1 to P4."""
        found = {share.priority: share.served for share in shares(self.problem, self.solution.spots)}
        return {priority: found.get(priority, 0) for priority in (1, 2, 3, 4)}

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

    def as_dict(self) -> dict[str, Any]:
        """What `plan_camp --json` prints."""
        return {
            "served": {f"P{priority}": many for priority, many in self.served.items()},
            "listed": len(self.problem.cases),
            "value": self.value,
            "bound": self.solution.bound,
            "gap": round(self.gap, 2),
            "seconds_to_first": round(self.seconds_to_first, 3),
            "violations": [{"rule": each.rule, "words": each.words} for each in self.violations],
            "left_out": self.left_out_as_dicts(),
        }


def plan_camp(
    *,
    camp: Camp,
    limits: Limits,
    now: datetime,
    clock: Callable[[], float],
    z: float = 1.0,
    report: Callable[[Progress], None] | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> Planned:
    """Search within `limits`; `clock` gives seconds from any origin. Raises PinsContradict (planning/pins.py)."""
    of = camp_problem(camp, now=now, z=z)
    first: list[float] = []

    def hear(progress: Progress) -> None:
        first.append(progress.seconds)
        if report is not None:
            report(progress)

    return searched(
        of,
        of.problem,
        limits=limits,
        clock=clock,
        report=hear,
        stopped=stopped,
        seconds_to_first=lambda: first[0],
    )


def searched(
    of: CampProblem,
    problem: Problem,
    *,
    limits: Limits,
    clock: Callable[[], float],
    report: Callable[[Progress], None],
    stopped: Callable[[], bool],
    seconds_to_first: Callable[[], float],
    start: Mapping[int, Spot] | None = None,
) -> Planned:
    """Search, judge and explain one problem; it reads no row, so it may run in a thread."""
    solution = plan(problem, limits=limits, clock=clock, report=report, stopped=stopped, start=start)
    return Planned(
        of=of,
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
    return [why(schedule, job) for job in jobs if job.index not in schedule.held]
