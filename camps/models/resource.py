"""What can be held once at a time: a doctor, a bed or table of a station, a unit of kit, a patient."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from camps.models.scoped import Scoped


class ResourceKind(models.TextChoices):
    DOCTOR = "doctor", "Doctor"
    STATION = "station", "Station"
    KIT = "kit", "Kit"
    PATIENT = "patient", "Patient"


def _only(kind: str) -> Q:
    """Exactly the column of this kind is filled."""
    condition = Q(kind=kind)
    for column in ResourceKind.values:
        condition &= Q(**{f"{column}__isnull": column != kind})
    return condition


class Resource(Scoped):
    """One unit that an allocation can hold. Its row is made with its owner and lives as long."""

    kind = models.CharField(max_length=8, choices=ResourceKind)
    doctor = models.OneToOneField(
        "camps.Doctor", on_delete=models.CASCADE, null=True, blank=True, related_name="resource"
    )
    station = models.ForeignKey(
        "camps.Station", on_delete=models.CASCADE, null=True, blank=True, related_name="resources"
    )
    kit = models.ForeignKey("camps.Kit", on_delete=models.CASCADE, null=True, blank=True, related_name="resources")
    patient = models.OneToOneField(
        "camps.Patient", on_delete=models.CASCADE, null=True, blank=True, related_name="resource"
    )
    unit = models.PositiveSmallIntegerField(default=1, help_text="1 to n, for a station with n beds or a kit of n.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=_only("doctor") | _only("station") | _only("kit") | _only("patient"),
                name="resource_is_one_thing",
            ),
            models.UniqueConstraint(
                fields=["station", "unit"], condition=Q(station__isnull=False), name="resource_bed_once"
            ),
            models.UniqueConstraint(fields=["kit", "unit"], condition=Q(kit__isnull=False), name="resource_unit_once"),
        ]

    def __str__(self) -> str:
        if self.doctor:
            return self.doctor.name
        if self.patient:
            return self.patient.name
        owner = self.station or self.kit
        return f"{owner} ({self.unit})" if self.unit > 1 else str(owner)
