"""Who and what an appointment holds, and the rule that nothing is held twice."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from camps.models import Scoped


class Part(models.TextChoices):
    """What the resource does in the appointment."""

    STATION = "station", "Station"
    SURGEON = "surgeon", "Surgeon"
    ANAESTHETIST = "anaesthetist", "Anaesthetist"
    EXAMINER = "examiner", "Examiner"
    KIT = "kit", "Kit"
    PATIENT = "patient", "Patient"


class Allocation(Scoped):
    """A hold `[start, end)` on one resource. PostgreSQL refuses two live holds that overlap (design.md, 1).

    Not deferrable: ON CONFLICT takes no deferrable constraint. Rows are written by
    scheduling/services/holds.py only, sorted by resource, which is what keeps races free of deadlocks.
    """

    appointment = models.ForeignKey("scheduling.Appointment", on_delete=models.CASCADE, related_name="allocations")
    resource = models.ForeignKey("camps.Resource", on_delete=models.PROTECT, related_name="allocations")
    part = models.CharField(max_length=12, choices=Part)
    period = DateTimeRangeField()
    live = models.BooleanField(default=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="no_resource_held_twice",
                expressions=[("resource", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=Q(live=True),
            ),
            models.CheckConstraint(condition=Q(period__isempty=False), name="allocation_has_length"),
        ]
