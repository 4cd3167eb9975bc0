"""The clock rules our instants were computed with, zone by zone, so that a change of them is seen."""

from __future__ import annotations

from django.db import models


class ZoneTable(models.Model):
    """`offsets` is [[instant (ISO, UTC), seconds east of UTC], …], each from that instant on. One row a zone in use."""

    zone = models.CharField(max_length=64, unique=True)
    version = models.CharField(max_length=16, help_text="Of the tzdata it was read from, such as 2026b.")
    offsets = models.JSONField(default=list)
    at = models.DateTimeField()
