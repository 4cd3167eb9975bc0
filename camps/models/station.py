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
    POINT = "point", "Queue point"


# Nobody is booked there for an hour: a bed after the operation, a point where people are served in turn.
NEVER_BOOKED = (StationKind.RECOVERY, StationKind.POINT)


class LaneName(models.TextChoices):
    """A stretch of the way through a camp, in its usual order; people wait in a lane until a station calls them."""

    REGISTRATION = "registration", "Registration"
    VITALS = "vitals", "Vitals"
    EXAMINATION = "examination", "Examination"
    LABORATORY = "laboratory", "Laboratory"
    ANAESTHESIA = "anaesthesia", "Anaesthesia review"
    THEATRE = "theatre", "Theatre"
    RECOVERY = "recovery", "Recovery"
    DISCHARGE = "discharge", "Discharge"


# What a station serves that says nothing else.
LANE_OF_KIND: dict[str, str] = {
    StationKind.TABLE: LaneName.THEATRE,
    StationKind.DESK: LaneName.EXAMINATION,
    StationKind.LAB: LaneName.LABORATORY,
    StationKind.RECOVERY: LaneName.RECOVERY,
}


class Station(Scoped):
    """A table, desk or bay. One with n beds is n resources; `equipment` named here belongs to it."""

    camp = models.ForeignKey("camps.Camp", on_delete=models.CASCADE, related_name="stations")
    name = models.CharField(max_length=60)
    public_name = models.CharField(
        max_length=30, blank=True, help_text="What boards and patients' pages call it, such as Room 3; empty: its name."
    )
    kind = models.CharField(max_length=10, choices=StationKind)
    lane = models.CharField(
        max_length=12, choices=LaneName, blank=True, help_text="Whom it calls on the day; empty: what its kind says."
    )
    equipment = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    beds = models.PositiveSmallIntegerField(default=1, validators=[MinValueValidator(1)])
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering = ["kind", "name"]
        constraints = [models.UniqueConstraint(fields=["camp", "name"], name="station_name_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def board_name(self) -> str:
        """What strangers read and hear: its own name may tell what for."""
        return self.public_name or self.name

    @property
    def serves(self) -> str:
        """The lane it calls from; empty where nobody waits for it, as for a virtual room."""
        return self.lane or LANE_OF_KIND.get(self.kind, "")

    @property
    def lane_served(self) -> str:
        """`serves` for a page; empty where it serves none."""
        return str(LaneName(self.serves).label) if self.serves else ""


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
