"""Texts of an organisation's own, in place of the shipped ones (notifications/wording)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from camps.models import Scoped


class Template(Scoped):
    """One version of one text; a change makes the next version, and what was told keeps the one it was told with.

    Empty `camp`: for every camp. `carer` is for a child's parent or carer, `family` for several visits on one contact;
    empty, the shipped ones or `body` serve. Placeholders: notifications/wording/sms.py. `provider_name` is the name or
    ContentSid of an approved WhatsApp template.
    """

    camp = models.ForeignKey("camps.Camp", on_delete=models.CASCADE, null=True, blank=True, related_name="templates")
    kind = models.CharField(max_length=24)
    channel = models.CharField(max_length=8)
    language = models.CharField(max_length=12)
    version = models.PositiveIntegerField()
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    carer = models.TextField(blank=True)
    family = models.TextField(blank=True)
    provider_name = models.CharField(max_length=80, blank=True)
    made_by = models.ForeignKey("camps.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["kind", "channel", "language", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["camp", "kind", "channel", "language", "version"],
                condition=Q(camp__isnull=False),
                name="template_version_once_a_camp",
            ),
            models.UniqueConstraint(
                fields=["organisation", "kind", "channel", "language", "version"],
                condition=Q(camp=None),
                name="template_version_once",
            ),
        ]
