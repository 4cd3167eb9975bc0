"""What somebody who waits says from the own phone: I am late, I am here now, I have left.

What a desk would do with it: who is late is set aside, so that no station calls in vain, and loses nothing; who is back
joins the queue again with the time waited. Nobody brings back by phone whom the team set aside.
"""

from __future__ import annotations

from datetime import datetime

from scheduling.errors import Gone
from scheduling.models import OPEN, Ticket, TicketAct, TicketState
from scheduling.queries.own_ticket import LATE_SAID, set_aside_by_phone
from scheduling.services.calling import back
from scheduling.services.tickets import Doing, change

HERE_SAID = "Said on the phone page: here now"
LEFT_SAID = "Said on the phone page: has left"
NOT_WITH_THE_TEAM = tuple(state for state in OPEN if state != TicketState.SERVING)


def say_late(*, ticket: Ticket, now: datetime) -> Ticket:
    """Set aside until the person is here. Raises Gone where somebody was quicker."""
    return change(
        ticket_id=ticket.pk,
        act=TicketAct.PARKED,
        allowed=(TicketState.WAITING, TicketState.CALLED),
        doing=Doing(by=None, now=now, reason=LATE_SAID),
        state=TicketState.PARKED,
        station=None,
        started_at=None,
    )


def say_here(*, ticket: Ticket, now: datetime) -> Ticket:
    """Back in the queue, after a call that was missed or being late. Raises Gone where that is not the state."""
    if ticket.state != TicketState.MISSED and not set_aside_by_phone(ticket):
        raise Gone(f"{ticket.arrival.token} is “{ticket.get_state_display()}” now.")
    return back(ticket=ticket, doing=Doing(by=None, now=now, reason=HERE_SAID))


def say_left(*, ticket: Ticket, now: datetime) -> Ticket:
    """Out of the queue for today. Raises Gone where the person is with the team, or out of it already."""
    return change(
        ticket_id=ticket.pk,
        act=TicketAct.LEFT,
        allowed=NOT_WITH_THE_TEAM,
        doing=Doing(by=None, now=now, reason=LEFT_SAID),
        state=TicketState.LEFT,
        ended_at=now,
    )
