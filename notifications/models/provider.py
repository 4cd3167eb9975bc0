"""What all workers know together of each provider: whether it answers (delivery.md §4.4)."""

from __future__ import annotations

from django.db import models


class ProviderHealth(models.Model):
    """A circuit: five failures in a row and the provider rests until `rests_until`. Shared, so in PostgreSQL.

    It belongs to the whole installation, not to an organisation.
    """

    provider = models.CharField(max_length=40, unique=True)
    failures = models.PositiveIntegerField(default=0, help_text="In a row.")
    rests_until = models.DateTimeField(null=True, blank=True)
    last_ok_at = models.DateTimeField(null=True, blank=True)
    last_fault_at = models.DateTimeField(null=True, blank=True)
    last_fault = models.CharField(max_length=200, blank=True)
