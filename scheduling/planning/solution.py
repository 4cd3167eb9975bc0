"""What a plan is: a spot for each case that is served."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import floor

from scheduling.planning.problem import Problem, Spot

ROUNDING = 1e-6  # of the solver: what is that close below a whole number is that number


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """Spots by the key of their case. `bound` is the most that any plan can be worth; None where nobody looked."""

    spots: dict[int, Spot] = field(default_factory=dict)
    bound: float | None = None


def value_of(problem: Problem, spots: dict[int, Spot]) -> int:
    """What a plan is worth: the values of those served."""
    return sum(case.value for case in problem.cases if case.key in spots)


def most(bound: float) -> int:
    """What no plan is worth more than: values are whole numbers, so it is the bound rounded down."""
    return floor(bound + ROUNDING)


def gap(value: float, bound: float) -> float:
    """How far a plan may be from the best there can be, in per cent of that best; 0 only when no plan can be better."""
    best = most(bound)
    return 0.0 if best <= 0 else max(0.0, 100 * (best - value) / best)
