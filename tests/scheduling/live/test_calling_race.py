"""Fifty stations call at the same moment: every ticket is called once, by one of them, round after round.

The same race without the lock on the ticket calls people twice: so this test can fail.
"""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.db import connections
from django_scopes import scope, scopes_disabled

from camps.models import Station
from scheduling.models import StationDevice, Ticket, TicketEvent
from scheduling.services import calling
from scheduling.services.going_alone import renew, switch_on
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


def hold_and_call(made: SmallCamp) -> tuple[dict[int, list[int]], list[int | None]]:
    """Ten devices ask for three each while ten other stations call: whom each may call alone, and who was called."""
    stations = list(Station.objects.filter(name__startswith="Point").select_related("camp__venue").order_by("pk"))
    now = seven(made) + timedelta(minutes=30)
    devices = [switch_on(station=one, device=uuid4(), most=3, by=None, now=now) for one in stations[:10]]
    barrier = threading.Barrier(20)

    def act(which: StationDevice | Station) -> list[int] | int | None:
        try:
            with scope(organisation=made.organisation):
                barrier.wait(timeout=60)
                if isinstance(which, StationDevice):
                    return renew(device=which, has=[], number=1, now=now)
                ticket = calling.call_next(station=which, doing=doing(now))
                return ticket.pk if ticket else None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as pool:
        found = list(pool.map(act, [*devices, *stations[10:20]]))
    return dict(zip((one.pk for one in devices), found[:10], strict=True)), found[10:]  # type: ignore[return-value,arg-type]


def test_devices_that_ask_for_an_outage_while_others_call_hold_nobody_twice_and_nobody_who_is_called(crowd):
    held, called = hold_and_call(crowd)

    everybody = [key for keys in held.values() for key in keys] + called
    assert None not in called
    assert len(everybody) == len(set(everybody)) > 20
    assert {key for keys in held.values() for key in keys} == set(
        Ticket.objects.exclude(held_by=None).values_list("pk", flat=True)
    )


def test_without_the_lock_the_same_race_calls_people_twice(crowd, monkeypatch):
    monkeypatch.setattr(calling, "_TAKE", calling._TAKE.replace("FOR NO KEY UPDATE OF ticket SKIP LOCKED", ""))

    most = 1
    for _ in range(10):
        most = max(most, *Counter(race(crowd)).values())
        again()
        if most > 1:
            break
    assert most > 1, "the race could not be shown; the tests above prove nothing"
