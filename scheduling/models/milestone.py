"""What happened at the table and when, and who made sure of the patient before."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from camps.models import Scoped, Side


class MilestoneKind(models.TextChoices):
    """In their order (scheduling/theatre/order.py)."""

    WHEELS_IN = "wheels_in", "Wheels in"
    KNIFE = "knife", "Knife"
    CLOSED = "closed", "Closed"
    OUT = "out", "Wheels out"
    CLEAN = "clean", "Clean"


class Milestone(Scoped):
    """One moment of one operation. Rows are never changed but for being taken back; what was put right is a new row.

    `client_id` is a device's own id of the act: sent twice, it is one. `station` is where it happened, whatever becomes
    of the appointment afterwards.
    """

    camp = models.ForeignKey("camps.Camp", on_delete=models.CASCADE, related_name="milestones")
    appointment = models.ForeignKey("scheduling.Appointment", on_delete=models.PROTECT, related_name="milestones")
    station = models.ForeignKey("camps.Station", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=9, choices=MilestoneKind)
    at = models.DateTimeField()
    by = models.ForeignKey("camps.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey("camps.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    client_id = models.UUIDField(default=uuid.uuid4)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["appointment", "kind"], condition=Q(undone_at=None), name="milestone_once_an_appointment"
            ),
            models.UniqueConstraint(fields=["organisation", "client_id"], name="milestone_once"),
        ]
        indexes = [models.Index(fields=["camp", "at"], name="milestone_of_camp")]


class Identifier(models.TextChoices):
    """By what a person is known for this one and no other; two of them must match. Room or bed number is none."""

    NAME = "name", "Full name"
    BORN = "born", "Birth year or age"
    TOWN = "town", "Town or village"
    GUARDIAN = "guardian", "Parent's or carer's name"
    CARD = "card", "Camp card or its QR code"


class SiteMarked(models.TextChoices):
    YES = "yes", "Yes, and I see the mark"
    NO = "no", "No"
    NOT_APPLICABLE = "none", "Does not apply"


class IdentityCheck(Scoped):
    """Somebody compared the person with the list before theatre: by what, on which side, with the consent seen.

    In an emergency the patient goes in without; `emergency` is why. Rows are never changed, the newest holds.
    """

    camp = models.ForeignKey("camps.Camp", on_delete=models.CASCADE, related_name="identity_checks")
    appointment = models.ForeignKey("scheduling.Appointment", on_delete=models.PROTECT, related_name="identity_checks")
    at = models.DateTimeField()
    by = models.ForeignKey("camps.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    identifiers = ArrayField(models.CharField(max_length=8, choices=Identifier), default=list, blank=True)
    side = models.CharField(max_length=5, choices=Side, blank=True)
    site_marked = models.CharField(max_length=4, choices=SiteMarked, blank=True)
    consent_seen = models.BooleanField(default=False)
    emergency = models.CharField(max_length=200, blank=True)
    remarks = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(emergency="") | (Q(identifiers__len__gte=2) & ~Q(side="") & Q(consent_seen=True)),
                name="identity_is_sure_or_says_why_not",
            )
        ]
        indexes = [models.Index(fields=["camp", "at"], name="identity_check_of_camp")]
