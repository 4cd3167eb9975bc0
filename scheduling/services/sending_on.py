"""A station is done with somebody: on to the next lane, or the way ends for today."""

from __future__ import annotations

import uuid
from dataclasses import replace

from django.db import transaction

from camps.models import LaneName
from scheduling.errors import NotAllowed
from scheduling.models import (
    AT_A_STATION,
    Appointment,
    Ticket,
    TicketAct,
    TicketState,
)
from scheduling.queries.lanes import lanes_of, places_today, proposed_lanes
from scheduling.services.joining import join
from scheduling.services.leaving_queue import finish
from scheduling.services.tickets import Doing, change, heard_before


def proposed_lane(ticket: Ticket) -> str | None:
    """Where this person would usually go next; None where the way ends here."""
    camp = ticket.camp
    return proposed_lanes(camp, day=ticket.day, tickets=[ticket], lanes=lanes_of(camp))[ticket.pk] or None


def send_on(*, ticket: Ticket, lane: str, doing: Doing) -> Ticket:
    """Done here, and waiting in `lane` from now on; returns the new ticket, or the ended one where `lane` is empty.

    Sent twice, it happens once. Raises NotAllowed for a lane the camp has no station for, Gone where a station has
    ended it already.
    """
    if not lane:
        return finish(ticket=ticket, doing=doing)
    with transaction.atomic():
        if heard_before(doing):
            return Ticket.objects.filter(arrival=ticket.arrival_id).order_by("-pk")[0]
        if lane not in lanes_of(ticket.camp):
            raise NotAllowed(
                f"No station of this camp serves {LaneName(lane).label}.", cure="Send them to a lane that has one."
            )
        done = change(
            ticket_id=ticket.pk,
            act=TicketAct.SENT_ON,
            allowed=(TicketState.WAITING, *AT_A_STATION),
            doing=doing,
            state=TicketState.DONE,
            ended_at=doing.happened_at,
        )
        joined = replace(doing, client_id=uuid.uuid5(doing.client_id, "joined"), reason="")
        return join(arrival=done.arrival, lane=lane, place=_place(done), at=doing.happened_at, doing=joined)


def _place(ticket: Ticket) -> Appointment | None:
    places = places_today(ticket.camp, day=ticket.day, registrations=[ticket.registration_id])
    return places.get(ticket.registration_id)
