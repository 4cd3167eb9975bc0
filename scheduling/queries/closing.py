"""Everybody concerned on a day, with what became of them or what the day's facts propose."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from camps.models import Camp, Decision, LaneName, Registration
from scheduling.closing.proposing import Facts, Proposed, propose
from scheduling.models import (
    OPEN,
    Appointment,
    AppointmentKind,
    AppointmentState,
    Arrival,
    DayClosing,
    Fate,
    FateKind,
    Ticket,
    TicketState,
)
from scheduling.queries.real_times import Moments, Real, moments_on, real_times

OFF_THE_LIST = (Decision.DEFERRED, Decision.REFERRED)


@dataclass(frozen=True)
class Person:
    """One of the day. `place` stood or was served today, `later` stands on a later day; `fate` is the live one."""

    registration: Registration
    place: Appointment | None
    later: Appointment | None
    arrival: Arrival | None
    ticket: Ticket | None
    fate: Fate | None
    facts: Facts
    proposed: Proposed
    real: Real | None

    @property
    def may_be(self) -> list[FateKind]:
        """What a person may say of them without looking for a place first."""
        fates = [FateKind.DONE, FateKind.SEEN, FateKind.DEFERRED, FateKind.REFERRED]
        if self.facts.arrived or self.facts.table:
            fates.append(FateKind.LEFT)
        elif not self.facts.booked or self.facts.over:
            fates.append(FateKind.NOT_COME)
        if self.later is not None:
            fates.append(FateKind.MOVED)
        return fates

    @property
    def can_move(self) -> bool:
        """Whether a place on a later day may be looked for."""
        return self.registration.decision == Decision.LISTED and self.later is None


@dataclass(frozen=True)
class ClosingDay:
    """A day of a camp with everybody concerned, by card number; `closing` once it is closed."""

    camp: Camp
    day: date
    people: list[Person]
    closing: DayClosing | None

    @property
    def open(self) -> list[Person]:
        """Who has no fate yet."""
        return [one for one in self.people if one.fate is None]

    @property
    def sure(self) -> list[Person]:
        """Without a fate, and nobody need look at them."""
        return [one for one in self.open if one.proposed.sure]

    @property
    def unclear(self) -> list[Person]:
        return [one for one in self.open if not one.proposed.sure]

    @property
    def settled(self) -> list[Person]:
        return [one for one in self.people if one.fate is not None]


def closing_day(camp: Camp, day: date, *, now: datetime) -> ClosingDay:
    """Whoever has a place on the day, came, or was said to be somewhere, even where that was taken back since.

    In ten statements, however many people there are.
    """
    begins, ends = span_of(camp, day)
    places = _by_registration(
        Appointment.objects.filter(camp=camp, starts_at__gte=begins, starts_at__lt=ends, registration__isnull=False)
        .exclude(state=AppointmentState.CANCELLED)
        .select_related("station")
        .order_by("state", "-pk")  # a booked one before one that is done
    )
    arrivals = {one.registration_id: one for one in Arrival.objects.filter(camp=camp, day=day, undone_at=None)}
    tickets: dict[int, list[Ticket]] = defaultdict(list)
    for ticket in Ticket.objects.filter(camp=camp, day=day, arrival__undone_at=None).select_related("station"):
        tickets[ticket.registration_id].append(ticket)
    fates: dict[int, Fate | None] = {}
    for fate in Fate.objects.filter(camp=camp, day=day).select_related("by").order_by("pk"):
        fates[fate.registration_id] = fate if fate.undone_at is None else fates.get(fate.registration_id)
    keys = places.keys() | arrivals.keys() | fates.keys()
    later = _by_registration(
        Appointment.objects.filter(registration__in=keys, state=AppointmentState.BOOKED, starts_at__gte=ends)
        .select_related("station")
        .order_by("pk")
    )
    moments = moments_on(camp, [day])
    real = real_times(camp, [day], moments=moments)
    people = []
    for registration in Registration.objects.filter(pk__in=keys).select_related("patient", "procedure", "camp__venue"):
        key = registration.pk
        place, own = places.get(key), sorted(tickets[key], key=lambda one: one.pk)
        times = real.get(place.pk) if place else None
        facts = Facts(
            arrived=key in arrivals,
            queue=_queue(own),
            booked=place is not None,
            operation=place is not None and place.kind == AppointmentKind.OPERATION,
            over=place is not None and place.ends_at <= now,
            operated=times.operated if times else _was_operated(place),
            table=_at_table(moments.get(place.pk)) if place else "",
            in_theatre=any(one.lane == LaneName.THEATRE and one.state == TicketState.DONE for one in own),
            decided=_decided(registration, begins),
            later=key in later,
        )
        people.append(
            Person(
                registration=registration,
                place=place,
                later=later.get(key),
                arrival=arrivals.get(key),
                ticket=own[-1] if own else None,
                fate=fates.get(key),
                facts=facts,
                proposed=propose(facts),
                real=times,
            )
        )
    people.sort(key=lambda one: one.registration.number)
    return ClosingDay(camp, day, people, closing_of(camp, day))


def closing_of(camp: Camp, day: date) -> DayClosing | None:
    """The closing that holds; None while the day is open."""
    return DayClosing.objects.filter(camp=camp, day=day, reopened_at=None).select_related("by").first()


def span_of(camp: Camp, day: date) -> tuple[datetime, datetime]:
    """From midnight to midnight at the venue."""
    return camp.instant(day, datetime.min.time()), camp.instant(day + timedelta(days=1), datetime.min.time())


def _by_registration(appointments: Iterable[Appointment]) -> dict[int, Appointment]:
    """The first of each."""
    found: dict[int, Appointment] = {}
    for one in appointments:
        assert one.registration_id is not None, "only patients' appointments are asked for"
        found.setdefault(one.registration_id, one)
    return found


def _queue(tickets: list[Ticket]) -> str:
    if not tickets:
        return ""
    if any(one.state in OPEN for one in tickets):
        return "open"
    return "left" if tickets[-1].state == TicketState.LEFT else "ended"


def _was_operated(place: Appointment | None) -> bool:
    return place is not None and place.kind == AppointmentKind.OPERATION and place.state == AppointmentState.DONE


def _at_table(moments: Moments | None) -> str:
    if moments is None:
        return ""
    if moments.on_table:
        return "in"
    return "given_up" if moments.given_up else "over"


def _decided(registration: Registration, begins: datetime) -> str:
    decided = registration.decided_at is not None and registration.decided_at >= begins
    return str(registration.decision) if decided and registration.decision in OFF_THE_LIST else ""
