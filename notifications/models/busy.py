"""A doctor's own calendar, read from a private address: only when he or she is busy is kept."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from camps.models import Scoped


class BusyCalendar(Scoped):
    """A private ICS address. `sealed` is the address under our own key: who reads the table can't read the calendar."""

    doctor = models.ForeignKey("camps.Doctor", on_delete=models.CASCADE, related_name="busy_calendars")
    name = models.CharField(max_length=60)
    sealed = models.BinaryField()
    shown = models.CharField(max_length=120, help_text="Its host, to tell one from another.")
    added_by = models.ForeignKey("camps.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    next_at = models.DateTimeField(help_text="When it is asked again.")
    fetched_at = models.DateTimeField(null=True, blank=True, help_text="When it was last read whole.")
    etag = models.CharField(max_length=200, blank=True)
    last_modified = models.CharField(max_length=60, blank=True)
    fault = models.CharField(max_length=200, blank=True, help_text="Why it could not be read, in words.")
    faults = models.PositiveIntegerField(default=0, help_text="In a row.")

    class Meta:
        ordering = ["created_at"]
        indexes = [models.Index(fields=["next_at"], name="busy_calendar_next")]


class BusyTime(Scoped):
    """`[starts_at, ends_at)` in UTC. No title, place or people: they are nobody's business here."""

    calendar = models.ForeignKey(BusyCalendar, on_delete=models.CASCADE, related_name="times")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    all_day = models.BooleanField(default=False)

    class Meta:
        ordering = ["starts_at"]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="busy_time_has_length")]
        indexes = [models.Index(fields=["calendar", "starts_at"], name="busy_time_of_calendar")]
