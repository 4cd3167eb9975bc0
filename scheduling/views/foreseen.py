"""What is foreseen, a plan or what stands: which one, whether it still holds, and its minutes as instants."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.shortcuts import get_object_or_404

from camps.models import Camp
from scheduling.models import Plan
from scheduling.queries.planning import instant_on, zeros_of
from scheduling.queries.plans import ON_ITS_WAY

NOON = 12 * 60


def plan_of(camp: Camp, pk: int) -> Plan:
    return get_object_or_404(Plan.objects.select_related("camp__venue"), camp=camp, pk=pk)


def how_plan_stands(camp: Camp, plan: Plan | None) -> dict[str, bool]:
    """Is it still made, and is the camp now on other days, or elsewhere?"""
    return {
        "on_its_way": plan is not None and plan.state in ON_ITS_WAY,
        "was_moved": plan is not None and bool(plan.zeros) and plan.zeros != list(zeros_of(camp)),
    }


class Clock:
    """Minutes of a day as instants, by the days that were planned."""

    def __init__(self, camp: Camp, zeros: Sequence[int]) -> None:
        self.zone = camp.zone
        self.zeros = zeros

    def on(self, day: int) -> date:
        return self(day, NOON).astimezone(self.zone).date()

    def __call__(self, day: int, minute: float) -> datetime:
        return instant_on(self.zeros, day, round(minute))
