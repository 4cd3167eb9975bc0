"""Take back the last thing that was done to a ticket, while nothing happened since."""

from __future__ import annotations

from django.db import transaction

from camps.live.counter import changed
from scheduling.errors import Gone, NotAllowed
from scheduling.models import AT_A_STATION, OPEN, GoesAhead, GoFirst, Ticket, TicketAct, TicketEvent, TicketState
from scheduling.services.go_first import take_back
from scheduling.services.tickets import ENDED_AHEAD, Doing, heard_before, put_back, write_event


def undo_event(*, event: TicketEvent, doing: Doing) -> Ticket:
    """The ticket as this event found it. A place in the next lane that it gave goes again, if nobody called it yet.

    Raises Gone when something happened since, NotAllowed for what can't be taken back.
    """
    if event.act in (TicketAct.QUEUED, TicketAct.UNDONE):
        raise NotAllowed("This can't be taken back here.", cure="Take the check-in back at the desk.")
    with transaction.atomic():
        if event.act == TicketAct.ASKED_FIRST:
            _stop_asking(event, doing)
        ticket = Ticket.objects.select_for_update(no_key=True, of=("self",)).select_related("arrival").get(
            pk=event.ticket_id
        )  # fmt: skip
        if again := heard_before(doing):
            return again
        last = TicketEvent.objects.filter(ticket=ticket).order_by("-pk").first()
        if last is None or last.pk != event.pk:
            raise Gone(f"Something happened to {ticket.arrival.token} since.")
        if event.act == TicketAct.SENT_ON:
            _take_next_place(ticket, doing)
        if event.act in (TicketAct.MOVED, TicketAct.WENT_FIRST):
            _order_as_before(ticket, event, doing)
        state, station = event.before["state"], event.before["station_id"]
        _refuse_a_second_place(ticket, state)
        if state in AT_A_STATION and _taken(station, but_for=ticket):
            raise Gone("Somebody else was called there since.", cure="Finish with them first.")
        write_event(ticket, TicketAct.UNDONE, doing)
        put_back(ticket, event.before)
        ticket.changed_at = doing.now
        ticket.save()
        changed(ticket.camp_id)
    return ticket


def _stop_asking(event: TicketEvent, doing: Doing) -> None:
    """Its question is taken back, before the ticket is locked. Raises Gone once it is decided."""
    asked = GoFirst.objects.filter(ticket=event.ticket_id, asked_at__lte=event.recorded_at).order_by("-pk").first()
    if asked is not None and not heard_before(doing):
        take_back(go_first=asked, doing=doing)


def _order_as_before(ticket: Ticket, event: TicketEvent, doing: Doing) -> None:
    """Whom it went before: who was put to the end goes ahead again, who was moved ahead does so no more."""
    ahead = GoesAhead.objects.filter(ticket=ticket)
    if ENDED_AHEAD in event.before:
        ahead.filter(pk__in=event.before[ENDED_AHEAD]).update(undone_at=None)
    elif own := ahead.filter(undone_at=None, at=event.at).order_by("-pk").first():  # of several in one minute the last
        own.undone_at = doing.now
        own.save(update_fields=["undone_at"])


def _refuse_a_second_place(ticket: Ticket, state: str) -> None:
    """Whoever waits elsewhere by now, or is not here at all, gets no old place back."""
    if state not in OPEN:
        return
    if ticket.arrival.undone_at is not None:
        raise Gone(f"{ticket.arrival.token} is not here any more.", cure="Check them in again.")
    if Ticket.objects.filter(arrival=ticket.arrival_id, state__in=OPEN).exclude(pk=ticket.pk).exists():
        raise Gone(f"{ticket.arrival.token} has a place in another lane by now.")


def _take_next_place(ticket: Ticket, doing: Doing) -> None:
    """The place in the next lane that came with it; its events go on record as left."""
    later = Ticket.objects.select_for_update(no_key=True).filter(arrival=ticket.arrival_id, pk__gt=ticket.pk)
    for one in later.order_by("pk"):
        if one.state != TicketState.WAITING or one.calls:
            raise Gone(f"{ticket.arrival.token} was called in the next lane already.")
        write_event(one, TicketAct.LEFT, Doing(by=doing.by, now=doing.now, reason="Sent on by mistake."))
        one.state, one.ended_at, one.changed_at = TicketState.LEFT, doing.now, doing.now
        one.save(update_fields=["state", "ended_at", "changed_at"])


def _taken(station_id: int, *, but_for: Ticket) -> bool:
    there = Ticket.objects.filter(station=station_id, state__in=AT_A_STATION).exclude(pk=but_for.pk)
    station = but_for.camp.stations.filter(pk=station_id).first()
    return station is None or there.count() >= station.beds
