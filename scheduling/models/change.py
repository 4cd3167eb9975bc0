"""What happened to an appointment, in order: history, audit and outbox in one (design.md, 3)."""

from __future__ import annotations

from django.db import models

from camps.models import Scoped


class ChangeKind(models.TextChoices):
    BOOKED = "booked", "Booked"
    MOVED = "moved", "Moved"
    CANCELLED = "cancelled", "Cancelled"
    VENUE_CHANGED = "venue_changed", "Venue changed"
    CLOCK_RULES = "clock_rules", "Same hour, new clock rules"
    DOCTORS_CHANGED = "doctors_changed", "Doctors changed"
    CONFIRMED = "confirmed", "Confirmed"
    UNCONFIRMED = "unconfirmed", "Confirmed no longer"
    LOST_COVER = "lost_cover", "Needs cover"
    COVERED = "covered", "Covered again"
    DONE = "done", "Done"
    NOT_DONE = "not_done", "Done no longer"
    FREED = "freed", "Over early: the rest of its time is free"
    HELD_AGAIN = "held_again", "Not over after all: its time is held again"


class Tell(models.TextChoices):
    """When the people concerned hear of it."""

    AT_ONCE = "at_once", "At once"
    ON_PUBLISH = "on_publish", "When the camp is published"
    NOBODY = "nobody", "Nobody"


class ScheduleChange(Scoped):
    """One change, written in the transaction that made it. `before` and `after` hold ISO instants and ids, no names."""

    camp = models.ForeignKey("camps.Camp", on_delete=models.CASCADE, related_name="changes")
    appointment = models.ForeignKey("scheduling.Appointment", on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=16, choices=ChangeKind)
    tell = models.CharField(max_length=10, choices=Tell)
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    actor = models.ForeignKey("camps.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    said_by = models.CharField(max_length=20, default="staff", help_text="staff, patient, doctor or system.")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["appointment", "id"], name="change_of_appointment")]


class Publication(Scoped):
    """One act of telling a whole camp: from here on the draft stands as published, and the net difference is told."""

    class Act(models.TextChoices):
        PUBLISHED = "published", "Published"
        POSTPONED = "postponed", "Postponed"
        VENUE_CHANGED = "venue_changed", "Venue changed"
        DAY_CANCELLED = "day_cancelled", "Day cancelled"
        CAMP_CANCELLED = "camp_cancelled", "Camp cancelled"

    camp = models.ForeignKey("camps.Camp", on_delete=models.CASCADE, related_name="publications")
    number = models.PositiveIntegerField()
    act = models.CharField(max_length=16, choices=Act, default=Act.PUBLISHED)
    note = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey("camps.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["camp", "number"], name="publication_number_once")]
