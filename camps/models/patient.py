"""A person, the people who answer for him or her, and how they are reached."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models

from camps.models.scoped import Scoped


class Sex(models.TextChoices):
    FEMALE = "F", "Female"
    MALE = "M", "Male"


class ContactKind(models.TextChoices):
    PHONE = "phone", "Phone"
    MAIL = "mail", "E-mail"


class Owner(models.TextChoices):
    """Whose phone or mail it is."""

    SELF = "self", "The patient"
    GUARDIAN = "guardian", "A parent or carer"
    OTHER = "other", "Somebody else"


class Patient(Scoped):
    """A person known to an organisation. An estimated birth date is marked as such and never shown as exact."""

    name = models.CharField(max_length=160, help_text="Full name as you write it.")
    called_name = models.CharField(max_length=80, blank=True)
    name_key = models.CharField(max_length=200, editable=False, help_text="Folded for search: no accents, lower case.")
    sex = models.CharField(max_length=1, choices=Sex, blank=True)
    birth_date = models.DateField(null=True, blank=True)
    birth_estimated = models.BooleanField(default=False)
    language = models.CharField(max_length=12, blank=True, help_text="BCP 47; empty means the camp's first language.")
    timezone = models.CharField(max_length=64, blank=True, help_text="Only where it differs from the venue's.")
    town = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [GinIndex(OpClass("name_key", name="gin_trgm_ops"), name="patient_name_search")]

    def __str__(self) -> str:
        return self.name


class Guardian(Scoped):
    """Who answers for a child or for somebody who can't."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="guardians")
    name = models.CharField(max_length=160)
    relation = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return self.name


class Contact(Scoped):
    """A phone (E.164) or mail address of one patient, and whose it is. One phone may stand for many patients."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(max_length=5, choices=ContactKind)
    value = models.CharField(max_length=254)
    owner = models.CharField(max_length=8, choices=Owner, default=Owner.SELF)
    guardian = models.ForeignKey(Guardian, on_delete=models.SET_NULL, null=True, blank=True, related_name="contacts")
    rank = models.PositiveSmallIntegerField(default=0, help_text="Lower is tried first.")
    failed_at = models.DateTimeField(null=True, blank=True)
    failed_why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["rank", "id"]
        constraints = [models.UniqueConstraint(fields=["patient", "kind", "value"], name="contact_once_a_patient")]
        indexes = [models.Index(fields=["organisation", "value"], name="contact_value")]

    def __str__(self) -> str:
        return self.value


class Family(Scoped):
    """People of one camp who come together, by the sheet's family group."""

    camp = models.ForeignKey("camps.Camp", on_delete=models.CASCADE, related_name="families")
    code = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["camp", "code"], name="family_code_once")]

    def __str__(self) -> str:
        return self.code
