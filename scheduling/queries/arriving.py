"""Who is expected, who came, and how somebody at the desk stands to today."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from camps.models import Camp, Decision, Guardian, Registration
from scheduling.models import OPEN, Appointment, AppointmentState, Arrival, ArrivalKind, Desk, Ticket
from scheduling.queries.registration_list import Wanted, registrations_of

MOST_FOUND = 12
MOST_DIGITS = 6  # of a card's number
EARLY = timedelta(minutes=60)  # who comes this long before the window is told that waiting counts from the window


@dataclass(frozen=True)
class AtTheDesk:
    """Somebody the desk looks at. `kind` is how he or she would be checked in now; `arrival` when it happened already.

    `place` is the live appointment (of any day), `ticket` the open place in today's queue.
    """

    registration: Registration
    kind: ArrivalKind
    place: Appointment | None
    arrival: Arrival | None
    ticket: Ticket | None
    guardian: Guardian | None
    family: list[AtTheDesk] = field(default_factory=list)

    @property
    def may_check_in(self) -> bool:
        return self.arrival is None

    @property
    def needs_choice(self) -> bool:
        """Not booked for today: a person decides between today's queue and the booked day."""
        return self.arrival is None and self.kind == ArrivalKind.WRONG_DAY

    @property
    def not_asked_here(self) -> bool:
        """Screened to another end than the tables: deferred, referred or not now."""
        return self.registration.decision in (Decision.DEFERRED, Decision.REFERRED, Decision.NOT_NOW)


@dataclass(frozen=True)
class DeskCounts:
    """The line above the desk's page, over all desks."""

    expected: int
    came: int
    walk_ins: int
    to_come: int


def kind_of(place: Appointment | None, *, camp: Camp, now: datetime) -> ArrivalKind:
    """How arriving now stands to the booked window. Whom nobody wrote down before is a walk-in, never seen here."""
    if place is None:
        return ArrivalKind.UNBOOKED
    if camp.day_at(place.arrive_at) != camp.day_at(now):
        return ArrivalKind.WRONG_DAY
    if now < place.arrive_at - EARLY:
        return ArrivalKind.EARLY
    if now >= place.arrive_at + timedelta(minutes=camp.window_minutes):
        return ArrivalKind.LATE
    return ArrivalKind.ON_TIME


def found_at_desk(camp: Camp, text: str, *, now: datetime) -> list[AtTheDesk]:
    """Who matches what was scanned or typed: a token of today, a card number, a phone, a piece of the name.

    Of several: who is still to come today first, then who has no place today, then who came; by number within.
    """
    text = text.strip()
    if not text:
        return []
    today = camp.day_at(now)
    for known in (_token(camp, text, day=today), _card(camp, text)):
        if known is not None:
            return at_the_desk(camp, [known], now=now)
    begins, ends = camp.span_of(today)
    places = Appointment.objects.filter(state=AppointmentState.BOOKED, arrive_at__gte=begins, arrive_at__lt=ends)
    came = Arrival.objects.filter(day=today, undone_at=None)
    whose = {"registration": OuterRef("pk")}
    likely = registrations_of(camp, Wanted(q=text)).order_by(
        Exists(came.filter(**whose)), Exists(places.filter(**whose)).desc(), "number"
    )
    return at_the_desk(camp, likely.values_list("pk", flat=True)[:MOST_FOUND], now=now)


def at_the_desk(camp: Camp, keys: Iterable[int], *, now: datetime) -> list[AtTheDesk]:
    """These registrations as the desk sees them, in the given order; six statements at most."""
    people, given = _people(camp, now=now), list(keys)
    found = sorted(people.filter(pk__in=given), key=lambda one: given.index(one.pk))
    families = {one.family_id for one in found if one.family_id}
    kin: dict[int, list[Registration]] = {}
    for one in people.filter(family__in=families).order_by("number") if families else ():
        kin.setdefault(one.family_id or 0, []).append(one)
    shown = {one.pk: _shown(camp, one, now=now) for one in [*found, *(one for own in kin.values() for one in own)]}
    result = []
    for one in found:
        own = shown[one.pk]
        own.family.extend(shown[other.pk] for other in kin.get(one.family_id or 0, ()) if other.pk != one.pk)
        result.append(own)
    return result


def _people(camp: Camp, *, now: datetime) -> QuerySet[Registration]:
    today = camp.day_at(now)
    places = Appointment.objects.filter(state=AppointmentState.BOOKED).select_related("station")
    came = Arrival.objects.filter(day=today, undone_at=None)
    waiting = Ticket.objects.filter(day=today, state__in=OPEN).select_related("station")
    return (
        Registration.objects.filter(camp=camp)
        .select_related("patient", "procedure", "family")
        .prefetch_related(
            Prefetch("appointments", queryset=places, to_attr="places"),
            Prefetch("arrivals", queryset=came, to_attr="came"),
            Prefetch("tickets", queryset=waiting, to_attr="waiting"),
            Prefetch("patient__guardians", queryset=Guardian.objects.order_by("pk"), to_attr="answering"),
        )
    )


def _shown(camp: Camp, one: Registration, *, now: datetime) -> AtTheDesk:
    place = next(iter(one.places), None)  # type: ignore[attr-defined]  # see _people
    return AtTheDesk(
        registration=one,
        kind=kind_of(place, camp=camp, now=now),
        place=place,
        arrival=next(iter(one.came), None),  # type: ignore[attr-defined]
        ticket=next(iter(one.waiting), None),  # type: ignore[attr-defined]
        guardian=next(iter(one.patient.answering), None),  # type: ignore[attr-defined]
    )


def _token(camp: Camp, text: str, *, day: date) -> int | None:
    """The registration that today's token (B-014, b14) was given to."""
    letter, number = split_token(text)
    if not letter:
        return None
    rows = Arrival.objects.filter(camp=camp, day=day, letter=letter, number=number, undone_at=None)
    return rows.values_list("registration_id", flat=True).first()


def _card(camp: Camp, text: str) -> int | None:
    """The registration whose card says just this (007, or 7): not also who has a phone that ends so."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else 0
    if text not in (str(number), f"{number:03d}"):
        return None
    return Registration.objects.filter(camp=camp, number=number).values_list("pk", flat=True).first()


def split_token(text: str) -> tuple[str, int]:
    """ "b-14" is ("B", 14); what is no token is ("", 0)."""
    plain = text.replace("-", "").replace(" ", "").upper()
    letters = plain.rstrip("0123456789")
    digits = plain[len(letters) :]
    good = 1 <= len(letters) <= 2 and letters.isascii() and letters.isalpha() and 1 <= len(digits) <= 5
    return (letters, int(digits)) if good else ("", 0)


def counts_at_desk(camp: Camp, *, now: datetime) -> DeskCounts:
    """Over the whole camp today, in three statements."""
    today = camp.day_at(now)
    begins, ends = camp.span_of(today)
    came = Arrival.objects.filter(camp=camp, day=today, undone_at=None)
    booked = Appointment.objects.filter(
        camp=camp,
        state=AppointmentState.BOOKED,
        registration__isnull=False,
        arrive_at__gte=begins,
        arrive_at__lt=ends,
    )
    here = Exists(came.filter(registration=OuterRef("registration")))
    return DeskCounts(
        expected=booked.count(),
        came=came.count(),
        walk_ins=came.filter(kind=ArrivalKind.WALK_IN).count(),
        to_come=booked.filter(~here).count(),
    )


def desk_of(camp: Camp, device: str) -> Desk | None:
    """The open desk of a device; None for a device unknown here, or whose name is no UUID."""
    try:
        known = uuid.UUID(device)
    except ValueError:
        return None
    return Desk.objects.filter(camp=camp, device=known, closed_at=None).first()


def last_arrivals(desk: Desk, *, day: date, most: int = 8) -> QuerySet[Arrival]:
    """The newest first, also those taken back."""
    return desk.arrivals.filter(day=day).select_related("registration__patient").order_by("-pk")[:most]
