"""What a plan is: a spot for each case that is served."""

from __future__ import annotations

from dataclasses import dataclass, field

from scheduling.planning.problem import Problem, Spot


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """Spots by the key of their case. `bound` is the most that any plan can be worth; None where nobody looked."""

    spots: dict[int, Spot] = field(default_factory=dict)
    bound: float | None = None


def value_of(problem: Problem, spots: dict[int, Spot]) -> int:
    """What a plan is worth: the values of those served."""
    return sum(case.value for case in problem.cases if case.key in spots)


def gap(value: float, bound: float) -> float:
    """How far a plan may be from the best there can be, in per cent of that best."""
    return 0.0 if bound <= 0 else max(0.0, 100 * (bound - value) / bound)
