"""Two organisers close the same day at the same moment: it is closed once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import time

import pytest
from django.db import connections
from django_scopes import scope, scopes_disabled

from camps.models import User
from scheduling.models import DayClosing, Fate, ScheduleChange
from scheduling.services.closing import accept_sure, close_day
from tests.factories.queue import booked
from tests.factories.schedule import FIRST_DAY, small_camp

ORGANISERS = 4


@pytest.mark.django_db(transaction=True)
def test_a_day_that_several_close_at_once_is_closed_once():
    with scopes_disabled():
        made = small_camp()
    organiser = User.objects.create_user("organiser@example.org", "a password of some length")
    now = made.camp.instant(FIRST_DAY, time(20))
    barrier = threading.Barrier(ORGANISERS)

    def close(_: int) -> int:
        try:
            with scope(organisation=made.organisation):
                barrier.wait(timeout=60)
                accept_sure(camp=made.camp, day=FIRST_DAY, by=organiser, now=now)
                return close_day(camp=made.camp, day=FIRST_DAY, by=organiser, now=now).pk
        finally:
            connections.close_all()

    with scope(organisation=made.organisation):
        for one in made.registrations:
            booked(made, one, at=made.camp.instant(FIRST_DAY, time(9)))
        with ThreadPoolExecutor(ORGANISERS) as pool:
            closings = set(pool.map(close, range(ORGANISERS)))

        assert closings == set(DayClosing.objects.values_list("pk", flat=True))
        assert len(closings) == 1
        assert Fate.objects.count() == ScheduleChange.objects.count() == len(made.registrations)
