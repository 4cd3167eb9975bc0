"""Two devices at one table say the same thing at the same moment."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

from django.db import connection
from django_scopes import scope, scopes_disabled

from scheduling.errors import Taken
from scheduling.models import Allocation, Milestone, Timing
from scheduling.queries.places import look
from scheduling.services.booking import SYSTEM, book
from scheduling.services.filling import fill_camp
from scheduling.services.theatre.marking import mark, set_times
from tests.factories.schedule import NOW, add_patient, small_camp
from tests.factories.theatre import operations, went

DEVICES = 8


def test_devices_that_say_it_at_once_write_one_row_and_all_are_content(transactional_db):
    with scopes_disabled():
        made = small_camp(patients=1)
    with scope(organisation=made.organisation):
        fill_camp(camp=made.camp, actor=SYSTEM, now=NOW)
        (one,) = operations()
        went(one, wheels_in=0, knife=5)
    begin = threading.Barrier(DEVICES)
    out = one.starts_at + timedelta(minutes=50)

    def say(device: int) -> int:
        try:
            with scope(organisation=made.organisation):
                begin.wait()
                at = out + timedelta(seconds=device)
                return mark(appointment=one, kind="out", at=at, by=None, now=at, client_id=uuid4()).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(DEVICES) as pool:
        rows = set(pool.map(say, range(DEVICES)))
    with scope(organisation=made.organisation):
        row = Milestone.objects.get(kind="out")
        assert rows == {row.pk}
        assert Timing.objects.get().ended_at == row.at


def test_time_that_is_held_again_while_it_is_booked_is_one_s_alone(transactional_db):
    """“Wheels out” is taken back while somebody else gets what it freed."""
    with scopes_disabled():
        made = small_camp(patients=1)
    with scope(organisation=made.organisation):
        fill_camp(camp=made.camp, actor=SYSTEM, now=NOW)
        (one,) = operations()
        went(one, wheels_in=-60, knife=-55, out=-30, clean=-25)
        other, now = add_patient(made, number=50, procedure="BONE"), one.starts_at - timedelta(minutes=24)
        place = look(registration=other, station=one.station, start=one.ends_at, now=now).place
    begin = threading.Barrier(2)

    def act(which: str) -> bool:
        try:
            with scope(organisation=made.organisation):
                begin.wait()
                if which == "back":
                    set_times(appointment=one, times={}, by=None, now=now)
                else:
                    asked = [procedure.pk for procedure in other.procedures]
                    book(registration_id=other.pk, place=place, procedure_ids=asked, actor=SYSTEM, now=now)
                return True
        except Taken:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        back, booked = pool.map(act, ("back", "book"))
    with scope(organisation=made.organisation):
        held = Allocation.objects.get(appointment=one, part="station", live=True).period
        assert back
        assert (held.upper - one.starts_at) // timedelta(minutes=1) == (60 if booked else 75)
        assert Allocation.objects.filter(appointment__registration=other, live=True).exists() == booked
