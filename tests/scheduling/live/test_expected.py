"""When each who waits is expected to be called, from the rows of the day."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from camps.models import StationClosure
from scheduling.queries.expected import expected_of
from scheduling.queries.expected_shared import expected_now
from scheduling.services import calling
from scheduling.services.sending_on import send_on
from tests.factories.queue import arrive, booked, doing, seven, ticket_of
from tests.factories.schedule import FIRST_DAY, add_patient


def minutes(standing, now):
    return [round((at - now) / timedelta(minutes=1)) for at in (standing.estimate.low, standing.estimate.high)]


def wait(hall, *, people=3):
    for number in range(len(hall.registrations) + 1, people + 1):
        add_patient(hall, number=number, procedure="LOOK")
    hall.now = seven(hall) + timedelta(minutes=15)
    return [ticket_of(arrive(hall, one, minutes=1)) for one in hall.registrations[:people]]


def test_each_who_waits_has_a_range_and_who_is_behind_has_a_later_one(hall):
    tickets = wait(hall, people=8)
    found = [expected_of(hall.camp, now=hall.now).standing[one.pk] for one in tickets]

    assert [one.before for one in found] == list(range(8))
    assert all(hall.now <= one.estimate.low <= one.estimate.mid <= one.estimate.high for one in found)
    mids = [one.estimate.mid for one in found]
    assert mids == sorted(mids)
    assert sum(found[7].why().before.values()) == 7


def test_a_slow_morning_is_learned_from_real_starts_and_ends(hall):
    tickets = wait(hall, people=8)
    as_believed = expected_of(hall.camp, now=hall.now).standing[tickets[7].pk].estimate.mid - hall.now
    for name, at in (("Vitals 1", 0), ("Vitals 2", 1), ("Vitals 1", 16), ("Vitals 2", 17)):
        ticket = calling.call_next(station=hall.stations[name], doing=doing(hall.now + timedelta(minutes=at)))
        send_on(ticket=ticket, lane="discharge", doing=doing(hall.now + timedelta(minutes=at + 15)))
    later = hall.now + timedelta(minutes=33)

    assert expected_of(hall.camp, now=later).standing[tickets[7].pk].estimate.mid - later > as_believed / 2


def test_those_booked_who_have_not_come_yet_are_waited_for(hall):
    tickets = wait(hall, people=4)
    alone = expected_of(hall.camp, now=hall.now).standing[tickets[3].pk].estimate.mid
    for number in range(5, 11):
        late = add_patient(hall, number=number, procedure="LOOK")
        booked(hall, late, at=seven(hall))

    assert expected_of(hall.camp, now=hall.now).standing[tickets[3].pk].estimate.mid > alone


def test_a_table_has_its_own_list_and_waits_for_who_is_planned_before(hall):
    waits, on_it, elsewhere, on_the_way = hall.registrations
    hours = {on_it: (7, "Table 1"), on_the_way: (8, "Table 1"), waits: (10, "Table 1"), elsewhere: (9, "Table 2")}
    places = {}
    for one, (hour, table) in hours.items():
        one.procedure = hall.procedures["BONE"]
        one.save()
        places[one] = booked(hall, one, at=hall.camp.instant(FIRST_DAY, time(hour)), station=table)
    now = hall.camp.instant(FIRST_DAY, time(8))
    at_door = {
        one: send_on(ticket=ticket_of(arrive(hall, one)), lane="theatre", doing=doing(now))
        for one in (on_it, waits, elsewhere)
    }
    calling.call_this(ticket=at_door[on_it], station=hall.stations["Table 1"], doing=doing(now))
    found = expected_of(hall.camp, now=now).standing

    assert [found[at_door[one].pk].before for one in (waits, elsewhere)] == [0, 0]
    assert minutes(found[at_door[elsewhere].pk], now)[1] < 60  # Table 2 is free
    with_another = found[at_door[waits].pk].estimate.mid
    places[on_the_way].state = "cancelled"
    places[on_the_way].save()
    alone = expected_of(hall.camp, now=now).standing[at_door[waits].pk].estimate.mid
    assert with_another - alone > timedelta(minutes=40)


def test_a_closed_station_calls_nobody_before_it_opens_and_none_leaves_no_estimate(hall):
    (ticket,) = wait(hall, people=1)
    until = hall.now + timedelta(minutes=50)
    for name in ("Vitals 1", "Vitals 2"):
        StationClosure.objects.create(
            organisation=hall.organisation, station=hall.stations[name], starts_at=hall.now, ends_at=until
        )
    assert expected_of(hall.camp, now=hall.now).standing[ticket.pk].estimate.low >= until

    evening = hall.camp.instant(FIRST_DAY, time(19))
    assert expected_of(hall.camp, now=evening).standing[ticket.pk].estimate is None


def test_the_number_of_statements_does_not_grow_with_the_people(hall):
    counts = []
    for people in (1, 4, 12):
        for registration in hall.registrations:
            registration.arrivals.all().update(undone_at=seven(hall))
        wait(hall, people=people)
        with CaptureQueriesContext(connection) as asked:
            expected_of(hall.camp, now=hall.now)
        counts.append(len(asked))

    assert counts == [7, 7, 7]


@pytest.mark.usefixtures("all_share")
def test_all_who_ask_at_one_moment_share_one_reckoning(hall):
    wait(hall, people=2)
    assert expected_now(hall.camp, now=hall.now) is expected_now(hall.camp, now=hall.now)
