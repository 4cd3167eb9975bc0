"""Somebody's own place in today's queue, for the page behind the patient's link."""

from __future__ import annotations

from datetime import datetime

from camps.models import Registration
from scheduling.models import Ticket, TicketEvent, TicketState

LATE_SAID = "Said on the phone page: late"


def own_ticket(registration: Registration, *, now: datetime) -> Ticket | None:
    """The newest place of who is checked in today; None for who is not."""
    today = registration.camp.day_at(now)
    found = Ticket.objects.filter(registration=registration, day=today, arrival__undone_at=None)
    return found.select_related("arrival", "station").order_by("-pk").first()


def set_aside_by_phone(ticket: Ticket) -> bool:
    """It was the person who said so, and not the team."""
    if ticket.state != TicketState.PARKED:
        return False
    last = TicketEvent.objects.filter(ticket=ticket).order_by("-pk").first()
    return last is not None and last.by_id is None and last.reason == LATE_SAID
