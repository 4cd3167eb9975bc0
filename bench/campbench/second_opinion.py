"""Is the bound one? Asked of solvers that have nothing to do with it.

The linear program by HiGHS instead of GLOP must come to the same value; on camps small enough that CP-SAT
proves its plan to be the best there is, that plan must not be worth more than the bound.
"""

from __future__ import annotations

from dataclasses import dataclass

from ortools.math_opt.python import mathopt

from bench.campbench.generator import made
from bench.campbench.instances import Instance, Z
from bench.campbench.peers.cpsat import solve
from bench.campbench.rules import broken
from scheduling.planning.bound import bound_of
from scheduling.planning.grid import Grid
from scheduling.planning.problem import Problem
from scheduling.planning.schedule import Schedule

WORK = 60.0  # deterministic seconds


@dataclass(frozen=True, slots=True)
class Opinion:
    """`best` is proved by CP-SAT; None where it could not prove it."""

    best: int | None
    bound: float

    @property
    def contradicts(self) -> bool:
        return self.best is not None and self.best > self.bound + 1e-6


def small_camp(seed: int) -> Problem:
    """A camp that CP-SAT solves to the end."""
    return made(patients=14, tables=2, days=2, load=1.3, seed=seed, z=Z)


def opinion(problem: Problem, *, workers: int = 2) -> Opinion:
    """The proved best of a small camp beside its bound. Raises AssertionError when CP-SAT's plan breaks a rule."""
    found = solve(problem, seconds=None, work=WORK, workers=workers)
    wrong = broken(problem, found.spots)
    assert not wrong, wrong
    return Opinion(found.value if found.proved else None, bound_of(Schedule(Grid(problem))).value)


def apart(instance: Instance) -> float:
    """How far two solvers of the linear program are from each other, in per cent."""
    pinned = Schedule(Grid(instance.problem()))
    ours = bound_of(pinned).value
    return 100 * abs(bound_of(pinned, solver=mathopt.SolverType.HIGHS).value - ours) / ours
