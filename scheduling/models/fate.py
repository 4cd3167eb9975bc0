"""What became of everybody on a day, and the closing of the day itself."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from camps.models import Scoped


class FateKind(models.TextChoices):
    """How a registration's day ended. None of them means "still open": that is who has no row."""

    DONE = "done", "Done"
    SEEN = "seen", "Examined, no operation"
    MOVED = "moved", "Moved to a later day"
    NOT_COME = "not_come", "Did not come"
    LEFT = "left", "Left before the end"
    DEFERRED = "deferred", "Deferred"
    REFERRED = "referred", "Referred"


class ReasonKind(models.TextChoices):
    """Why a place came to nothing: what people say who did not come, and what the day itself lacked."""

    NOT_KNOWN = "not_known", "Not known yet"
    TRANSPORT = "transport", "Transport money"
    ELSEWHERE = "elsewhere", "Done elsewhere"
    FEAR = "fear", "Fear"
    FAMILY = "family", "Family"
    UNFIT = "unfit", "Ill or not fit"
    NO_TIME = "no_time", "No theatre time"
    NO_MEANS = "no_means", "No blood, kit or power"
    OTHER = "other", "Another reason"


# These went as was meant; all others say why not.
AS_MEANT = (FateKind.DONE, FateKind.SEEN)


class Fate(Scoped):
    """A registration's end of a day: one live row. What was taken back keeps its row and `undone_at`.

    `appointment` is the place the person had on that day. What a fate leads to is done when the day is closed; only
    who is moved has the new place at once, so that nobody else takes it meanwhile.
    """

    camp = models.ForeignKey("camps.Camp", on_delete=models.CASCADE, related_name="fates")
    registration = models.ForeignKey("camps.Registration", on_delete=models.PROTECT, related_name="fates")
    appointment = models.ForeignKey(
        "scheduling.Appointment", on_delete=models.SET_NULL, null=True, blank=True, related_name="fates"
    )
    day = models.DateField()
    fate = models.CharField(max_length=8, choices=FateKind)
    reason_kind = models.CharField(max_length=9, choices=ReasonKind, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    until = models.DateField(null=True, blank=True, help_text="Deferred: the first day to look at them again.")
    by = models.ForeignKey("camps.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey("camps.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["registration", "day"], condition=Q(undone_at=None), name="one_fate_a_day"),
            models.CheckConstraint(
                condition=Q(fate__in=["done", "seen"]) | ~Q(reason_kind=""), name="fate_says_why_not"
            ),
            models.CheckConstraint(condition=~Q(fate="deferred") | Q(until__isnull=False), name="deferred_until_a_day"),
        ]
        indexes = [models.Index(fields=["camp", "day"], name="fate_of_day")]


class DayClosing(Scoped):
    """A day that is over for the camp: everybody has a fate and it was carried out. Opened again, it may be closed
    once more, with a row of its own."""

    camp = models.ForeignKey("camps.Camp", on_delete=models.CASCADE, related_name="closings")
    day = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey("camps.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    reopened_at = models.DateTimeField(null=True, blank=True)
    reopened_by = models.ForeignKey("camps.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["camp", "day"], condition=Q(reopened_at=None), name="day_closed_once")
        ]
