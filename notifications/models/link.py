"""The patient's secret link, the same in every reminder and printable again."""

from __future__ import annotations

from django.db import models

from camps.models import Scoped


class VisitLink(Scoped):
    """See, confirm, move or give up one registration's place.

    The token is HMAC(LINK_KEY, registration id, version), never stored; `token_hash` (SHA-256) finds the row.
    Raising `version` revokes what was printed before (safety.md §4).
    """

    registration = models.OneToOneField("camps.Registration", on_delete=models.CASCADE, related_name="visit_link")
    version = models.PositiveIntegerField(default=1)
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(null=True, blank=True, help_text="Empty: a day after the appointment.")
    revoked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
