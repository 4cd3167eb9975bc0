"""Free places to offer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from camps.models import Registration, Station
from scheduling.filling.problem import Place
from scheduling.intervals import minute
from scheduling.models import Appointment
from scheduling.queries.places.search import FreePlace, Search

__all__ = ["FreePlace", "free_places", "places_with_cover"]


def free_places(
    *,
    registration: Registration,
    now: datetime,
    limit: int = 6,
    after: datetime | None = None,
    around: datetime | None = None,
    station: Station | None = None,
    but_for: Iterable[int] = (),
) -> list[FreePlace]:
    """The free places of a registration, one for each arrival time, earliest first.

    `after` leaves out earlier arrivals, `around` orders by distance from it, `station` looks there only, and
    `but_for` are appointments whose holds do not count (the one that is to be moved). Empty when it has no procedure,
    and when nothing is free.
    """
    if registration.procedure_id is None:
        return []
    search = Search.of(registration, now=now, but_for=but_for)
    return search.free(limit=limit, after=after, around=around, station=station)


def places_with_cover(*, appointment: Appointment, now: datetime) -> list[FreePlace]:
    """The same time with everybody there: on its own station first, then on others; doctors that can stay, stay."""
    assert appointment.registration is not None, "only a patient's appointment is covered"
    search = Search.of(appointment.registration, now=now, but_for=[appointment.pk])
    units = sorted(search.board.units(search.need), key=lambda unit: unit.station != appointment.station_id)
    start = minute(appointment.starts_at)
    found = [(unit, search.board.place(search.need, unit, start)) for unit in units]
    return [search.shown(unit, place) for unit, place in found if isinstance(place, Place)]
