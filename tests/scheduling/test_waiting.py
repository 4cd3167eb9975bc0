"""What waited for a lock goes by what stands once it has it."""

import threading
import time
from datetime import time as time_of_day
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django_scopes import scope, scopes_disabled

from camps.models import CampState, Venue
from scheduling.models import Appointment
from scheduling.services import by_hand, camp_changes
from scheduling.services.booking import Actor, book
from scheduling.services.by_hand import place_by_hand, version
from scheduling.services.slots import make_slots
from tests.factories.schedule import NOW, small_camp
from tests.scheduling.test_booking import STAFF, first_place, give


@pytest.fixture
def small(transactional_db):
    with scopes_disabled():
        made = small_camp(state=CampState.PUBLISHED)
        make_slots(camp=made.camp)
    with scope(organisation=made.organisation):
        yield made


def in_thread(made, act, out):
    def work():
        try:
            with scope(organisation=made.organisation):
                out.append(act())
        except Exception as error:  # noqa: BLE001 - how each ended is what the tests look at
            out.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def wait_for_a_waiter():
    for _ in range(600):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError("nobody waits")


def test_a_booking_that_waited_for_a_change_of_venue_is_at_the_new_venue(small):
    new = Venue.objects.create(
        organisation=small.organisation,
        name="Other",
        country="NG",
        timezone="Africa/Lagos",
        meeting_point="x",
        latitude=1,
        longitude=1,
    )
    place = first_place(small, small.registrations[0])
    out = []
    with transaction.atomic():
        camp_changes.change_venue(camp=small.camp, venue=new, by=None, now=NOW)
        thread = in_thread(small, lambda: give_at(small, place), out)
        wait_for_a_waiter()
    thread.join()
    appointment = Appointment.objects.get()
    assert appointment.venue_id == new.pk, out


def give_at(small, place):
    return book(
        registration_id=small.registrations[0].pk,
        place=place,
        procedure_ids=[small.registrations[0].procedure_id],
        actor=STAFF,
        now=NOW,
    )


def test_of_two_people_who_move_one_patient_at_once_the_second_is_told_so(small):
    give(small, small.registrations[0])
    standing = Appointment.objects.get()
    seen = version(standing)
    registration = small.registrations[0]
    station = small.stations["Table 1"]
    a = small.camp.instant(small.camp.first_day, time_of_day(12))
    b = small.camp.instant(small.camp.first_day, time_of_day(15))
    barrier = threading.Barrier(2)
    real = by_hand.accepted

    def slow(found, *, overruled):
        place = real(found, overruled=overruled)
        barrier.wait(5)
        return place

    by_hand.accepted = slow
    out = []
    try:
        threads = [
            in_thread(
                small,
                lambda start=start, n=n: place_by_hand(
                    registration=registration,
                    station=station,
                    start=start,
                    seen=seen,
                    actor=Actor(),
                    now=NOW + timedelta(seconds=1 + n),
                ),
                out,
            )
            for n, start in enumerate((a, b))
        ]
        for thread in threads:
            thread.join()
    finally:
        by_hand.accepted = real
    assert sum(isinstance(one, Exception) for one in out) == 1, out


def test_a_double_click_on_a_free_place_is_a_success_both_times(small):
    registration, station = small.registrations[0], small.stations["Table 1"]
    start = small.camp.instant(small.camp.first_day, time_of_day(12))
    barrier = threading.Barrier(2)
    real = by_hand.accepted

    def slow(found, *, overruled):
        place = real(found, overruled=overruled)
        barrier.wait(5)
        return place

    by_hand.accepted = slow
    out = []
    try:
        threads = [
            in_thread(
                small,
                lambda: place_by_hand(registration=registration, station=station, start=start, actor=Actor(), now=NOW),
                out,
            )
            for _ in range(2)
        ]
        for thread in threads:
            thread.join()
    finally:
        by_hand.accepted = real
    assert not [one for one in out if isinstance(one, Exception)], out
