"""One camp planned once, and everything that is said of it."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from math import floor
from typing import Any

from bench.campbench.instances import Instance
from scheduling.planning.bound import bound_of
from scheduling.planning.checking import violations
from scheduling.planning.explain import whys
from scheduling.planning.grid import Grid
from scheduling.planning.pins import put_start
from scheduling.planning.problem import Problem, Spot
from scheduling.planning.schedule import Schedule
from scheduling.planning.simulation import simulate
from scheduling.planning.solution import gap, value_of
from scheduling.planning.solve import Limits, Progress, plan

LOOKS = (1.0, 5.0, 30.0)  # seconds at which the gap is written down
URGENT = 2  # P1 and P2
SAMPLES = 500  # of each day


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One search. `gaps` by the seconds at which one looked, in per cent of the bound."""

    instance: Instance
    z: float
    seconds: float
    first: float
    gaps: Mapping[float, float]
    spots: Mapping[int, Spot]
    value: int
    bound: float
    violations: int

    def as_dict(self) -> dict[str, Any]:
        row = {**asdict(self), "instance": self.instance.name, "served": len(self.spots), "gap": self.gap}
        del row["spots"]
        return row

    @property
    def gap(self) -> float:
        return gap(self.value, self.bound)


def run(instance: Instance, problem: Problem, *, seconds: float, seed: int = 1, workers: int = 2) -> Run:
    """Plan a camp for so many seconds of the clock on the wall, and let the checker judge it."""
    seen: list[Progress] = []
    limits = Limits(seconds=seconds, seed=seed, workers=workers)
    solution = plan(problem, limits=limits, clock=time.monotonic, report=seen.append)
    bound = solution.bound or 0.0
    return Run(
        instance=instance,
        z=problem.z,
        seconds=seconds,
        first=seen[0].seconds,
        gaps={look: gap(_best_by(seen, look), bound) for look in LOOKS if look <= seconds},
        spots=solution.spots,
        value=value_of(problem, solution.spots),
        bound=bound,
        violations=len(violations(problem, solution.spots)),
    )


def _best_by(seen: Sequence[Progress], seconds: float) -> int:
    return max((each.value for each in seen if each.seconds <= seconds), default=0)


def by_class(problem: Problem) -> Problem:
    """The same camp with a class worth ten of the one below, as the product plans."""
    cases = (replace(case, value=10 ** (4 - case.priority)) for case in problem.cases)
    return replace(problem, cases=tuple(cases))


def urgent_left_out(problem: Problem, spots: Mapping[int, Spot]) -> int:
    """P1 and P2 who have no place although a plan might have one: no plan serves more of them than the bound of a
    camp of nobody else.
    """
    urgent = tuple(replace(case, value=1) for case in problem.cases if case.priority <= URGENT)
    most = floor(bound_of(Schedule(Grid(replace(problem, cases=urgent)))).value + 1e-6)
    return max(0, most - sum(case.key in spots for case in urgent))


def overtime(problem: Problem, spots: Mapping[int, Spot]) -> float:
    """The chance that a table's day ends after closing, over all of them."""
    return simulate(problem, spots, samples=SAMPLES, seed=1).over


def explaining(problem: Problem, spots: Mapping[int, Spot]) -> float:
    """Milliseconds of CPU that it takes to say why one patient is left out, on average."""
    grid = Grid(problem)
    schedule = Schedule(grid)
    put_start(schedule, spots)
    left = [job for job in grid.jobs if job.index not in schedule.held]
    begun = time.process_time()
    explained = sum(1 for _ in whys(schedule, left))
    return 1000 * (time.process_time() - begun) / max(1, explained)
