"""Writing down that a whole camp is to be told something; the notifications read it after the commit."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max

from camps.models import Camp, User
from scheduling.models import Publication


def write_publication(*, camp: Camp, act: str, note: str = "", by: User | None, now: datetime) -> Publication:
    """The camp's next publication. Call it while the camp's row is locked, so that numbers do not collide."""
    last: int | None = Publication.objects.filter(camp=camp).aggregate(last=Max("number"))["last"]
    return Publication.objects.create(
        organisation_id=camp.organisation_id,
        camp=camp,
        number=(last or 0) + 1,
        act=act,
        note=note[:200],
        by=by,
        at=now,
    )
