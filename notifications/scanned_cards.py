"""The code on a camp card is the patient's link: a desk that scans it finds the registration."""

from __future__ import annotations

import re
from datetime import datetime

from django_scopes import scope

from camps.models import Camp, Registration
from notifications.services.links import find

LINK = re.compile(r"/v/([A-Za-z0-9_-]{20,24})\b|^([A-Za-z0-9_-]{22})$")


def registration_on_card(camp: Camp, text: str, now: datetime) -> int | None:
    """Of this camp only: another camp's card, or one that was made useless, finds nobody."""
    link = LINK.search(text.strip())
    if link is None:
        return None
    found = find(link[1] or link[2], now)
    if not isinstance(found, Registration):
        return None
    with scope(organisation=camp.organisation):
        return found.pk if found.camp_id == camp.pk else None
