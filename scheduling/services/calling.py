"""A station calls the next one of its lane. Two stations never call the same: one statement takes the ticket.

Each caller reads the order, then takes the first that is still free with `SKIP LOCKED`: who is being taken by another
transaction is passed over, so nobody waits for anybody and fifty calls at once take fifty tickets. Whom another device
holds for an outage is passed over too, in the same statement (docs/decisions/offline.md).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import connection, transaction

from camps.live.counter import changed
from camps.models import Station
from scheduling.errors import Gone, NotAllowed
from scheduling.models import AT_A_STATION, StationDevice, Ticket, TicketAct, TicketState
from scheduling.queries.lanes import order_at
from scheduling.services.tickets import Doing, change, heard_before, write_event

MOST_CALLS = 3  # then a person is missed, not called for ever

_TAKE = """
SELECT ticket.id FROM unnest(%s::bigint[]) WITH ORDINALITY AS wanted (id, place)
JOIN scheduling_ticket AS ticket ON ticket.id = wanted.id
WHERE ticket.state = 'waiting' AND (
  ticket.held_by_id IS NULL OR ticket.held_by_id = %s::bigint OR ticket.held_until <= %s OR ticket.urgency = 1)
ORDER BY wanted.place LIMIT 1
FOR NO KEY UPDATE OF ticket SKIP LOCKED
"""


def call_next(*, station: Station, doing: Doing) -> Ticket | None:
    """The next of the station's lane comes to it; None while nobody waits whom it may call.

    Sent twice, the same one is called once. A device that holds people for an outage calls them, others pass them over.

    Raises NotAllowed where everyone the station has room for is there already, or it calls from no lane.
    """
    if not station.serves:
        raise NotAllowed(f"{station.name} calls from no lane.", cure="Choose its lane in the camp's settings.")
    with transaction.atomic():
        _lock(station)
        if again := heard_before(doing):
            return again
        _refuse_when_full(station)
        order = [placed.key for placed in order_at(station, now=doing.now)]
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, [order, _device_here(station, doing), doing.now])
            row = cursor.fetchone()
        if row is None:
            return None
        return _called(Ticket.objects.get(pk=row[0]), station=station, act=TicketAct.CALLED, doing=doing)


def call_this(*, ticket: Ticket, station: Station, doing: Doing) -> Ticket:
    """Out of turn, or back from where he or she was set aside. Raises NotAllowed (no reason, no room), Gone."""
    with transaction.atomic():
        _lock(station)
        if again := heard_before(doing):
            return again
        _refuse_when_full(station)
        if ticket.lane != station.serves:
            raise NotAllowed(f"{station.name} serves another lane.", cure="Send them on to its lane first.")
        if not doing.reason.strip() and not _is_next(ticket, station, now=doing.now):
            raise NotAllowed("Others are before them.", cure="Say why they are called out of turn.")
        one = Ticket.objects.select_for_update(no_key=True).get(pk=ticket.pk)
        _refuse_unless_free(one)
        if one.waits_for_another(_device_here(station, doing), now=doing.now):
            assert one.held_by is not None, "nobody waits for nobody"
            raise NotAllowed(
                f"{one.arrival.token} is kept for {one.held_by.station.name}, which may call without a network.",
                cure="Ask there; whom it does not call it can release.",
            )
        return _called(one, station=station, act=TicketAct.CALLED, doing=doing)


def call_alone(*, ticket: Ticket, station: Station, doing: Doing) -> Ticket:
    """What a station without a network has done already: no room and no other hold undoes it. Raises Gone.

    Who is called to this very station is called: the word of it was lost on the way back.
    """
    with transaction.atomic():
        _lock(station)
        if again := heard_before(doing):
            return again
        one = Ticket.objects.select_for_update(no_key=True).get(pk=ticket.pk)
        if one.state in AT_A_STATION and one.station_id == station.pk:
            return one
        _refuse_unless_free(one)
        return _called(one, station=station, act=TicketAct.CALLED, doing=doing)


def recall(*, ticket: Ticket, doing: Doing) -> Ticket:
    """Once more, at most three times in all. Raises NotAllowed after that, Gone when they came or were missed."""
    with transaction.atomic():
        one = Ticket.objects.select_for_update(no_key=True).get(pk=ticket.pk)
        if again := heard_before(doing):
            return again
        if one.calls >= MOST_CALLS:
            raise NotAllowed(f"{one.arrival.token} was called {MOST_CALLS} times.", cure="Mark them as missed.")
        return change(
            ticket_id=one.pk,
            act=TicketAct.RECALLED,
            allowed=(TicketState.CALLED,),
            doing=doing,
            calls=one.calls + 1,
            called_at=doing.happened_at,
        )


def start(*, ticket: Ticket, doing: Doing) -> Ticket:
    """They came in. Raises Gone where they are not called."""
    return change(
        ticket_id=ticket.pk,
        act=TicketAct.STARTED,
        allowed=(TicketState.CALLED,),
        doing=doing,
        state=TicketState.SERVING,
        started_at=doing.happened_at,
    )


def park(*, ticket: Ticket, doing: Doing) -> Ticket:
    """Not now: a blood pressure to settle, a paper to fetch. They keep their place for when they are back."""
    return change(
        ticket_id=ticket.pk,
        act=TicketAct.PARKED,
        allowed=(TicketState.WAITING, *AT_A_STATION),
        doing=doing,
        state=TicketState.PARKED,
        station=None,
        started_at=None,
    )


def miss(*, ticket: Ticket, doing: Doing) -> Ticket:
    """Called and not there. Nothing is lost: `back` brings them into the queue again, with the time they waited."""
    return change(
        ticket_id=ticket.pk,
        act=TicketAct.MISSED,
        allowed=(TicketState.CALLED,),
        doing=doing,
        state=TicketState.MISSED,
        station=None,
    )


def back(*, ticket: Ticket, doing: Doing) -> Ticket:
    """Into the queue again, waiting counted since they first joined this lane."""
    return change(
        ticket_id=ticket.pk,
        act=TicketAct.BACK,
        allowed=(TicketState.PARKED, TicketState.MISSED),
        doing=doing,
        state=TicketState.WAITING,
        calls=0,
        called_at=None,
    )


def _lock(station: Station) -> None:
    Station.objects.select_for_update(no_key=True).get(pk=station.pk)


def _refuse_when_full(station: Station) -> None:
    there = list(Ticket.objects.filter(station=station, state__in=AT_A_STATION).select_related("arrival"))
    if len(there) >= station.beds:
        tokens = ", ".join(one.arrival.token for one in there)
        raise NotAllowed(
            f"{tokens} is still at {station.name}." if len(there) == 1 else f"{tokens} are still at {station.name}.",
            cure="Send them on, finish, or set them aside first.",
        )


def _refuse_unless_free(ticket: Ticket) -> None:
    if ticket.state not in (TicketState.WAITING, TicketState.PARKED, TicketState.MISSED):
        raise Gone(f"{ticket.arrival.token} is “{ticket.get_state_display()}” now.")


def _device_here(station: Station, doing: Doing) -> int | None:
    """Whose holds the caller may use: those of this very device, at this station."""
    if doing.device is None:
        return None
    own = StationDevice.objects.filter(station=station, device=doing.device, released_at=None)
    return own.values_list("pk", flat=True).first()


def _is_next(ticket: Ticket, station: Station, *, now: datetime) -> bool:
    order = order_at(station, now=now)
    return bool(order) and order[0].key == ticket.pk


def _called(ticket: Ticket, *, station: Station, act: TicketAct, doing: Doing) -> Ticket:
    write_event(ticket, act, replace(doing, station=station))
    ticket.state = TicketState.CALLED
    ticket.station = station
    ticket.calls += 1
    ticket.called_at = doing.happened_at
    ticket.started_at = ticket.ended_at = None
    ticket.changed_at = doing.now
    ticket.save()
    changed(ticket.camp_id)
    return ticket
