"""Plans of a camp, and what stands in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Any

from django.db.models import QuerySet

from camps.models import Camp
from scheduling.models import Plan, PlanKind, PlanState
from scheduling.planning.json_form import problem_from_json, solution_from_json, solution_to_json
from scheduling.planning.problem import Problem, Spot
from scheduling.planning.settings import PlanSettings
from scheduling.planning.solution import Solution, gap
from scheduling.queries.plan_faults import faults_as_dicts
from scheduling.queries.planning import instant_on

NOON = 12 * 60
ON_ITS_WAY = (PlanState.WAITING, PlanState.RUNNING)
SILENT = timedelta(seconds=15)  # a search that says nothing for so long has died with its worker
UNCLAIMED = timedelta(seconds=20)  # a plan that no worker took for so long is handed over again


@dataclass(frozen=True)
class Share:
    """How many of a class are served."""

    priority: int
    served: int
    listed: int


def plans_of(camp: Camp) -> QuerySet[Plan]:
    """The whole-camp plans, the latest first, without what is long in them."""
    long = ("problem", "left_out", "spots", "progress", "accepted")
    return Plan.objects.filter(camp=camp, kind=PlanKind.WHOLE).select_related("by").defer(*long)


def settings_of(plan: Plan) -> PlanSettings:
    return PlanSettings.from_dict(plan.settings)


def problem_of(plan: Plan) -> Problem | None:
    """The camp as it was read; None while nobody has."""
    return None if plan.problem is None else problem_from_json(plan.problem)


def solution_of(plan: Plan) -> Solution:
    """The best so far, or the end."""
    return solution_from_json({"spots": plan.spots, "bound": plan.bound})


def spots_to_json(spots: Mapping[int, Spot]) -> dict[str, object]:
    """Spots as `Plan.spots` keeps them."""
    found: dict[str, object] = solution_to_json(Solution(spots=dict(spots)))["spots"]
    return found


def dates_of(plan: Plan) -> list[date]:
    """The days of the plan as the camp had them when it was read; days more follow the last one."""
    days = len(plan.zeros) + settings_of(plan).more.days if plan.zeros else 0
    return [instant_on(plan.zeros, day, NOON).astimezone(plan.camp.zone).date() for day in range(days)]


def gap_of(plan: Plan) -> float | None:
    """At most so many per cent short of the best there can be; None until that is known."""
    return None if plan.bound is None else gap(plan.value, plan.bound)


def gap_to_read(plan: Plan) -> float | None:
    """`gap_of` for people."""
    found = gap_of(plan)
    return None if found is None else tenth_up(found)


def tenth_up(percent: float) -> float:
    """Rounded up: 0.0 is read only where no plan can be better."""
    return ceil(10 * percent) / 10


def shares(problem: Problem, spots: Mapping[int, Spot]) -> list[Share]:
    """Served of listed by class, P1 to P4; a class in which nobody is listed is left away."""
    listed = Counter(case.priority for case in problem.cases)
    served = Counter(case.priority for case in problem.cases if case.key in spots)
    return [Share(priority, served[priority], listed[priority]) for priority in (1, 2, 3, 4) if listed[priority]]


def plan_as_dict(plan: Plan) -> dict[str, Any]:
    """What `plan_camp --json` prints: served by class, worth, bound, gap in per cent, who is left out and why.

    `violations` are the plan's own, `stood_before` what people were told, or a hand pinned, against a rule.
    """
    problem = problem_of(plan)
    found = {one.priority: one for one in shares(problem, solution_of(plan).spots)} if problem else {}
    return {
        "plan": plan.pk,
        "state": plan.state,
        "trouble": plan.trouble,
        "served": {f"P{priority}": found[priority].served if priority in found else 0 for priority in (1, 2, 3, 4)},
        "listed": sum(one.listed for one in found.values()),
        "value": plan.value,
        "bound": plan.bound,
        "gap": gap_of(plan),
        "seconds_to_first": None if plan.first_seconds is None else round(plan.first_seconds, 3),
        "violations": faults_as_dicts(plan, stands=False),
        "stood_before": faults_as_dicts(plan, stands=True),
        "left_out": plan.left_out,
    }
