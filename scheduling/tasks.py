"""What a worker does for the schedule."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from scheduling.models import Filling
from scheduling.services.booking import Actor
from scheduling.services.clock_rules import follow_clock_rules
from scheduling.services.filling import run_filling


@shared_task(name="scheduling.fill")
def fill(filling_id: int, **_: Any) -> None:
    """Run a filling that was asked for; a second call for the same one does nothing."""
    with scopes_disabled():
        filling = Filling.objects.select_related("camp__venue", "organisation", "by").get(pk=filling_id)
    with scope(organisation=filling.organisation):
        run_filling(filling=filling, actor=Actor(user=filling.by, reason="first fit"), now=timezone.now())


@shared_task(name="scheduling.clock_rules")
def clock_rules(**_: Any) -> None:
    """See whether the rules of a zone changed with an update of tzdata; safe to run any number of times at once."""
    follow_clock_rules(now=timezone.now())
