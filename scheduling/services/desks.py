"""Desks: each device that checks people in has a letter of its own, so that numbers never meet."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime
from itertools import product

from django.db import transaction

from camps.errors import Taken
from camps.models import Camp, User
from scheduling.models import Desk

# I and O are left out: on a slip they read as 1 and 0.
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def open_desk(*, camp: Camp, device: uuid.UUID, by: User | None, now: datetime, name: str = "") -> Desk:
    """The desk of this device, with the letter it had before or the camp's next free one. Raises Taken when all are."""
    with transaction.atomic():
        Camp.objects.select_for_update(no_key=True).get(pk=camp.pk)  # two devices never get one letter
        own = Desk.objects.filter(camp=camp, device=device).first()
        if own is None:
            used = set(Desk.objects.filter(camp=camp).values_list("letter", flat=True))
            letter = next((letter for letter in _letters() if letter not in used), None)
            if letter is None:
                raise Taken("Every letter is given to a desk of this camp.", cure="Open one of the earlier devices.")
            own = Desk(organisation_id=camp.organisation_id, camp=camp, device=device, letter=letter, opened_at=now)
        own.opened_by, own.seen_at, own.closed_at = by, now, None
        own.name = name or own.name
        own.save()
    return own


def close_desk(*, desk: Desk, now: datetime) -> None:
    """Nobody sits there any more; the letter stays its own, for the slips it gave out."""
    Desk.objects.filter(pk=desk.pk, closed_at=None).update(closed_at=now)


def _letters() -> Iterator[str]:
    yield from LETTERS
    yield from ("".join(pair) for pair in product(LETTERS, repeat=2))
