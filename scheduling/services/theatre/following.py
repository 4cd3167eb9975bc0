"""The place in the live queue follows what happens at the table: with the team from wheels in, on at wheels out.

The moments are the truth. Where the queue went another way meanwhile, by a station's own page, it stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime

from django.db import transaction

from camps.models import LaneName, User
from scheduling.errors import SchedulingError
from scheduling.models import OPEN, Appointment, Ticket, TicketAct, TicketEvent, TicketState
from scheduling.services.sending_on import proposed_lane, send_on
from scheduling.services.tickets import Doing, change
from scheduling.services.undoing_tickets import undo_event
from scheduling.theatre.order import OUT, WHEELS_IN

BEFORE = (TicketState.WAITING, TicketState.CALLED, TicketState.PARKED, TicketState.MISSED)


def follow(
    one: Appointment, was: Mapping[str, datetime], stands: Mapping[str, datetime], *, by: User | None, now: datetime
) -> None:
    """Take the ticket along from the moments that stood to those that stand; nothing for who was never checked in."""
    for kind, come, gone in ((WHEELS_IN, _in, _not_in), (OUT, _out, _not_out)):
        if (kind in stands) == (kind in was):
            continue
        doing = Doing(by=by, now=now, station=one.station)
        with suppress(SchedulingError), transaction.atomic():
            if kind in stands:
                come(one, doing, stands[kind])
            else:
                gone(one, doing)


def _in(one: Appointment, doing: Doing, at: datetime) -> None:
    ticket = _open_ticket(one)
    if ticket is not None and ticket.lane != LaneName.THEATRE:
        ticket = send_on(ticket=ticket, lane=LaneName.THEATRE, doing=Doing(by=doing.by, now=doing.now))
    if ticket is not None:
        change(
            ticket_id=ticket.pk,
            act=TicketAct.STARTED,
            allowed=BEFORE,
            doing=doing,
            state=TicketState.SERVING,
            station=one.station,
            appointment=one,
            started_at=at,
        )


def _not_in(one: Appointment, doing: Doing) -> None:
    if (ticket := _open_ticket(one)) is not None:
        change(
            ticket_id=ticket.pk,
            act=TicketAct.BACK,
            allowed=(TicketState.SERVING,),
            doing=doing,
            state=TicketState.WAITING,
            station=None,
            started_at=None,
        )


def _out(one: Appointment, doing: Doing, at: datetime) -> None:
    ticket = _open_ticket(one)
    if ticket is not None and ticket.lane == LaneName.THEATRE and ticket.state == TicketState.SERVING:
        send_on(ticket=ticket, lane=proposed_lane(ticket) or "", doing=doing)


def _not_out(one: Appointment, doing: Doing) -> None:
    sent = TicketEvent.objects.filter(
        ticket__appointment=one, ticket__lane=LaneName.THEATRE, act__in=(TicketAct.SENT_ON, TicketAct.DONE)
    ).order_by("-pk")
    if (event := sent.first()) is not None:
        undo_event(event=event, doing=doing)


def _open_ticket(one: Appointment) -> Ticket | None:
    """Of the day of the place, or of the night after."""
    mine = Ticket.objects.filter(registration=one.registration_id or 0, state__in=OPEN, arrival__undone_at=None)
    return mine.select_related("camp__venue", "arrival").order_by("-pk").first()
