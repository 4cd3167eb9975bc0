"""What a person agreed to. Rows are only ever added; the state is the fold of them."""

from __future__ import annotations

from django.db import models

from camps.models.scoped import Scoped


class ConsentRecord(Scoped):
    """One agreement or withdrawal (after ISO/IEC TS 27560:2023). The latest row of a purpose is what holds."""

    class Purpose(models.TextChoices):
        TEXTS = "texts", "Calls and text messages"
        MAIL = "mail", "E-mail"
        WHATSAPP = "whatsapp", "WhatsApp"
        CARE = "care", "Care"
        SURGERY = "surgery", "The operation"

    patient = models.ForeignKey("camps.Patient", on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=8, choices=Purpose)
    registration = models.ForeignKey(
        "camps.Registration",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="consents",
        help_text="For a consent to an operation: the one of this camp.",
    )
    given = models.BooleanField(help_text="False is a refusal or a withdrawal.")
    giver = models.CharField(max_length=40, default="self")
    how = models.CharField(max_length=80, help_text="Such as: registration sheet, said by the organiser.")
    at = models.DateTimeField()
    by = models.ForeignKey("camps.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["at", "id"]
