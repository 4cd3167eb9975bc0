"""One filling of a camp: how far it has come, what it placed, whom it left out and why."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from camps.models import Scoped


class FillingState(models.TextChoices):
    WAITING = "waiting", "Waiting to begin"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    EMPTIED = "emptied", "Taken back"


class Filling(Scoped):
    """`placed` are appointment ids; `left_out` is [{registration, shortages: [[what, words], …]}, …]."""

    camp = models.ForeignKey("camps.Camp", on_delete=models.CASCADE, related_name="fillings")
    state = models.CharField(max_length=8, choices=FillingState, default=FillingState.WAITING)
    done = models.PositiveIntegerField(default=0)
    whole = models.PositiveIntegerField(default=0)
    placed = models.JSONField(default=list)
    left_out = models.JSONField(default=list)
    split_families = models.JSONField(default=list, help_text="Families that no single day could take whole.")
    trouble = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey("camps.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["camp"], condition=Q(state__in=["waiting", "running"]), name="one_filling_at_a_time"
            )
        ]
