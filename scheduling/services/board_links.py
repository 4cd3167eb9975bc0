"""Give the hall board a link of its own, make it anew, take it back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from camps.live.counter import shut
from camps.models import Camp
from scheduling.errors import Gone
from scheduling.models import BoardLink
from scheduling.queries.board_links import hash_of, token_of


@transaction.atomic
def renew_board_link(*, camp: Camp, seen: int, now: datetime) -> BoardLink:
    """The first link, or a new one that makes the older useless. `seen` is the version that the page showed, 0 for
    none: two taps make one link. Raises Gone where somebody was quicker."""
    Camp.objects.select_for_update(no_key=True).get(pk=camp.pk)
    link = BoardLink.objects.filter(camp=camp).first() or BoardLink(
        organisation_id=camp.organisation_id, camp=camp, version=0
    )
    if seen != link.version:
        raise Gone("Somebody made a new link just now.", cure="Look at it below.")
    link.version += 1
    link.token_hash = hash_of(token_of(camp.pk, link.version))
    link.created_at, link.revoked_at = now, None
    link.save()
    shut(camp.pk)
    return link


@transaction.atomic
def close_board_link(*, camp: Camp, now: datetime) -> None:
    """From now on nothing opens the board without a sign-in. Closed twice, it is closed."""
    BoardLink.objects.filter(camp=camp, revoked_at=None).update(revoked_at=now)
    shut(camp.pk)
