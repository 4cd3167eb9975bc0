"""What can be done at a camp, and what it needs."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models

from camps.models.scoped import Scoped
from camps.models.station import StationKind


class Anaesthesia(models.TextChoices):
    GENERAL = "general", "General"
    SPINAL = "spinal", "Spinal"
    LOCAL = "local", "Local"
    NONE = "none", "None"


class Procedure(Scoped):
    """An operation or a consultation of one camp. Minutes are planning assumptions; ages in years, blood in g/dL."""

    camp = models.ForeignKey("camps.Camp", on_delete=models.CASCADE, related_name="procedures")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    specialty = models.CharField(max_length=40, default="any")
    median_min = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    p90_min = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    turnover_min = models.PositiveSmallIntegerField(default=0)
    station_kind = models.CharField(max_length=10, choices=StationKind, default=StationKind.TABLE)
    anaesthesia = models.CharField(max_length=8, choices=Anaesthesia, default=Anaesthesia.NONE)
    recovery_min = models.PositiveSmallIntegerField(default=0)
    nights = models.PositiveSmallIntegerField(default=0, help_text="Nights on the ward after it.")
    equipment = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    min_age_years = models.PositiveSmallIntegerField(null=True, blank=True)
    max_age_years = models.PositiveSmallIntegerField(null=True, blank=True)
    min_hb_g_dl = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    fasting_hours = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["camp", "code"], name="procedure_code_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_operation(self) -> bool:
        return self.station_kind == StationKind.TABLE

    @property
    def needs_anaesthetist(self) -> bool:
        """General and spinal anaesthesia need one; local and none do not (design.md, words)."""
        return self.anaesthesia in (Anaesthesia.GENERAL, Anaesthesia.SPINAL)
