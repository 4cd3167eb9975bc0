"""Where a patient is served, and the countable equipment that moves between stations."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models

from camps.models.scoped import Scoped


class StationKind(models.TextChoices):
    TABLE = "table", "Operating table"
    DESK = "desk", "Desk"
    LAB = "lab", "Laboratory"
    VIRTUAL = "virtual", "Virtual room"
    RECOVERY = "recovery", "Recovery bay"


class Station(Scoped):
    """A table, desk or bay. One with n beds is n resources; `equipment` named here belongs to it."""

    camp = models.ForeignKey("camps.Camp", on_delete=models.CASCADE, related_name="stations")
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=StationKind)
    equipment = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    beds = models.PositiveSmallIntegerField(default=1, validators=[MinValueValidator(1)])
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering = ["kind", "name"]
        constraints = [models.UniqueConstraint(fields=["camp", "name"], name="station_name_once")]

    def __str__(self) -> str:
        return self.name


class StationClosure(Scoped):
    """A time in which a station can't be used. What stands there stays, marked as needing cover."""

    station = models.ForeignKey(Station, on_delete=models.CASCADE, related_name="closures")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="closure_has_length")
        ]


class Kit(Scoped):
    """A pool of countable equipment, such as 3 tourniquets; each unit is a resource."""

    camp = models.ForeignKey("camps.Camp", on_delete=models.CASCADE, related_name="kits")
    name = models.CharField(max_length=40)
    count = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    sterilise_min = models.PositiveSmallIntegerField(default=0, help_text="Minutes a unit is away after each use.")

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["camp", "name"], name="kit_name_once")]

    def __str__(self) -> str:
        return self.name
