"""A patient asks for another time for an operation; the old place is kept until the organiser answers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from camps.models import Scoped


class RequestState(models.TextChoices):
    OPEN = "open", "Waiting for an answer"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


class TimeRequest(Scoped):
    """One open request an appointment. `wanted_at` is an offered arrival time, empty means "any other"."""

    appointment = models.ForeignKey("scheduling.Appointment", on_delete=models.CASCADE, related_name="time_requests")
    wanted_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=RequestState, default=RequestState.OPEN)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey("camps.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(fields=["appointment"], condition=Q(state="open"), name="one_open_request")
        ]
