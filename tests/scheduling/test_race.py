"""Fifty people want one table at one hour, all at once: one gets it, every time.

The same race with the locks and the constraint taken away double-books: so this test can fail.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, connections
from django_scopes import scope, scopes_disabled
from psycopg.errors import ExclusionViolation, UniqueViolation

from scheduling.errors import SchedulingError, Taken
from scheduling.filling.problem import Hold, Place
from scheduling.models import Allocation, Appointment, QueueSlot, ScheduleChange
from scheduling.services.booking import Actor, book, cancel, giving
from scheduling.services.booking.retrying import once_more
from scheduling.services.slots import make_slots
from tests.factories.schedule import NOW, SmallCamp, add_patient, small_camp
from tests.scheduling.test_booking import first_place

RACERS = 50
STAFF = Actor(reason="race")


@pytest.fixture
def racing(transactional_db) -> SmallCamp:
    with scopes_disabled():
        made = small_camp(patients=0, days=1)
        for number in range(1, RACERS + 1):
            add_patient(made, number=number, procedure="BONE")
        make_slots(camp=made.camp)
    return made


def same_place_for(made: SmallCamp) -> list[tuple[int, Place]]:
    """One table, one hour, one surgeon: each racer only brings his or her own body."""
    place = first_place(made, made.registrations[0])
    result = []
    for registration in made.registrations:
        mine = registration.patient.resource.pk
        holds = tuple(Hold(mine, "patient", h.span) if h.part == "patient" else h for h in place.holds)
        result.append((registration.pk, Place(place.station, place.slot, place.span, place.arrive, holds)))
    return result


def run_race(made: SmallCamp, racers: list[tuple[int, Place]]) -> Counter[str]:
    """All start together; how each ended, by name. Anything but a refusal in our own words is raised."""
    barrier = threading.Barrier(len(racers))
    procedure = made.procedures["BONE"].pk

    def race(racer: tuple[int, Place]) -> str:
        try:
            with scope(organisation=made.organisation):
                barrier.wait()
                book(registration_id=racer[0], place=racer[1], procedure_ids=[procedure], actor=STAFF, now=NOW)
                return "won"
        except Taken:
            return "taken"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(racers)) as pool:
        return Counter(pool.map(race, racers))


def clear(made: SmallCamp) -> None:
    with scope(organisation=made.organisation):
        for appointment in Appointment.objects.filter(state="booked"):
            cancel(appointment_id=appointment.pk, actor=STAFF, now=NOW)


def race_rounds(made: SmallCamp, rounds: int) -> None:
    with scope(organisation=made.organisation):
        racers = same_place_for(made)
    for _ in range(rounds):
        ended = run_race(made, racers)
        assert ended == {"won": 1, "taken": RACERS - 1}
        with scope(organisation=made.organisation):
            live = Allocation.objects.filter(live=True)
            assert live.count() == len(racers[0][1].holds), "the winner holds all of its place, nobody else anything"
            assert Appointment.objects.filter(state="booked").count() == 1
        clear(made)
    with scope(organisation=made.organisation):
        assert ScheduleChange.objects.filter(kind="booked").count() == rounds, "a loser leaves nothing behind"


def test_fifty_clients_for_one_hour_have_one_winner_each_round(racing):
    race_rounds(racing, rounds=5)


@pytest.mark.long
def test_fifty_clients_for_one_hour_have_one_winner_in_each_of_a_hundred_rounds(racing):
    race_rounds(racing, rounds=100)


def test_intersecting_places_never_deadlock_into_an_error(racing):
    """Racers want different tables with the same people in a different order: sorted holds keep them from embracing."""
    with scope(organisation=racing.organisation):
        places = [
            first_place(racing, r, table=("Table 1", "Table 2")[n % 2]) for n, r in enumerate(racing.registrations)
        ]
        QueueSlot.objects.update(capacity=RACERS)
    ended = run_race(racing, [(r.pk, p) for r, p in zip(racing.registrations, places, strict=True)])
    assert ended["won"] == 1, "there is one anaesthetist"
    assert ended["won"] + ended["taken"] == RACERS


def test_without_lock_and_constraint_the_race_double_books(racing, monkeypatch):
    """The negative control: check, then insert, as most booking systems do."""
    text, times = re.subn("FOR (NO KEY UPDATE|KEY SHARE)", "", giving.LOCK.text)
    assert times == 3, "registration, window and resources were locked"
    monkeypatch.setattr(giving, "LOCK", replace(giving.LOCK, text=text))
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE scheduling_allocation DROP CONSTRAINT no_resource_held_twice")
    try:
        with scope(organisation=racing.organisation):
            racers = same_place_for(racing)
        winners = 0
        for _ in range(20):
            winners = max(winners, run_race(racing, racers)["won"])
            clear(racing)
            if winners > 1:
                break
        assert winners > 1, "the race could not be shown; the tests above prove nothing"
    finally:
        with scopes_disabled():
            Allocation.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(
                "ALTER TABLE scheduling_allocation ADD CONSTRAINT no_resource_held_twice"
                " EXCLUDE USING gist (resource_id WITH =, period WITH &&) WHERE (live)"
            )


def test_two_patients_asking_for_each_others_place_end_as_a_refusal_never_an_error(racing):
    """Two moves that cross wait for each other by nature; PostgreSQL ends one, and it is tried once more."""
    from scheduling.services.booking import move

    with scope(organisation=racing.organisation):
        first, second = racing.registrations[:2]
        one, two = first_place(racing, first), first_place(racing, second, skip=2)
        procedure = racing.procedures["BONE"].pk
        a = book(registration_id=first.pk, place=one, procedure_ids=[procedure], actor=STAFF, now=NOW)
        b = book(registration_id=second.pk, place=two, procedure_ids=[procedure], actor=STAFF, now=NOW)
    barrier = threading.Barrier(2)

    def with_body(place: Place, registration) -> Place:
        mine = registration.patient.resource.pk
        return Place(
            place.station,
            place.slot,
            place.span,
            place.arrive,
            tuple(Hold(mine, "patient", h.span) if h.part == "patient" else h for h in place.holds),
        )

    with scopes_disabled():
        wanted = [(a.pk, with_body(two, first)), (b.pk, with_body(one, second))]

    def cross(one_move: tuple[int, Place]) -> str:
        try:
            with scope(organisation=racing.organisation):
                barrier.wait()
                move(moves=[one_move], actor=STAFF, now=NOW)
                return "moved"
        except SchedulingError as refusal:
            return type(refusal).__name__
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        ended = list(pool.map(cross, wanted))
    assert set(ended) <= {"moved", "Taken"}
    with scopes_disabled():
        assert Appointment.objects.filter(state="booked").count() == 2, "both still have a place"


def test_what_the_constraint_itself_refuses_reads_as_taken(db):
    @once_more
    def act():
        raise IntegrityError from ExclusionViolation()

    with pytest.raises(Taken, match="just taken"):
        act()


def test_another_broken_rule_is_not_called_taken(db):
    @once_more
    def act():
        raise IntegrityError from UniqueViolation()

    with pytest.raises(IntegrityError):
        act()
