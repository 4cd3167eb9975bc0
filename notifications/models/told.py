"""What each recipient was last told of each appointment or shift. Publishing tells only the difference to this."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from camps.models import Scoped

SAID = ("cancelled", "starts_at", "ends_at", "wall", "station_id", "venue_id")


class Told(Scoped):
    """`revision` rises only when what this recipient is told changes: time, place, cancelled (design.md, 4).

    `recipient` is `contact:<id>`, `patient:<id>` (nobody to reach: the lists on paper), `doctor:<id>`, or `camp:<id>`:
    what the station and camp feeds show; `station:<id>` holds tombstones of what left that station for another. Feeds
    are made of these rows, so a draft never leaks into a calendar.
    """

    appointment = models.ForeignKey(
        "scheduling.Appointment", on_delete=models.CASCADE, null=True, blank=True, related_name="told"
    )
    shift = models.ForeignKey("camps.Shift", on_delete=models.CASCADE, null=True, blank=True, related_name="told")
    recipient = models.CharField(max_length=40)
    revision = models.PositiveIntegerField(default=1)
    cancelled = models.BooleanField(default=False)
    sequence = models.PositiveIntegerField(default=0, help_text="SEQUENCE of what was told.")
    starts_at = models.DateTimeField(help_text="For a patient the arrival time.")
    ends_at = models.DateTimeField()
    wall = models.CharField(
        max_length=16, blank=True, db_default="", help_text="What the venue's clock shows at the start, as it was told."
    )
    station = models.ForeignKey("camps.Station", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    venue = models.ForeignKey("camps.Venue", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    change_seq = models.BigIntegerField(
        db_default=0, help_text="Rises over the whole house with each change told: what came after n (RFC 6578)."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["appointment", "recipient"],
                condition=Q(appointment__isnull=False),
                name="told_once_an_appointment",
            ),
            models.UniqueConstraint(
                fields=["shift", "recipient"], condition=Q(shift__isnull=False), name="told_once_a_shift"
            ),
            models.CheckConstraint(
                condition=Q(appointment__isnull=False) ^ Q(shift__isnull=False), name="told_of_one_thing"
            ),
        ]
        # A feed asks for the newest row of its recipient, and for all of them.
        indexes = [models.Index(fields=["recipient", "at"], name="told_of_recipient")]

    def says_the_same(self, other: Told) -> bool:
        """Whether two recipients know the same time and place."""
        return all(getattr(self, name) == getattr(other, name) for name in SAID)

    def say_as(self, other: Told) -> None:
        """Take over the time and place that another recipient was told; not yet saved."""
        for name in SAID:
            setattr(self, name, getattr(other, name))
