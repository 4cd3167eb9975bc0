"""How often something may be tried before it must wait."""

from __future__ import annotations

from django.db import models


class TokenBucket(models.Model):
    """What is left of a limit. It stands before any sign-in, so it belongs to no organisation; `key` is a SHA-256."""

    key = models.CharField(primary_key=True, max_length=64)
    tokens = models.FloatField()
    filled_at = models.DateTimeField(db_index=True)
