"""An appointment: one period at one venue, for a registration's procedures."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from camps.models import Scoped
from camps.uid import new_uid


class AppointmentKind(models.TextChoices):
    OPERATION = "operation", "Operation"
    CONSULTATION = "consultation", "Consultation"


class AppointmentState(models.TextChoices):
    BOOKED = "booked", "Booked"
    CANCELLED = "cancelled", "Cancelled"
    DONE = "done", "Done"


class Appointment(Scoped):
    """What happens when. `uid` is fixed for life; `sequence` rises in the transaction of each visible change.

    The patient is asked to come at `arrive_at` (the start of the arrival window); the doctors meet him or her
    during `[starts_at, ends_at)`. A cancelled row keeps its times: calendars must be told what was cancelled.
    """

    camp = models.ForeignKey("camps.Camp", on_delete=models.CASCADE, related_name="appointments")
    venue = models.ForeignKey("camps.Venue", on_delete=models.PROTECT, related_name="+")
    registration = models.ForeignKey(
        "camps.Registration", on_delete=models.PROTECT, null=True, blank=True, related_name="appointments"
    )
    procedures = models.ManyToManyField("camps.Procedure", related_name="+")
    kind = models.CharField(max_length=12, choices=AppointmentKind)
    station = models.ForeignKey("camps.Station", on_delete=models.PROTECT, related_name="appointments")
    slot = models.ForeignKey(
        "scheduling.QueueSlot", on_delete=models.PROTECT, null=True, blank=True, related_name="appointments"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    arrive_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=AppointmentState, default=AppointmentState.BOOKED)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    needs_cover = models.CharField(
        max_length=200, blank=True, help_text="Why it lost a resource; it stands until a person decides."
    )
    pinned = models.BooleanField(default=False, help_text="Set by hand: the planner leaves it where it is.")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=200, blank=True)
    uid = models.CharField(max_length=255, unique=True, default=new_uid, editable=False)
    sequence = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(
        default=timezone.now, help_text="Last visible change: LAST-MODIFIED of its events."
    )

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="appointment_has_length"),
            models.UniqueConstraint(
                fields=["registration"], condition=Q(state="booked"), name="appointment_once_a_registration"
            ),
        ]
        indexes = [
            models.Index(fields=["camp", "starts_at"], name="appointment_of_camp"),
            models.Index(fields=["slot"], condition=Q(state="booked"), name="appointment_of_slot"),
        ]

    @property
    def is_live(self) -> bool:
        return self.state != AppointmentState.CANCELLED
