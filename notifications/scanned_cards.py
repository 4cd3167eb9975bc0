"""The code on a camp card is the patient's link: a desk that scans it finds the registration."""

from __future__ import annotations

import re
from datetime import datetime

from django_scopes import scope

from camps.models import Camp, Registration
from notifications.models import VisitLink
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


def marks_of_camp(camp: Camp) -> dict[int, str]:
    """Twelve hex digits tell the cards of a camp apart and give no link away: the token can't be found from them."""
    rows = VisitLink.objects.filter(registration__camp=camp).values_list("registration_id", "token_hash")
    return {key: token_hash[:12] for key, token_hash in rows}
