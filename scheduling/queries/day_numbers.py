"""The numbers of a camp's day: expected, here, and how far they have come. Two statements."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from camps.models import Camp, CampState
from scheduling.models import (
    AT_A_STATION,
    OPEN,
    Appointment,
    AppointmentState,
    Arrival,
    ArrivalKind,
    Ticket,
    TicketState,
)


@dataclass(frozen=True)
class DayNumbers:
    """People, each counted once. `walk_ins`: of the arrived, whom nobody expected; `aside`: set aside or missed."""

    expected: int
    arrived: int
    walk_ins: int
    waiting: int
    at_station: int
    aside: int
    done: int
    left: int


def day_numbers(camp: Camp, *, day: date) -> DayNumbers:
    """How the day stands, by the ticket that is open, else by the last one."""
    begins, ends = camp.instant(day, time(0)), camp.instant(day + timedelta(days=1), time(0))
    expected = _expected(camp, begins, ends)
    own = Ticket.objects.filter(arrival=OuterRef("pk"))
    state = Coalesce(
        Subquery(own.filter(state__in=OPEN).values("state")[:1]), Subquery(own.order_by("-pk").values("state")[:1])
    )
    arrived = Arrival.objects.filter(camp=camp, day=day, undone_at=None)
    counted = list(arrived.annotate(now=state).order_by().values_list("now", "kind").annotate(n=Count("pk")))
    by_state: dict[str | None, int] = defaultdict(int)
    for state_now, _, n in counted:
        by_state[state_now] += n

    def of(*states: str) -> int:
        return sum(by_state[one] for one in states)

    return DayNumbers(
        expected=expected,
        arrived=sum(by_state.values()),
        walk_ins=sum(n for _, kind, n in counted if kind == ArrivalKind.WALK_IN),
        waiting=of(TicketState.WAITING),
        at_station=of(*AT_A_STATION),
        aside=of(TicketState.PARKED, TicketState.MISSED),
        done=of(TicketState.DONE),
        left=of(TicketState.LEFT),
    )


def numbers_today(camp: Camp, *, now: datetime) -> DayNumbers | None:
    """Of the day that is on now; None before and after the camp, and for a draft or a cancelled one."""
    today = camp.day_at(now)
    is_on = camp.state == CampState.PUBLISHED and camp.first_day <= today <= camp.last_day
    return day_numbers(camp, day=today) if is_on else None


def _expected(camp: Camp, begins: datetime, ends: datetime) -> int:
    booked = Appointment.objects.filter(camp=camp, arrive_at__gte=begins, arrive_at__lt=ends)
    return booked.exclude(state=AppointmentState.CANCELLED).count()
