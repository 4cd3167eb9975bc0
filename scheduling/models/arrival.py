"""Who came to the camp on which day, at which desk, and every scan that said so."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from camps.models import Scoped


class Desk(Scoped):
    """A device at a desk. Its letter begins the numbers it gives (B-014), so that two desks without a network never
    give the same one. A letter is never used twice in a camp while its desk is open."""

    camp = models.ForeignKey("camps.Camp", on_delete=models.CASCADE, related_name="desks")
    letter = models.CharField(max_length=2)
    device = models.UUIDField(default=uuid.uuid4, help_text="What the device calls itself.")
    name = models.CharField(max_length=60, blank=True)
    opened_by = models.ForeignKey("camps.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["letter"]
        constraints = [
            models.UniqueConstraint(fields=["camp", "letter"], name="desk_letter_once"),
            models.UniqueConstraint(fields=["camp", "device"], name="desk_of_a_device"),
        ]

    def __str__(self) -> str:
        return self.letter


def token_text(letter: str, number: int) -> str:
    """B-014, as it stands on slips and boards."""
    return f"{letter}-{number:03d}"


class ArrivalKind(models.TextChoices):
    """How the arrival stands to the booked window."""

    ON_TIME = "on_time", "On time"
    EARLY = "early", "Early"
    LATE = "late", "Late"
    WRONG_DAY = "wrong_day", "Not booked for today"
    UNBOOKED = "unbooked", "Without a booking"
    WALK_IN = "walk_in", "Walk-in"


class Arrival(Scoped):
    """A registration that came, once a day of the camp. `letter` and `number` are the token (B-014), once a day.

    An arrival that was taken back keeps its row and its number: the slip may be in somebody's hand.
    """

    camp = models.ForeignKey("camps.Camp", on_delete=models.CASCADE, related_name="arrivals")
    registration = models.ForeignKey("camps.Registration", on_delete=models.PROTECT, related_name="arrivals")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="arrivals")
    day = models.DateField()
    letter = models.CharField(max_length=2)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=ArrivalKind)
    at = models.DateTimeField()
    by = models.ForeignKey("camps.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "day"], condition=Q(undone_at=None), name="arrival_once_a_day"
            ),
            models.UniqueConstraint(fields=["camp", "day", "letter", "number"], name="token_once_a_day"),
        ]

    def __str__(self) -> str:
        return self.token

    @property
    def token(self) -> str:
        return token_text(self.letter, self.number)


class ScanOutcome(models.TextChoices):
    CHECKED_IN = "checked_in", "Checked in"
    ALREADY = "already", "Was here already"
    WALK_IN = "walk_in", "Walk-in"
    UNDONE = "undone", "Taken back"


class Scan(Scoped):
    """One act at a desk, as the device says it: never changed, never lost, also where it led to nothing new.

    `client_id` is the device's own id of the act: sent twice, it is one. `scanned_at` is the device's clock.
    """

    camp = models.ForeignKey("camps.Camp", on_delete=models.CASCADE, related_name="scans")
    registration = models.ForeignKey("camps.Registration", on_delete=models.PROTECT, related_name="scans")
    arrival = models.ForeignKey(Arrival, on_delete=models.PROTECT, related_name="scans")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="scans")
    client_id = models.UUIDField(default=uuid.uuid4)
    outcome = models.CharField(max_length=10, choices=ScanOutcome)
    token = models.CharField(max_length=8, help_text="What the paper says that this desk handed out.")
    offline = models.BooleanField(default=False)
    scanned_at = models.DateTimeField()
    received_at = models.DateTimeField()
    by = models.ForeignKey("camps.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["received_at", "id"]
        constraints = [models.UniqueConstraint(fields=["organisation", "client_id"], name="scan_once")]
