"""Somebody who came, with a token."""

from __future__ import annotations

from datetime import date, datetime

from camps.models import Camp, Registration
from scheduling.models import Arrival, ArrivalKind, Desk
from tests.factories.camps import NOW


def came(
    registration: Registration, *, number: int, letter: str = "B", day: date | None = None, at: datetime = NOW
) -> Arrival:
    """An arrival at the desk of this letter, on the camp's first day where no other is said."""
    camp = registration.camp
    return Arrival.objects.create(
        organisation_id=camp.organisation_id,
        camp=camp,
        registration=registration,
        desk=desk_of(camp, letter=letter, at=at),
        day=day or camp.first_day,
        letter=letter,
        number=number,
        kind=ArrivalKind.ON_TIME,
        at=at,
    )


def desk_of(camp: Camp, *, letter: str = "B", at: datetime = NOW) -> Desk:
    times = {"organisation_id": camp.organisation_id, "opened_at": at, "seen_at": at}
    return Desk.objects.get_or_create(camp=camp, letter=letter, defaults=times)[0]
