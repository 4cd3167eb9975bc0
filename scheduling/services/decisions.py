"""Decisions that know of places: nobody who has one is taken off the list without somebody saying so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from camps.models import Camp, Decision, Doctor, Registration, User
from camps.services import screening
from scheduling.errors import NotAllowed
from scheduling.models import Appointment, AppointmentState
from scheduling.services.booking import Actor, cancel_all
from scheduling.services.booking.retrying import once_more

KEEP_THEIR_PLACE = (Decision.LISTED, Decision.STANDBY)


@dataclass(frozen=True)
class Decided:
    """Who was decided about, and how many places were given up by it."""

    registrations: list[Registration]
    cancelled: int


@once_more
def decide(
    *,
    registrations: Sequence[int],
    decision: str,
    reason: str = "",
    deferred_until: date | None = None,
    referred_to: Doctor | None = None,
    cancel_places: bool = False,
    by: User,
    now: datetime,
) -> Decided:
    """Decide about these registrations (ids), all or none.

    Raises NotAllowed when somebody would leave the list with a place standing and `cancel_places` is not said, and
    camps.errors.Invalid for an unclear decision. The registrations are locked first, as `book` does.
    """
    with transaction.atomic():
        list(
            Registration.objects.select_for_update(no_key=True).filter(pk__in=registrations).order_by("pk").values("pk")
        )
        placed = [] if decision in KEEP_THEIR_PLACE else placed_among(registrations)
        if placed and not cancel_places:
            cards = ", ".join(str(appointment.registration) for appointment in placed[:5])
            more = f" and {len(placed) - 5} more" if len(placed) > 5 else ""
            raise NotAllowed(
                f"{len(placed)} of them have a place: {cards}{more}.",
                cure="Say that their places are to be cancelled, or leave them out.",
            )
        found = screening.decide(
            registrations=registrations,
            decision=decision,
            reason=reason,
            deferred_until=deferred_until,
            referred_to=referred_to,
            by=by,
            now=now,
        )
        if placed:
            words = reason or Decision(decision).label
            cancel_all(
                appointment_ids=[appointment.pk for appointment in placed], actor=Actor(by, reason=words), now=now
            )
    return Decided(found, len(placed))


@once_more
def undo_decisions(*, camp: Camp, rows: Sequence[Sequence[object]]) -> tuple[int, list[Registration]]:
    """Write decisions back as `screening.standing_decisions` found them; returns how many, and who was left out.

    Left out is who got a place since and would leave the list with it; others' registrations are not touched.
    """
    with transaction.atomic():
        mine = camp.registrations.filter(pk__in=[row[0] for row in rows])
        locked = {one.pk: one for one in mine.select_for_update(no_key=True).order_by("pk")}
        leaving = [row[0] for row in rows if row[0] in locked and row[1] not in KEEP_THEIR_PLACE]
        placed = {one.registration_id for one in placed_among(leaving)}
        count = screening.write_back(rows=[row for row in rows if row[0] in locked and row[0] not in placed])
    return count, [one for pk, one in locked.items() if pk in placed]


def screen_camp(*, camp: Camp, now: datetime, redo: bool = False) -> screening.Screened:
    """Screen by the rules; whoever has a place keeps the decision it stands on, whatever the rules say now."""
    with_place = Appointment.objects.filter(camp=camp, state=AppointmentState.BOOKED, registration__isnull=False)
    keep = set(with_place.values_list("registration", flat=True))
    return screening.screen(camp=camp, now=now, redo=redo, keep=keep)


def placed_among(registrations: Sequence[int]) -> list[Appointment]:
    """The live appointments of these registrations, by card number."""
    return list(
        Appointment.objects.filter(registration__in=registrations, state=AppointmentState.BOOKED)
        .select_related("registration")
        .order_by("registration__number")
    )
