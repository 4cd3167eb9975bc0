"""What a device sends twice at once, since its first answer was slow, and a call at the very moment it is taken in."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections, transaction
from django_scopes import scope, scopes_disabled

from camps.models import Station
from scheduling.errors import NotAllowed
from scheduling.models import StationDevice, Ticket, UnmergedAct
from scheduling.services import calling
from scheduling.services.going_alone import switch_on
from scheduling.services.merging_stations import KeptCall, merge_at
from tests.factories.queue import arrive, doing, open_hall, seven, ticket_of
from tests.factories.schedule import small_camp

WAITS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


@pytest.fixture
def one(transactional_db):
    """One waits for the vitals; it is a quarter past seven."""
    with scopes_disabled():
        made = open_hall(small_camp(patients=1))
    with scope(organisation=made.organisation):
        made.ticket = ticket_of(arrive(made, made.registrations[0]))
        made.now, made.station = seven(made) + timedelta(minutes=15), made.stations["Vitals 1"]
        yield made


def beside(made, pool, act):
    """`act` begun in a connection of its own, up to where it waits for us."""

    def run():
        try:
            with scope(organisation=made.organisation):
                return act()
        finally:
            connections.close_all()

    begun = pool.submit(run)
    with connection.cursor() as cursor:
        waiting = 0
        while not waiting and not begun.done():
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(WAITS)
            (waiting,) = cursor.fetchone()
    return begun


def sent(made, kind):
    """The same act each time it is called: why it did not fit, empty where it did."""
    act = KeptCall(client_id=uuid4(), kind=kind, at=made.now, ticket=made.ticket.pk)
    return lambda: merge_at(station=made.station, acts=[act], by=None, now=made.now)[0].why


def test_a_call_of_a_device_takes_the_station_before_the_ticket_as_every_call_does(one):
    """The other way round, it and a call by hand at the same station waited for each other."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Station.objects.select_for_update(no_key=True).get(pk=one.station.pk)
            merging = beside(one, pool, sent(one, "call"))
            assert Ticket.objects.select_for_update(no_key=True, skip_locked=True).filter(pk=one.ticket.pk).exists()
        assert merging.result(timeout=60) == ""


@pytest.mark.parametrize("kind", ["call", "finish", "park", "miss"])
def test_an_act_that_comes_twice_at_once_is_done_once_and_fits(one, kind):
    """A device sends again after eight seconds without an answer, while the first may still be under way."""
    if kind != "call":
        calling.call_next(station=one.station, doing=doing(one.now))
    send = sent(one, kind)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            assert send() == ""
            second = beside(one, pool, send)
        assert second.result(timeout=60) == ""
    assert not UnmergedAct.objects.exists()
    assert one.ticket.events.count() == (2 if kind == "call" else 3)


def test_a_device_that_is_switched_on_at_two_stations_at_once_is_ready_for_one(one):
    def switched_on(name):
        return lambda: switch_on(station=one.stations[name], device=UUID(int=1), most=3, by=None, now=one.now)

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            switched_on("Vitals 1")()
            second = beside(one, pool, switched_on("Vitals 2"))
        with pytest.raises(NotAllowed, match="another station"):
            second.result(timeout=60)
    assert StationDevice.objects.get().station == one.station
