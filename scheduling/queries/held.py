"""What a desk keeps on its device for an outage: numbers and initials, no name, no phone, no illness."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Prefetch

from camps.models import Camp, Registration
from scheduling.models import Appointment, AppointmentState, Arrival, Desk
from scheduling.scanned import marks_on_cards


@dataclass(frozen=True)
class HeldPerson:
    """`card` and `initials` are all that is known of somebody; `mark` is what a scanned card's code hashes to.

    `at` is the hour at the venue, with the day where it is not today; `token` what he or she has today.
    """

    key: int
    card: str
    initials: str
    at: str
    today: bool
    token: str
    mark: str


def held_of(camp: Camp, *, now: datetime) -> list[HeldPerson]:
    """Everybody of the camp by card number, in four statements."""
    today = camp.day_at(now)
    places = Appointment.objects.filter(state=AppointmentState.BOOKED)
    came = Arrival.objects.filter(day=today, undone_at=None)
    people = (
        Registration.objects.filter(camp=camp)
        .select_related("patient")
        .prefetch_related(
            Prefetch("appointments", queryset=places, to_attr="places"),
            Prefetch("arrivals", queryset=came, to_attr="came"),
        )
        .order_by("number")
    )
    marks = marks_on_cards(camp)
    return [_held(one, camp, marks.get(one.pk, ""), now=now) for one in people]


def last_number(desk: Desk, *, now: datetime) -> int:
    """The highest number its letter has given today; a device without a network goes on from there."""
    today = desk.camp.day_at(now)
    given = Arrival.objects.filter(camp=desk.camp, day=today, letter=desk.letter)
    return given.aggregate(last=Max("number"))["last"] or 0


def initials_of(name: str) -> str:
    """All that a device knows of a name, and what a list on the door says."""
    return " ".join(f"{word[0]}." for word in name.split()[:3])


def _held(one: Registration, camp: Camp, mark: str, *, now: datetime) -> HeldPerson:
    place = next(iter(one.places), None)  # type: ignore[attr-defined]  # see held_of
    arrival = next(iter(one.came), None)  # type: ignore[attr-defined]
    at = place.arrive_at.astimezone(camp.zone) if place else None
    today = at is not None and camp.day_at(at) == camp.day_at(now)
    return HeldPerson(
        key=one.pk,
        card=str(one),
        initials=initials_of(one.patient.name),
        at="" if at is None else f"{at:%H:%M}" if today else f"{at:%-d %b %H:%M}",
        today=today,
        token=arrival.token if arrival else "",
        mark=mark,
    )
