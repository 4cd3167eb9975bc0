"""A camp of forty tables for the booking benchmark: who wants what, and where each could go."""

from __future__ import annotations

from datetime import time, timedelta
from typing import NamedTuple

from django.db import connection
from django_scopes import scopes_disabled

from camps.models import Camp, Doctor, Patient, Registration, Resource, Station
from scheduling.filling.problem import Hold, Place
from scheduling.intervals import minute
from scheduling.models import Appointment, QueueSlot
from scheduling.services.slots import make_slots
from tests.factories.schedule import NOW, SmallCamp, add_doctor, small_camp

TABLES, DAYS, HOURS = 40, 4, 10
CELLS = TABLES * DAYS * HOURS


class Wish(NamedTuple):
    """What a client books: ids, and the place."""

    registration: int
    procedure: int
    organisation: int
    camp: int
    place: Place


def make_wishes(patients: int) -> list[Wish]:
    """A fresh camp of 40 tables, each with a surgeon and an anaesthetist, and a wish a patient.

    The first CELLS patients want places of their own; more begin again at the first place.
    """
    with scopes_disabled():
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE camps_organisation CASCADE")
        made = small_camp(patients=0, days=DAYS, slug="bench")
        tables = [made.stations["Table 1"], *(add_table(made, name=f"T{n}") for n in range(1, TABLES))]
        surgeons = [add_doctor(made, name=f"S{n}", role="surgeon", specialty="orthopaedics") for n in range(TABLES)]
        sleepers = [add_doctor(made, name=f"A{n}", role="anaesthetist", specialty="any") for n in range(TABLES)]
        make_slots(camp=made.camp)
        cells = cells_of(made, tables, surgeons, sleepers)
        procedure = made.procedures["BONE"].pk
        return [
            Wish(registration, procedure, made.organisation.pk, made.camp.pk, with_body(cells[n % CELLS], body))
            for n, (registration, body) in enumerate(add_people(made, patients))
        ]


def add_table(made: SmallCamp, *, name: str) -> Station:
    table = Station.objects.create(
        organisation=made.organisation,
        camp=made.camp,
        name=name,
        kind="table",
        opens=time(8),
        closes=time(18),
        equipment=["anaesthesia-machine"],
    )
    Resource.objects.create(organisation=made.organisation, kind="station", station=table)
    return table


def add_people(made: SmallCamp, count: int) -> list[tuple[int, int]]:
    """Listed patients who want the bone operation: registration and resource of each."""
    organisation = made.organisation
    people = Patient.objects.bulk_create(
        Patient(organisation=organisation, name=f"P{n}", name_key=f"p{n}") for n in range(count)
    )
    bodies = Resource.objects.bulk_create(
        Resource(organisation=organisation, kind="patient", patient=one) for one in people
    )
    registrations = Registration.objects.bulk_create(
        Registration(
            organisation=organisation,
            camp=made.camp,
            patient=one,
            number=number,
            procedure=made.procedures["BONE"],
            decision="listed",
        )
        for number, one in enumerate(people, start=1)
    )
    return [(registration.pk, body.pk) for registration, body in zip(registrations, bodies, strict=True)]


def cells_of(made: SmallCamp, tables: list[Station], surgeons: list[Doctor], sleepers: list[Doctor]) -> list[Place]:
    """A place in every hour of every table, 45 minutes and the turnover; nobody's yet."""
    slots = {(slot.station_id, slot.starts_at): slot.pk for slot in QueueSlot.objects.all()}
    crews = [
        ((table.resources.get().pk, "station"), (surgeon.resource.pk, "surgeon"), (sleeper.resource.pk, "anaesthetist"))
        for table, surgeon, sleeper in zip(tables, surgeons, sleepers, strict=True)
    ]
    cells = []
    for number in range(CELLS):
        table, day, hour = number % TABLES, number // TABLES % DAYS, number // TABLES // DAYS
        begins = made.camp.instant(made.camp.first_day + timedelta(days=day), time(8 + hour))
        start = minute(begins)
        holds = tuple(
            Hold(resource, part, (start, start + (60 if part == "station" else 45))) for resource, part in crews[table]
        )
        cells.append(Place(tables[table].pk, slots[tables[table].pk, begins], (start, start + 45), start, holds))
    return cells


def with_body(place: Place, body: int) -> Place:
    """The place for this patient's resource, whoever had it before."""
    crew = [hold for hold in place.holds if hold.part != "patient"]
    holds = sorted([*crew, Hold(body, "patient", place.span)], key=lambda hold: hold.resource)
    return Place(place.station, place.slot, place.span, place.arrive, tuple(holds))


def add_cancelled_appointments(wishes: list[Wish]) -> None:
    """The bare statement needs rows to hang its allocations on."""
    with scopes_disabled():
        venue = Camp.objects.get(pk=wishes[0].camp).venue_id
        Appointment.objects.bulk_create(
            Appointment(
                organisation_id=wish.organisation,
                camp_id=wish.camp,
                venue_id=venue,
                registration_id=wish.registration,
                kind="operation",
                station_id=wish.place.station,
                starts_at=NOW,
                ends_at=NOW + timedelta(hours=1),
                arrive_at=NOW,
                state="cancelled",
            )
            for wish in wishes
        )
