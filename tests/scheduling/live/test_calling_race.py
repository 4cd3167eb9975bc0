"""Fifty stations call at the same moment: every ticket is called once, by one of them, round after round.

The same race without the lock on the ticket calls people twice: so this test can fail.
"""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta

import pytest
from django.db import connections
from django_scopes import scope, scopes_disabled

from camps.models import Station
from scheduling.models import Ticket, TicketEvent
from scheduling.services import calling
from tests.factories.queue import arrive, doing, open_hall, seven
from tests.factories.schedule import SmallCamp, add_patient, small_camp

STATIONS, PEOPLE = 50, 60


@pytest.fixture
def crowd(transactional_db) -> SmallCamp:
    """Sixty people wait for fifty vitals points."""
    with scopes_disabled():
        made = open_hall(small_camp(patients=0))
    with scope(organisation=made.organisation):
        Station.objects.bulk_create(
            Station(
                organisation=made.organisation,
                camp=made.camp,
                name=f"Point {number}",
                kind="point",
                lane="vitals",
                opens=time(7),
                closes=time(18),
            )
            for number in range(STATIONS)
        )
        for number in range(1, PEOPLE + 1):
            arrive(made, add_patient(made, number=number, procedure="LOOK"))
        yield made


def race(made: SmallCamp) -> list[int | None]:
    """All stations call together; the tickets they got."""
    stations = list(Station.objects.filter(name__startswith="Point").select_related("camp__venue"))
    barrier = threading.Barrier(len(stations))
    now = seven(made) + timedelta(minutes=30)

    def call(station: Station) -> int | None:
        try:
            with scope(organisation=made.organisation):
                barrier.wait(timeout=60)
                ticket = calling.call_next(station=station, doing=doing(now))
                return ticket.pk if ticket else None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(stations)) as pool:
        return list(pool.map(call, stations))


def again() -> None:
    """Everybody waits once more."""
    TicketEvent.objects.filter(act="called").delete()
    Ticket.objects.update(state="waiting", station=None, calls=0, called_at=None)


def once_each(made: SmallCamp, *, rounds: int) -> None:
    for _ in range(rounds):
        called = race(made)
        assert None not in called
        assert len(set(called)) == STATIONS
        assert Ticket.objects.filter(state="called").count() == STATIONS
        assert TicketEvent.objects.filter(act="called").count() == STATIONS
        again()


def test_fifty_stations_at_once_never_call_the_same_ticket(crowd):
    once_each(crowd, rounds=2)


@pytest.mark.long
def test_fifty_stations_at_once_never_call_the_same_ticket_in_a_hundred_rounds(crowd):
    once_each(crowd, rounds=100)


def test_without_the_lock_the_same_race_calls_people_twice(crowd, monkeypatch):
    monkeypatch.setattr(calling, "_TAKE", calling._TAKE.replace("FOR NO KEY UPDATE OF ticket SKIP LOCKED", ""))

    most = 1
    for _ in range(10):
        most = max(most, *Counter(race(crowd)).values())
        again()
        if most > 1:
            break
    assert most > 1, "the race could not be shown; the tests above prove nothing"
