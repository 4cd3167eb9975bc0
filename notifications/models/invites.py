"""How a doctor is invited: the own choice, and what is in force at each camp."""

from __future__ import annotations

from django.db import models

from camps.models import DoctorInvites, Scoped


class DoctorChoice(Scoped):
    """What a doctor chose for all camps; empty, or no row, is as the camp says."""

    doctor = models.OneToOneField("camps.Doctor", on_delete=models.CASCADE, related_name="+")
    invites = models.CharField(max_length=12, choices=DoctorInvites, blank=True)
    at = models.DateTimeField()


class InvitedAs(Scoped):
    """The form in which a doctor was last invited to a camp, and the own choice that was followed then.

    Where it differs from what is wanted now, the invitations in the doctor's calendar are of the other form, and are
    exchanged (services/invites.py).
    """

    camp = models.ForeignKey("camps.Camp", on_delete=models.CASCADE, related_name="+")
    doctor = models.ForeignKey("camps.Doctor", on_delete=models.CASCADE, related_name="+")
    form = models.CharField(max_length=12, choices=DoctorInvites)
    choice = models.CharField(max_length=12, choices=DoctorInvites, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["camp", "doctor"], name="invited_as_one_form")]
