"""Arrival windows: how many people are asked to come to a station in which hour."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from camps.models import Scoped


class QueueSlot(Scoped):
    """An arrival window `[starts_at, ends_at)` of a station, for at most `capacity` live appointments."""

    camp = models.ForeignKey("camps.Camp", on_delete=models.CASCADE, related_name="slots")
    station = models.ForeignKey("camps.Station", on_delete=models.CASCADE, related_name="slots")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    capacity = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["starts_at", "station_id"]
        constraints = [
            models.UniqueConstraint(fields=["station", "starts_at"], name="slot_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="slot_has_length"),
        ]
