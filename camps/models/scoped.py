"""The base of every row that belongs to an organisation."""

from __future__ import annotations

from django.db import models
from django_scopes import ScopedManager


class Scoped(models.Model):
    """A row of one organisation. A query outside `scope(organisation=…)` raises ScopeError (design.md, 8)."""

    organisation = models.ForeignKey("camps.Organisation", on_delete=models.PROTECT, related_name="+")

    objects = ScopedManager(organisation="organisation")

    class Meta:
        abstract = True
