"""How a person wants to be told, and what not. Language and zone stand with the person (camps)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from camps.models import Scoped


class PlainWords(models.TextChoices):
    """How open a text may be: the discreet one holds no name at all (safety.md §5)."""

    DISCREET = "discreet", "Discreet: no name"
    PLAIN = "plain", "With the first name"


class Category(models.TextChoices):
    """What one can do without. A move or a cancelling is in none of them: it always reaches people."""

    REMINDERS = "reminders", "Reminders"
    QUESTIONS = "questions", "Asking whether you will come"
    AFTER_CARE = "aftercare", "After the visit"


class Preference(Scoped):
    """One person's wishes; no row, or an empty field, is as the camp does it. Hours are the reader's local time."""

    patient = models.OneToOneField(
        "camps.Patient", on_delete=models.CASCADE, null=True, blank=True, related_name="preference"
    )
    doctor = models.OneToOneField(
        "camps.Doctor", on_delete=models.CASCADE, null=True, blank=True, related_name="preference"
    )
    channels = ArrayField(models.CharField(max_length=8), default=list, blank=True, help_text="In order of trying.")
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    wording = models.CharField(max_length=8, choices=PlainWords, default=PlainWords.DISCREET)
    said_by = models.CharField(max_length=20, default="patient", help_text="patient, doctor or staff.")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(patient__isnull=False) ^ Q(doctor__isnull=False), name="preference_of_one_person"
            )
        ]


class OptOut(Scoped):
    """A contact, or a doctor, wants no more messages of a category. Ended rows stay: what was wanted when."""

    contact = models.ForeignKey(
        "camps.Contact", on_delete=models.CASCADE, null=True, blank=True, related_name="opt_outs"
    )
    doctor = models.ForeignKey("camps.Doctor", on_delete=models.CASCADE, null=True, blank=True, related_name="opt_outs")
    category = models.CharField(max_length=10, choices=Category)
    how = models.CharField(max_length=80, help_text="Such as: one-click in a mail, STOP by text, the visit page.")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(contact__isnull=False) ^ Q(doctor__isnull=False), name="opt_out_of_one_reader"
            ),
            models.UniqueConstraint(
                fields=["contact", "category"], condition=Q(ended_at=None), name="opt_out_once_a_contact"
            ),
            models.UniqueConstraint(
                fields=["doctor", "category"], condition=Q(ended_at=None), name="opt_out_once_a_doctor"
            ),
        ]
