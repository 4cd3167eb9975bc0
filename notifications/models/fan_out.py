"""Which changes were turned into messages. A change without a row here is still to be told."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from camps.models import Scoped


class FanOut(Scoped):
    """Found by anti-join, never by "id > cursor": ids commit out of order (design.md, 3)."""

    change = models.OneToOneField(
        "scheduling.ScheduleChange", on_delete=models.CASCADE, null=True, blank=True, related_name="fan_out"
    )
    publication = models.OneToOneField(
        "scheduling.Publication", on_delete=models.CASCADE, null=True, blank=True, related_name="fan_out"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(change__isnull=False) ^ Q(publication__isnull=False), name="fan_out_of_one_thing"
            )
        ]
