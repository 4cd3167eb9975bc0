"""Doctors (any practitioner), what they can do, and when they are there."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q

from camps.models.scoped import Scoped
from camps.uid import new_uid


class DoctorRole(models.TextChoices):
    SURGEON = "surgeon", "Surgeon"
    ANAESTHETIST = "anaesthetist", "Anaesthetist"
    EXAMINER = "examiner", "Examiner"
    EXPERT = "expert", "Expert"
    NURSE = "nurse", "Nurse"


class Level(models.TextChoices):
    INDEPENDENT = "independent", "Independent"
    SUPERVISED = "supervised", "Supervised"
    TRAINEE = "trainee", "Trainee"


class Doctor(Scoped):
    """A practitioner of the organisation, who may work at several camps but only at one table at a time."""

    name = models.CharField(max_length=120)
    role = models.CharField(max_length=12, choices=DoctorRole)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    home_timezone = models.CharField(max_length=64, default="UTC")
    language = models.CharField(max_length=12, default="en")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def home_zone(self) -> ZoneInfo:
        return ZoneInfo(self.home_timezone)


class Skill(Scoped):
    """A specialty the doctor works in (`any` fits every procedure), with a level."""

    doctor = models.ForeignKey(Doctor, on_delete=models.CASCADE, related_name="skills")
    specialty = models.CharField(max_length=40)
    level = models.CharField(max_length=12, choices=Level, default=Level.INDEPENDENT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["doctor", "specialty"], name="skill_once")]

    def __str__(self) -> str:
        return self.specialty


class Shift(Scoped):
    """When a doctor works at a camp. It is a calendar event: `uid` for life, `sequence` rises with each change."""

    camp = models.ForeignKey("camps.Camp", on_delete=models.CASCADE, related_name="shifts")
    doctor = models.ForeignKey(Doctor, on_delete=models.CASCADE, related_name="shifts")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    uid = models.CharField(max_length=255, unique=True, default=new_uid, editable=False)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["starts_at", "doctor_id"]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="shift_has_length")]


class Absence(Scoped):
    """A time in which a doctor is away, whatever the shifts say."""

    doctor = models.ForeignKey(Doctor, on_delete=models.CASCADE, related_name="absences")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["starts_at"]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="absence_has_length")]
