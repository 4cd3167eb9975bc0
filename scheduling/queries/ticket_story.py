"""One person in the live queue: who it is, why here in the line, and all that happened so far."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from camps.models import Camp, Registration, Station
from scheduling.models import Ticket, TicketEvent, TicketState
from scheduling.queries.live_queue import InLine, LaneNow, queue_now


def ticket_of(camp: Camp, pk: int) -> Ticket | None:
    """With all that its page says of the person."""
    found = Ticket.objects.filter(camp=camp, pk=pk)
    return found.select_related(
        "camp", "arrival", "station", "registration__patient", "registration__procedure"
    ).first()


def events_of(ticket: Ticket) -> list[TicketEvent]:
    """The newest first, those of earlier lanes of this day too."""
    found = TicketEvent.objects.filter(ticket__arrival=ticket.arrival_id)
    return list(found.select_related("station", "by", "ticket").order_by("-pk"))


def lane_around(ticket: Ticket, *, now: datetime) -> tuple[LaneNow, InLine | None]:
    """Its lane, and where it stands while it waits."""
    lane = queue_now(ticket.camp, now=now, lane=ticket.lane).lane(ticket.lane)
    if ticket.state != TicketState.WAITING:
        return lane, None
    return lane, next((one for one in lane.waiting if one.ticket.pk == ticket.pk), None)


def station_of(camp: Camp, pk: int | None) -> Station | None:
    """A station of this camp that calls from a lane."""
    station = Station.objects.filter(camp=camp, pk=pk).first() if pk else None
    return station if station is not None and station.serves else None


def event_by(client_id: UUID) -> TicketEvent | None:
    """What one press of a button has written."""
    return TicketEvent.objects.filter(client_id=client_id).select_related("ticket").first()


def people_of(tickets: Collection[Ticket]) -> dict[int, Registration]:
    """What a station must know of those who are there, by the registration's id."""
    if not tickets:
        return {}
    found = Registration.objects.filter(pk__in=[one.registration_id for one in tickets])
    return {one.pk: one for one in found.select_related("patient", "procedure").prefetch_related("more_procedures")}
