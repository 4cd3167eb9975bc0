"""An organisation owns every other row; its members work in it by their role."""

from __future__ import annotations

from django.db import models
from django_scopes import ScopedManager


class Role(models.TextChoices):
    """What a member may do; the decisions themselves stand in camps/policy.py."""

    OWNER = "owner", "Owner"
    ORGANISER = "organiser", "Organiser"
    COORDINATOR = "coordinator", "Coordinator"
    DESK = "desk", "Desk"
    DOCTOR = "doctor", "Doctor"
    VIEWER = "viewer", "Viewer"


class Organisation(models.Model):
    name = models.CharField(max_length=120)
    slug = models.SlugField(unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """A user's place in an organisation. A doctor who is an expert sees only the cases referred to him or her."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey("camps.User", on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role)
    doctor = models.ForeignKey("camps.Doctor", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager(organisation="organisation")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "user"], name="member_once")]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"


class Invitation(models.Model):
    """A place offered by mail. Only the SHA-256 of the token is kept; the link is shown once, in the mail."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=12, choices=Role)
    doctor = models.ForeignKey("camps.Doctor", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey("camps.User", on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager(organisation="organisation")

    def __str__(self) -> str:
        return f"{self.email} as {self.get_role_display()}"
