"""Time kept back on each table for operations that run over.

The wish is Σμ + z·√Σσ² ≤ C for each table and day. Since √V ≤ V/(2√V₀) + √V₀/2 for any V₀ > 0, keeping back
z·σ²/(2√V₀) for each case and z·√V₀/2 for each table-day is enough, and it is linear: the same rows hold in the
bound, in the search and in the check. V₀ is the variance of a full day, where both sides touch.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

from scheduling.planning.problem import Case, Problem, Span


@dataclass(frozen=True, slots=True)
class Slack:
    """Minutes kept back: `reserve` a table-day and `buffer` a case, both by the kind of table."""

    z: float
    variance: Mapping[str, float]  # V₀, in minutes squared

    def reserve(self, kind: str) -> float:
        return self.z * sqrt(self.variance.get(kind, 0.0)) / 2

    def buffer(self, case: Case) -> float:
        full = self.variance.get(case.kind, 0.0)
        return self.z * case.sd**2 / (2 * sqrt(full)) if full else 0.0


def slack_of(problem: Problem) -> Slack:
    """The slack of a problem: V₀ from its own cases, as if one average day were full of them."""
    minutes: dict[str, float] = defaultdict(float)
    variance: dict[str, float] = defaultdict(float)
    for case in problem.cases:
        minutes[case.kind] += case.minutes + case.turnover
        variance[case.kind] += case.sd**2
    lengths: dict[str, list[int]] = defaultdict(list)
    for table in problem.tables:
        lengths[table.kind] += [total(hours) for hours in table.hours if hours]
    return Slack(
        problem.z,
        {
            kind: variance[kind] / minutes[kind] * sum(days) / len(days)
            for kind, days in lengths.items()
            if minutes[kind] and days
        },
    )


def total(spans: tuple[Span, ...]) -> int:
    """Minutes of disjoint spans."""
    return sum(end - start for start, end in spans)
