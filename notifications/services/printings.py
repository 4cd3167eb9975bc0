"""A list goes on paper: its print gets the next number, and says which one it replaces."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from camps.models import Camp, User
from notifications.models import Printing
from notifications.queries.printings import Edition, last_prints
from notifications.queries.settled import publication_of


@transaction.atomic
def record_prints(
    *, camp: Camp, kind: str, scopes: Collection[str], by: User | None, now: datetime
) -> dict[str, Edition]:
    """Count one print of each of these lists; returns what their heads say, by scope.

    The camp's row is locked meanwhile: two desks that print at once get two numbers.
    """
    wanted = sorted(set(scopes))
    Camp.objects.select_for_update(no_key=True).get(pk=camp.pk)
    last = last_prints(camp, kind, wanted)
    publication = publication_of(camp)
    made = [
        Printing(
            organisation_id=camp.organisation_id,
            camp=camp,
            kind=kind,
            scope=scope,
            number=last[scope].number + 1 if scope in last else 1,
            at=now,
            by=by,
            publication=publication.number if publication else None,
        )
        for scope in wanted
    ]
    Printing.objects.bulk_create(made)
    return {one.scope: Edition(one.at, camp.zone, one.number, last.get(one.scope)) for one in made}
