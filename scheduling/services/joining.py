"""A place in a lane: the first one on arrival, the next one when a station sends somebody on."""

from __future__ import annotations

from datetime import date, datetime

from camps.models import LaneName, Registration, User
from camps.rules.age import age_on
from scheduling.models import Appointment, Arrival, ArrivalKind, Ticket, TicketAct, TicketState
from scheduling.queries.lanes import lane_after, lanes_of
from scheduling.services.tickets import Doing, write_event

CHILD_BELOW = 6  # years; anaesthetists take them early, and nobody waits worse
ELDERLY_FROM = 65


def join_first_lane(
    *, arrival: Arrival, place: Appointment | None, act_at: datetime, by: User | None, now: datetime
) -> Ticket:
    """Where the way through this camp begins for who just came; `place` is today's appointment, if there is one."""
    first = lane_after(lanes_of(arrival.camp), done="", place=place, is_walk_in=arrival.kind == ArrivalKind.WALK_IN)
    return join(arrival=arrival, lane=first or LaneName.DISCHARGE, place=place, at=act_at, doing=Doing(by=by, now=now))


def join(*, arrival: Arrival, lane: str, place: Appointment | None, at: datetime, doing: Doing) -> Ticket:
    """Wait in `lane` from `at` on. Only the operation's own lane knows the operation's hour; it goes by the plan."""
    registration = Registration.objects.select_related("patient").get(pk=arrival.registration_id)
    age = _age(registration, on=arrival.day)
    in_theatre = lane == LaneName.THEATRE and place is not None
    ticket = Ticket.objects.create(
        organisation_id=arrival.organisation_id,
        camp_id=arrival.camp_id,
        arrival=arrival,
        registration=registration,
        day=arrival.day,
        lane=lane,
        state=TicketState.WAITING,
        appointment=place if in_theatre else None,
        urgency=registration.urgency,
        child=age is not None and age < CHILD_BELOW,
        elderly=age is not None and age >= ELDERLY_FROM,
        window_at=place.arrive_at if place else None,
        queued_at=at,
        counts_from=at,
        changed_at=doing.now,
    )
    write_event(ticket, TicketAct.QUEUED, doing)
    return ticket


def _age(registration: Registration, *, on: date) -> int | None:
    born = registration.patient.birth_date
    return age_on(born, on)[0] if born else None
