"""The way out of the queue: the way ended, somebody went home, or never really came."""

from __future__ import annotations

from datetime import datetime

from camps.models import User
from scheduling.models import OPEN, Arrival, Ticket, TicketAct, TicketState
from scheduling.services.tickets import Doing, change


def close_untouched(*, arrival: Arrival, by: User | None, now: datetime) -> None:
    """Nobody called them yet: their place goes with the arrival that is taken back."""
    for ticket in Ticket.objects.filter(arrival=arrival, state=TicketState.WAITING):
        leave(ticket=ticket, doing=Doing(by=by, now=now, reason="The check-in was taken back."))


def finish(*, ticket: Ticket, doing: Doing) -> Ticket:
    """The way through the camp ends here for today. Raises Gone where they are at no station."""
    return change(
        ticket_id=ticket.pk,
        act=TicketAct.DONE,
        allowed=(TicketState.CALLED, TicketState.SERVING),
        doing=doing,
        state=TicketState.DONE,
        ended_at=doing.happened_at,
    )


def leave(*, ticket: Ticket, doing: Doing) -> Ticket:
    """They went home before the end; the reason stands in the event. Raises Gone where they left or ended already."""
    return change(
        ticket_id=ticket.pk,
        act=TicketAct.LEFT,
        allowed=OPEN,
        doing=doing,
        state=TicketState.LEFT,
        ended_at=doing.happened_at,
    )
