"""The lanes of a camp, who waits in each, and in which order."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db.models import Q, QuerySet

from camps.models import Camp, LaneName, Station
from scheduling.models import Appointment, AppointmentState, ArrivalKind, GoesAhead, Ticket, TicketState
from scheduling.queue import order
from scheduling.queue.lanes import Lane, next_lane
from scheduling.queue.order import Placed, Waiting, in_order


def stations_of(camp: Camp) -> list[Station]:
    """The stations that call from a lane, in the lanes' order, then by name."""
    found = [station for station in Station.objects.filter(camp=camp) if station.serves]
    for station in found:
        station.camp = camp
    usual = list(Lane)
    return sorted(found, key=lambda station: (usual.index(Lane(station.serves)), station.name))


def lanes_of(camp: Camp) -> list[str]:
    """The lanes that have a station, in their usual order."""
    served = {station.serves for station in Station.objects.filter(camp=camp)}
    return [str(lane) for lane in Lane if lane in served]


def lane_after(
    lanes: Collection[str], *, done: str, place: Appointment | None, is_walk_in: bool, needs_lab: bool = False
) -> str | None:
    """The lane proposed after `done` (empty: has just come) for who has `place` today; None where the way ends."""
    has_operation = place is not None and place.kind == "operation"
    proposed = next_lane(lanes, done or None, has_operation=has_operation, is_walk_in=is_walk_in, needs_lab=needs_lab)
    return str(proposed) if proposed else None


def places_today(camp: Camp, *, day: date, registrations: Collection[int]) -> dict[int, Appointment]:
    """Their appointments of that day. A booking for another day gives no right to today's windows."""
    booked = Appointment.objects.filter(registration__in=registrations, state=AppointmentState.BOOKED)
    return {
        one.registration_id: one
        for one in booked
        if one.registration_id is not None and camp.day_at(one.arrive_at) == day
    }


def proposed_lanes(camp: Camp, *, day: date, tickets: Collection[Ticket], lanes: Collection[str]) -> dict[int, str]:
    """Where each would usually go next, by the ticket's id; empty where the way ends there."""
    places = places_today(camp, day=day, registrations=[one.registration_id for one in tickets]) if tickets else {}
    return {
        one.pk: lane_after(
            lanes,
            done=one.lane,
            place=places.get(one.registration_id),
            is_walk_in=one.arrival.kind == ArrivalKind.WALK_IN,
        )
        or ""
        for one in tickets
    }


def order_of_lane(camp: Camp, *, lane: str, day: date, now: datetime) -> list[Placed]:
    """Everybody who waits in a lane, the next one first."""
    waiting = _waiting(camp, lane=lane, day=day)
    return placed(waiting, moves_of(camp, waiting), now=now)


def order_at(station: Station, *, now: datetime) -> list[Placed]:
    """Everybody whom this station may call: a table calls who is planned there for this day, or nowhere."""
    day = station.camp.day_at(now)
    waiting = _waiting(station.camp, lane=station.serves, day=day)
    if station.serves == LaneName.THEATRE:
        begins, ends = station.camp.span_of(day)
        planned = Q(appointment__station=station, appointment__state=AppointmentState.BOOKED)
        planned &= Q(appointment__starts_at__gte=begins, appointment__starts_at__lt=ends)
        waiting = waiting.filter(Q(appointment=None) | planned)
    return placed(waiting, moves_of(station.camp, waiting), now=now)


def placed(tickets: Iterable[Ticket], moves: list[order.GoesAhead], *, now: datetime) -> list[Placed]:
    """Tickets of one lane in their order."""
    return in_order([as_waiting(ticket) for ticket in tickets], moves, now=now)


def as_waiting(ticket: Ticket) -> Waiting:
    """What the rule knows of a ticket."""
    planned = ticket.appointment.starts_at if ticket.lane == LaneName.THEATRE and ticket.appointment else None
    return Waiting(
        key=ticket.pk,
        arrived_at=ticket.counts_from,
        window_at=ticket.window_at,
        urgency=ticket.urgency,
        child=ticket.child,
        elderly=ticket.elderly,
        planned_at=planned,
    )


def moves_of(camp: Camp, tickets: Iterable[Ticket]) -> list[order.GoesAhead]:
    """Who goes before others than the rule says, in the order in which that happened."""
    rows = GoesAhead.objects.filter(camp=camp, undone_at=None, ticket__in=[one.pk for one in tickets]).order_by("pk")
    return [
        order.GoesAhead(row.ticket_id, frozenset(row.over), by_desk=not row.agreed, behind=frozenset(row.behind))
        for row in rows
    ]


def _waiting(camp: Camp, *, lane: str, day: date) -> QuerySet[Ticket]:
    rows = Ticket.objects.filter(camp=camp, day=day, lane=lane, state=TicketState.WAITING)
    return rows.select_related("appointment")
