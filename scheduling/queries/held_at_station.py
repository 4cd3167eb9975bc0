"""What a station keeps on its device for an outage: tokens and initials of who is there and whom it may call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from camps.models import Station
from scheduling.models import AT_A_STATION, Ticket
from scheduling.queries.held import initials_of
from scheduling.queries.lanes import lanes_of, proposed_lanes


@dataclass(frozen=True, slots=True)
class HeldTicket:
    """`next` is the lane where they would usually go on to; empty where the way ends here."""

    ticket: int
    token: str
    initials: str
    state: str
    calls: int
    next: str


@dataclass(frozen=True, slots=True)
class HeldAtStation:
    """`here` in the order in which they were called, `held` in the order in which they are to be called."""

    here: list[HeldTicket]
    held: list[HeldTicket]
    lanes: list[str]


def held_at_station(station: Station, keys: Sequence[int], *, now: datetime) -> HeldAtStation:
    """Four statements, however many they are."""
    camp = station.camp
    day = camp.day_at(now)
    there = Q(station=station, state__in=AT_A_STATION)
    found = list(
        Ticket.objects.filter(there | Q(pk__in=keys), camp=camp, day=day)
        .select_related("arrival", "registration__patient")
        .order_by("called_at", "pk")
    )
    lanes = lanes_of(camp)
    then = proposed_lanes(camp, day=day, tickets=found, lanes=lanes)
    of = {one.pk: _held(one, then[one.pk]) for one in found}
    here = [of[one.pk] for one in found if one.state in AT_A_STATION and one.station_id == station.pk]
    return HeldAtStation(here, [of[key] for key in keys if key in of], lanes)


def _held(one: Ticket, then: str) -> HeldTicket:
    name = one.registration.patient.name
    return HeldTicket(one.pk, one.arrival.token, initials_of(name), one.state, one.calls, then)
