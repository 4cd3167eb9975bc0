"""What is printed of a camp: a card and an instruction sheet for each patient, and the lists of a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import prefetch_related_objects

from camps.models import Camp, Registration, Station
from notifications.models import VisitLink
from notifications.queries.printings import Sheet, station_scope
from notifications.queries.settled import Settled, settled_places
from notifications.queries.texts import shipped_language
from notifications.queries.visits import nothing_to_eat_from
from scheduling.models import Appointment, AppointmentState


@dataclass(frozen=True)
class Handout:
    """What one patient is given on paper: time and place as published, never what the visit is for."""

    registration: Registration
    place: Settled
    language: str
    nothing_to_eat_from: datetime | None

    @property
    def day(self) -> date:
        return self.place.arrive_at.astimezone(self.place.venue.zone).date()


@dataclass(frozen=True)
class Line:
    """One appointment on the list of a station that hangs on its door: a number, no name."""

    starts_at: datetime
    arrive_at: datetime
    number: int
    initials: str


def handouts(camp: Camp, *, day: date | None = None, number: int | None = None) -> list[Handout]:
    """Everybody with a published place, by hour of arrival and card number; on one day, or one person."""
    places = [place for place in settled_places(camp).values() if place.live]
    prefetch_related_objects([place.appointment for place in places], "procedures")
    made = []
    for place in places:
        registration = place.appointment.registration
        assert registration is not None, "settled places are patients'"
        made.append(
            Handout(
                registration,
                place,
                shipped_language(registration.patient.language or camp.language, camp.language),
                nothing_to_eat_from(place.appointment, place.arrive_at, zone=place.venue.zone),
            )
        )
    kept = [one for one in made if day in (None, one.day) and number in (None, one.registration.number)]
    return sorted(kept, key=lambda one: (one.place.arrive_at, one.registration.number))


def without_link(shown: Sequence[Handout]) -> list[Registration]:
    """Those whose secret link nobody needed yet: it has no row, so its code can't be printed."""
    registrations = {one.registration.pk: one.registration for one in shown}
    known = set(VisitLink.objects.filter(registration__in=registrations).values_list("registration_id", flat=True))
    return [registration for pk, registration in registrations.items() if pk not in known]


def board_lists(camp: Camp, day: date) -> list[Sheet]:
    """The appointments of a day as they stand now, drafts included, by station and hour."""
    begins = camp.instant(day, time())
    ends = camp.instant(day + timedelta(days=1), time())
    rows = (
        Appointment.objects.filter(
            camp=camp, state=AppointmentState.BOOKED, registration__isnull=False, starts_at__gte=begins
        )
        .filter(starts_at__lt=ends)
        .select_related("registration__patient", "station")
        .order_by("station__name", "starts_at", "registration__number")
    )
    lists: dict[int, tuple[Station, list[Line]]] = {}
    for row in rows:
        assert row.registration is not None, "filtered above"
        line = Line(
            starts_at=row.starts_at,
            arrive_at=row.arrive_at,
            number=row.registration.number,
            initials=initials_of(row.registration.patient.name),
        )
        lists.setdefault(row.station_id, (row.station, []))[1].append(line)
    return [
        Sheet(station_scope(day, station.pk), station.board_name, lines, key=station.pk)
        for station, lines in lists.values()
    ]


def initials_of(name: str) -> str:
    """ "A.B.": two at most."""
    return "".join(f"{part[0].upper()}." for part in name.split()[:2])


def untold_on(camp: Camp, day: date | None) -> int:
    """How many appointments differ from what their patients were told, or were never told; on one day or on all."""
    zone = camp.zone
    settled = {place.appointment.pk: place for place in settled_places(camp).values() if place.live}
    live = Appointment.objects.filter(camp=camp, state=AppointmentState.BOOKED, registration__isnull=False)
    on_day = {pk for pk, starts in live.values_list("pk", "starts_at") if _on(day, starts, zone)}
    left = {
        pk
        for pk, place in settled.items()
        if place.in_question and _on(day, place.starts_at, zone) and pk not in on_day
    }
    changed = {pk for pk in on_day if pk not in settled or settled[pk].in_question}
    return len(changed | left)


def _on(day: date | None, at: datetime, zone: ZoneInfo) -> bool:
    return day is None or at.astimezone(zone).date() == day
