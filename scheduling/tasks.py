"""What a worker does for the schedule."""

from __future__ import annotations

import time
from typing import Any

from celery import shared_task
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from scheduling.models import Filling, Plan
from scheduling.services.booking import Actor
from scheduling.services.clock_rules import follow_clock_rules
from scheduling.services.filling import run_filling
from scheduling.services.plan_jobs import revive_plans, run_plan
from scheduling.services.timings.logs import forget_unfinished

LOOKED_AFTER_EVERY = 15  # seconds, as config/settings.py has it for beat


@shared_task(name="scheduling.fill")
def fill(filling_id: int, **_: Any) -> None:
    """Run a filling that was asked for; a second call for the same one does nothing."""
    with scopes_disabled():
        filling = Filling.objects.select_related("camp__venue", "organisation", "by").get(pk=filling_id)
    with scope(organisation=filling.organisation):
        run_filling(filling=filling, actor=Actor(user=filling.by, reason="first fit"), now=timezone.now())


@shared_task(name="scheduling.plan", time_limit=420, soft_time_limit=400)
def plan(plan_id: int, **_: Any) -> None:
    """Search a plan that was asked for; a second call for one that is searched does nothing."""
    with scopes_disabled():
        one = Plan.objects.select_related("organisation").get(pk=plan_id)
    with scope(organisation=one.organisation):
        run_plan(plan_id=plan_id, now=timezone.now, clock=time.monotonic)


@shared_task(name="scheduling.look_after_plans")
def look_after_plans(**_: Any) -> None:
    """Hand over again what a dead worker had, and what no worker took; safe to run any number of times at once."""
    with scopes_disabled():
        due = revive_plans(now=timezone.now())
    for plan_id in due:
        plan.apply_async([plan_id], expires=LOOKED_AFTER_EVERY)  # a worker that is busy for long finds no heap of them


@shared_task(name="scheduling.clock_rules")
def clock_rules(**_: Any) -> None:
    """See whether the rules of a zone changed with an update of tzdata; safe to run any number of times at once."""
    follow_clock_rules(now=timezone.now())


@shared_task(name="scheduling.forget_logs")
def forget_logs(**_: Any) -> None:
    """Forget the logs of operations that nobody took in within a week."""
    with scopes_disabled():
        forget_unfinished(now=timezone.now())
