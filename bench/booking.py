"""Bookings a second through the real service, against the bare statement: the same rows in one CTE, autocommit.

Spread: each client books places nobody else wants. Racing: all clients want the same places in the same order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from bench.clients import Run, run_clients
from bench.figures import Figure, percentile
from camps.models import Organisation, Patient, Registration, Resource
from scheduling.errors import Taken
from scheduling.filling.problem import Hold, Place
from scheduling.intervals import instant, minute
from scheduling.models import Appointment, QueueSlot
from scheduling.services.booking import SYSTEM, book
from scheduling.services.slots import make_slots
from tests.factories.schedule import NOW, add_doctor, small_camp

TABLES, DAYS, HOURS = 40, 4, 10
RACES = 60
BARE = """
WITH h AS (
  INSERT INTO scheduling_allocation (organisation_id, appointment_id, resource_id, part, period, live)
  SELECT %(organisation)s, %(appointment)s, w.resource, w.part, tstzrange(w.starts, w.ends, '[)'), true
  FROM unnest(%(resources)s::bigint[], %(parts)s::text[], %(starts)s::timestamptz[], %(ends)s::timestamptz[])
    AS w(resource, part, starts, ends) ORDER BY w.resource ON CONFLICT DO NOTHING RETURNING 1
), c AS (
  INSERT INTO scheduling_schedulechange (organisation_id, camp_id, appointment_id, kind, tell, reason, said_by, at)
  SELECT %(organisation)s, %(camp)s, %(appointment)s, 'booked', 'on_publish', '', 'staff', now()
  WHERE (SELECT count(*) FROM h) = cardinality(%(resources)s::bigint[])
)
SELECT count(*) FROM h
"""


def run() -> Iterator[Figure]:
    """Rates and the slowest per cent at 8 and 32 clients, and the ratio to the bare statement."""
    for clients in (8, 32):
        bare = spread(clients, bare_act)
        ours = spread(clients, service_act)
        yield Figure(f"booking.bare.{clients}", bare.rate("won"), "bookings/s")
        yield Figure(f"booking.spread.{clients}", ours.rate("won"), "bookings/s")
        yield Figure(f"booking.spread.{clients}.to_bare", ours.rate("won") / bare.rate("won"), "ratio", at_least=0.25)
        yield Figure(f"booking.spread.{clients}.p99", percentile(ours.took, 99) * 1000, "ms", at_most=1000)
        race = racing(clients, service_act)
        yield Figure(f"booking.race.{clients}", race.rate(), "tries/s")
        yield Figure(f"booking.race.{clients}.winners", race.ended.count("won") / RACES, "a place", 1, 1)
        yield Figure(f"booking.race.{clients}.p99", percentile(race.took, 99) * 1000, "ms", at_most=1000)
        others = [end for run in (ours, race) for end in run.ended if end not in ("won", "taken")]
        yield Figure(f"booking.errors.{clients}", len(others), "errors", at_most=0, note=", ".join(sorted(set(others))))


def spread(clients: int, act: Callable[[int], Callable[[Any], str]]) -> Run:
    places = make_places(TABLES * DAYS * HOURS)
    return run_clients(clients, act, [places[number::clients] for number in range(clients)])


def racing(clients: int, act: Callable[[int], Callable[[Any], str]]) -> Run:
    """Each client brings patients of its own to the same RACES places."""
    places = make_places((RACES + 1) * clients)
    work = []
    for number in range(clients):
        mine = places[number * RACES : (number + 1) * RACES]
        alone, quiet = places[RACES * clients + number], places[min(len(places), TABLES * DAYS * HOURS) - 1 - number]
        warm = (*alone[:3], with_body(quiet[3], alone[3]))
        work.append(
            [warm] + [(own[0], own[1], own[2], with_body(places[race][3], own[3])) for race, own in enumerate(mine)]
        )
    return run_clients(clients, act, work)


def with_body(place: Any, body: Any) -> Any:

    patient = next(hold.resource for hold in body.holds if hold.part == "patient")
    holds = tuple(replace(hold, resource=patient) if hold.part == "patient" else hold for hold in place.holds)
    return replace(place, holds=tuple(sorted(holds, key=lambda hold: hold.resource)))


def service_act(number: int) -> Callable[[Any], str]:
    """The real service, as a view or the fill calls it."""

    organisation = Organisation.objects.get(slug="bench-team")

    def act(item: Any) -> str:
        registration, procedure, _, place = item
        try:
            with scope(organisation=organisation):
                book(
                    registration_id=registration,
                    place=place,
                    procedure_ids=[procedure],
                    actor=SYSTEM,
                    now=timezone.now(),
                )
        except Taken:
            return "taken"
        except Exception as error:  # noqa: BLE001 - counted and shown
            return type(error).__name__
        return "won"

    return act


def bare_act(number: int) -> Callable[[Any], str]:
    """One statement, autocommit, no check: what PostgreSQL itself can do here."""

    with scopes_disabled():
        appointments = dict(Appointment.objects.order_by().values_list("registration_id", "pk"))
    connection.ensure_connection()

    def act(item: Any) -> str:
        registration, _, (organisation, camp), place = item
        with connection.cursor() as cursor:
            cursor.execute(
                BARE,
                {
                    "organisation": organisation,
                    "camp": camp,
                    "appointment": appointments[registration],
                    "resources": [hold.resource for hold in place.holds],
                    "parts": [hold.part for hold in place.holds],
                    "starts": [instant(hold.span[0]) for hold in place.holds],
                    "ends": [instant(hold.span[1]) for hold in place.holds],
                },
            )
            return "won" if cursor.fetchone()[0] == len(place.holds) else "taken"

    return act


def make_places(patients: int) -> list[Any]:
    """A fresh camp of 40 tables with its surgeons and anaesthetists: (registration, procedure, (org, camp), place)."""

    with scopes_disabled(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE camps_organisation CASCADE")
        made = small_camp(patients=0, days=DAYS, slug="bench")
        organisation, camp, procedure = made.organisation, made.camp, made.procedures["BONE"]
        tables = [made.stations["Table 1"]]
        for number in range(1, TABLES):
            tables.append(
                type(tables[0]).objects.create(
                    organisation=organisation,
                    camp=camp,
                    name=f"T{number}",
                    kind="table",
                    opens=time(8),
                    closes=time(18),
                    equipment=["anaesthesia-machine"],
                )
            )
            Resource.objects.create(organisation=organisation, kind="station", station=tables[-1])
        surgeons = [add_doctor(made, name=f"S{n}", role="surgeon", specialty="orthopaedics") for n in range(TABLES)]
        sleepers = [add_doctor(made, name=f"A{n}", role="anaesthetist", specialty="any") for n in range(TABLES)]
        make_slots(camp=camp)
        slots = {(slot.station_id, slot.starts_at): slot.pk for slot in QueueSlot.objects.all()}
        people = Patient.objects.bulk_create(
            [Patient(organisation=organisation, name=f"P{n}", name_key=f"p{n}") for n in range(patients)]
        )
        bodies = Resource.objects.bulk_create(
            [Resource(organisation=organisation, kind="patient", patient=one) for one in people]
        )
        registrations = Registration.objects.bulk_create(
            [
                Registration(
                    organisation=organisation,
                    camp=camp,
                    patient=one,
                    number=n + 1,
                    procedure=procedure,
                    decision="listed",
                )
                for n, one in enumerate(people)
            ]
        )
        places = []
        for n, (body, registration) in enumerate(zip(bodies, registrations, strict=True)):
            cell = n % (TABLES * DAYS * HOURS)
            table, day, hour = cell % TABLES, cell // TABLES % DAYS, cell // TABLES // DAYS
            begins = camp.instant(camp.first_day + timedelta(days=day), time(8 + hour))
            span = (minute(begins), minute(begins) + 45)
            doctors = [(surgeons[table], "surgeon"), (sleepers[table], "anaesthetist")]
            holds = [
                Hold(body.pk, "patient", span),
                Hold(tables[table].resources.get().pk, "station", (span[0], span[0] + 60)),
            ]
            holds += [Hold(doctor.resource.pk, part, span) for doctor, part in doctors]
            place = Place(
                tables[table].pk,
                slots[tables[table].pk, begins],
                span,
                span[0],
                tuple(sorted(holds, key=lambda hold: hold.resource)),
            )
            places.append((registration.pk, procedure.pk, (organisation.pk, camp.pk), place))
        if patients == TABLES * DAYS * HOURS:  # the bare statement needs rows to hang its allocations on
            Appointment.objects.bulk_create(
                [
                    Appointment(
                        organisation=organisation,
                        camp=camp,
                        venue=camp.venue,
                        registration_id=r,
                        kind="operation",
                        station_id=p.station,
                        starts_at=NOW,
                        ends_at=NOW + timedelta(hours=1),
                        arrive_at=NOW,
                        state="cancelled",
                    )
                    for r, _, _, p in places
                ]
            )
        return places
