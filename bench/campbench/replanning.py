"""The thirty days planned again: how fast, and how many people are moved far, against a plan from scratch."""

from __future__ import annotations

import statistics
import time
from dataclasses import asdict, dataclass, replace
from random import Random

from bench.campbench.day_of import SEEDS, Scenario, happened, stood
from scheduling.planning.checking import violations
from scheduling.planning.grid import Grid
from scheduling.planning.pins import put_start
from scheduling.planning.problem import Problem, Spot
from scheduling.planning.proposal import FAR, Aim
from scheduling.planning.replan import replan
from scheduling.planning.schedule import Schedule
from scheduling.planning.shift_right import shift_right
from scheduling.planning.solve import Limits, plan
from scheduling.planning.swap import changes_places

SCRATCH = 400  # steps of the plan from scratch
SWAPS = 200  # pairs of a day that are asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Replanned:
    """Seconds until the first answer and until three proposals stood; people moved by more than 30 minutes in the
    calmest of them, and in a plan from scratch; how many of those who stood have no place in either.
    """

    scenario: str
    first: float
    good: float
    moved: int
    from_scratch: int
    dropped: int
    dropped_from_scratch: int
    violations: int

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def replanned(scenario: Scenario) -> Replanned:
    """One day, at once and well."""
    problem, now = happened(scenario)
    begun = time.monotonic()
    shift_right(problem, 0, since=now)
    first = time.monotonic() - begun
    proposals = [replan(problem, 0, aim=aim, since=now) for aim in Aim]
    good = time.monotonic() - begun
    calmest = min(proposals, key=lambda proposal: (len(proposal.dropped), proposal.moved_far))
    scratch = _from_scratch(problem)
    return Replanned(
        scenario=scenario.name,
        first=first,
        good=good,
        moved=calmest.moved_far,
        from_scratch=_moved_far(problem, scratch),
        dropped=len(calmest.dropped),
        dropped_from_scratch=sum(case.stands is not None and case.key not in scratch for case in problem.cases),
        violations=sum(len(violations(problem, proposal.spots)) for proposal in proposals),
    )


def _from_scratch(problem: Problem) -> dict[int, Spot]:
    """The day as if nobody had been told an hour; the same people."""
    people = tuple(
        replace(case, stands=None) for case in problem.cases if case.stands is not None or case.priority == 1
    )
    limits = Limits(iterations=SCRATCH, seed=1)
    return plan(replace(problem, cases=people), limits=limits, clock=lambda: 0.0).spots


def _moved_far(problem: Problem, spots: dict[int, Spot]) -> int:
    return sum(
        case.key in spots and case.stands is not None and abs(spots[case.key].start - case.stands.start) > FAR
        for case in problem.cases
    )


def swap_check() -> tuple[float, float]:
    """Milliseconds (median) until it is known whether two people of a day may change places with nobody else moved, and
    of how many pairs in a hundred they may.
    """
    took = []
    possible = 0
    for seed in SEEDS:
        problem = stood(seed)
        grid = Grid(problem)
        schedule = Schedule(grid)
        put_start(schedule, {case.key: case.stands for case in problem.cases if case.stands is not None})
        random = Random(seed)
        placed = sorted(schedule.held)
        for _ in range(SWAPS):
            one, other = (grid.jobs[index] for index in random.sample(placed, 2))
            begun = time.perf_counter()
            possible += changes_places(schedule, one, other) is not None
            took.append(1000 * (time.perf_counter() - begun))
    return statistics.median(took), 100 * possible / len(took)
