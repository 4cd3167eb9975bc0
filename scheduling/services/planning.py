"""Plan a camp: read it, search, judge and explain what was found. Nothing is booked here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from camps.models import Camp
from scheduling.planning.checking import Violation, violations
from scheduling.planning.explain import Reason, why
from scheduling.planning.grid import Grid
from scheduling.planning.pins import put_pins, put_start
from scheduling.planning.problem import Problem
from scheduling.planning.schedule import Schedule
from scheduling.planning.solution import Solution, gap, value_of
from scheduling.planning.solve import Limits, Progress, plan
from scheduling.queries.plan_reasons import reason_lines
from scheduling.queries.planning import CampProblem, camp_problem


@dataclass(frozen=True)
class Planned:
    """What a run of the planner found for a camp, and how good it is."""

    of: CampProblem
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
        classes = Counter(case.priority for case in self.of.problem.cases if case.key in self.solution.spots)
        return {priority: classes[priority] for priority in (1, 2, 3, 4)}

    def as_dict(self) -> dict[str, object]:
        problem = self.of.problem
        numbers = {case.key: case.number for case in problem.cases}
        return {
            "served": {f"P{priority}": many for priority, many in self.served.items()},
            "listed": len(problem.cases),
            "value": self.value,
            "bound": self.solution.bound,
            "gap": round(self.gap, 2),
            "seconds_to_first": round(self.seconds_to_first, 3),
            "violations": [{"rule": each.rule, "words": each.words} for each in self.violations],
            "left_out": [
                {
                    "number": numbers[reason.case],
                    "reasons": [line.words for line in reason_lines(problem, reason)],
                    "rules": sorted({rule for line in reason_lines(problem, reason) for rule in line.rules}),
                }
                for reason in self.left_out
            ],
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

    solution = plan(of.problem, limits=limits, clock=clock, report=hear, stopped=stopped)
    return Planned(
        of=of,
        solution=solution,
        value=value_of(of.problem, solution.spots),
        seconds_to_first=first[0],
        violations=violations(of.problem, solution.spots),
        left_out=reasons(of.problem, solution),
    )


def reasons(problem: Problem, solution: Solution) -> list[Reason]:
    """Why each case that has no spot has none, by card number."""
    schedule = Schedule(Grid(problem))
    put_pins(schedule)
    put_start(schedule, solution.spots)
    jobs = sorted(schedule.grid.jobs, key=lambda job: job.case.number)
    return [why(schedule, job) for job in jobs if job.index not in schedule.held]
