"""Publishing: from here on the plan stands, and the fan-out tells the net difference (design.md, 3)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from camps.models import Camp, CampState, User
from camps.queries.publishing import missing_for_publishing
from notifications.errors import NotPublishable, NotReady
from notifications.queries.preview import Line, Preview, preview
from scheduling.models import Publication

# What is called off must be told, whatever the settings lack meanwhile.
CALLS_OFF = (Publication.Act.DAY_CANCELLED, Publication.Act.CAMP_CANCELLED)

__all__ = ["Line", "Preview", "preview", "publish"]


@transaction.atomic
def publish(
    camp: Camp, *, by: User | None, now: datetime, act: str = Publication.Act.PUBLISHED, note: str = ""
) -> Publication:
    """Publish the camp as it stands; the messages are made by the fan-out after the commit.

    Raises NotReady, naming each field that is missing, and NotPublishable for a cancelled camp.
    """
    locked = Camp.objects.select_for_update(no_key=True, of=("self",)).select_related("venue").get(pk=camp.pk)
    if locked.state == CampState.CANCELLED and act != Publication.Act.CAMP_CANCELLED:
        raise NotPublishable(f"{locked.name} is cancelled.", cure="Copy it to a new camp.")
    if act not in CALLS_OFF and (missing := missing_for_publishing(locked)):
        raise NotReady(missing)
    if locked.state == CampState.DRAFT:
        locked.state = camp.state = CampState.PUBLISHED
        locked.save(update_fields=["state"])
    last = Publication.objects.filter(camp=locked).aggregate(last=Max("number"))["last"]
    return Publication.objects.create(
        organisation_id=locked.organisation_id,
        camp=locked,
        number=(last or 0) + 1,
        act=act,
        note=note,
        by=by,
        at=now,
    )
