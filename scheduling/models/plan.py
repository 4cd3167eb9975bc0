"""One plan of a camp: what was asked for, how far the search has come, what it proposes, and what was taken of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from camps.models import Scoped


class PlanKind(models.TextChoices):
    WHOLE = "whole", "The whole camp"
    CHANGE = "change", "A day, after something changed"


class PlanState(models.TextChoices):
    WAITING = "waiting", "Waiting to begin"
    RUNNING = "running", "Searching"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


class Plan(Scoped):
    """A proposal; it holds nothing until it is accepted.

    `problem` and `spots` are as planning/json_form.py writes them: the camp as it was read at `read_at`, and a spot for
    each registration that is served. `zeros` are the minutes since 1970 from which each day counts. `progress` is
    [[seconds, value], ...]. `run` names who searches now: a worker that was taken for dead finds another name and
    stops. `accepted` is what an undo needs.
    """

    camp = models.ForeignKey("camps.Camp", on_delete=models.CASCADE, related_name="plans")
    kind = models.CharField(max_length=6, choices=PlanKind, default=PlanKind.WHOLE)
    state = models.CharField(max_length=7, choices=PlanState, default=PlanState.WAITING)
    settings = models.JSONField(default=dict, help_text="As the dataclass PlanSettings.")
    aim = models.CharField(max_length=40, blank=True)
    change = models.JSONField(default=dict, blank=True, help_text="What happened, of a plan after a change.")
    beside = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="alternatives")

    problem = models.JSONField(null=True, blank=True)
    zeros = models.JSONField(default=list)
    spots = models.JSONField(default=dict)
    served = models.PositiveIntegerField(default=0)
    value = models.BigIntegerField(default=0)
    bound = models.FloatField(null=True, blank=True)
    progress = models.JSONField(default=list)
    iterations = models.PositiveIntegerField(default=0)
    first_seconds = models.FloatField(null=True, blank=True)
    left_out = models.JSONField(default=list)
    violations = models.JSONField(default=list)

    stop_asked = models.BooleanField(default=False)
    run = models.CharField(max_length=32, blank=True)
    runs = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey("camps.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True, help_text="The last sign of life of the search.")
    ended_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True, help_text="When the first part of it was.")
    accepted = models.JSONField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["camp"],
                condition=Q(state__in=["waiting", "running"], kind="whole"),
                name="one_plan_at_a_time",
            )
        ]
