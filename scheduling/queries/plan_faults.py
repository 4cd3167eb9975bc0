"""What the checker said of a plan: its own faults, and apart from them what stood against a rule before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from scheduling.models import Plan
from scheduling.planning.checking import Violation, stands_already
from scheduling.planning.problem import Problem
from scheduling.queries.planning import instant_on

NOON = 12 * 60


@dataclass(frozen=True)
class Fault:
    """One sentence, and the day it is about."""

    on: date | None
    words: str


def fault_rows(problem: Problem, found: Sequence[Violation]) -> list[dict[str, Any]]:
    """As `Plan.violations` keeps them."""
    return [
        {"rule": each.rule, "words": each.words, "day": each.day, "stands": stands_already(problem, each)}
        for each in found
    ]


def faults_of(plan: Plan) -> list[Fault]:
    """What the plan itself does against a rule: a fault of ours."""
    return [_fault(plan, row) for row in plan.violations if not row.get("stands")]


def already_of(plan: Plan) -> list[Fault]:
    """What people were told, or what a hand pinned, against a rule: the plan leaves it as it stands."""
    return [_fault(plan, row) for row in plan.violations if row.get("stands")]


def faults_as_dicts(plan: Plan, *, stands: bool) -> list[dict[str, str]]:
    """The same for a command; days count from 1."""
    return [
        {
            "rule": row["rule"],
            "words": row["words"] if row.get("day") is None else f"day {row['day'] + 1}: {row['words']}",
        }
        for row in plan.violations
        if bool(row.get("stands")) is stands
    ]


def _fault(plan: Plan, row: dict[str, Any]) -> Fault:
    day, zeros = row.get("day"), plan.zeros
    if day is None or not zeros:
        return Fault(None, row["words"])
    return Fault(instant_on(zeros, day, NOON).astimezone(plan.camp.zone).date(), row["words"])
