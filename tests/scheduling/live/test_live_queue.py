"""One look at a camp's live day: in a bounded number of statements, in the same order as a station calls."""

from datetime import timedelta

import pytest

from scheduling.models import Arrival, TicketState
from scheduling.queries.day_numbers import day_numbers
from scheduling.queries.lanes import order_at, order_of_lane
from scheduling.queries.live_day import live_day
from scheduling.queries.live_queue import queue_now
from scheduling.queue.stuck import Why
from scheduling.services import calling
from scheduling.services.leaving_queue import finish, leave
from scheduling.services.reordering import put_before
from tests.factories.queue import arrive, booked, doing, seven, ticket_of
from tests.factories.schedule import FIRST_DAY, add_patient


@pytest.fixture
def busy(hall):
    """Four who came a minute after one another: one is called, one set aside, one missed, one waits; it is 7:30."""
    hall.tickets = [ticket_of(arrive(hall, one, minutes=n)) for n, one in enumerate(hall.registrations[:4])]
    hall.now = seven(hall) + timedelta(minutes=30)
    one, other = hall.stations["Vitals 1"], hall.stations["Vitals 2"]
    calling.park(ticket=calling.call_next(station=one, doing=doing(hall.now)), doing=doing(hall.now, reason="pill"))
    calling.miss(ticket=calling.call_next(station=one, doing=doing(hall.now)), doing=doing(hall.now))
    calling.call_next(station=other, doing=doing(hall.now))
    return hall


def tokens(tickets):
    return [ticket.arrival.token for ticket in tickets]


def test_each_person_is_where_the_last_act_has_put_them(busy):
    lane = queue_now(busy.camp, now=busy.now).lane("vitals")

    assert [one.ticket.arrival.token for one in lane.waiting] == ["A-004"]
    assert (tokens(lane.parked), tokens(lane.missed)) == (["A-001"], ["A-002"])
    assert [(one.station.name, tokens(one.there), one.is_full) for one in lane.stations] == [
        ("Vitals 1", [], False),
        ("Vitals 2", ["A-003"], True),
    ]


def test_the_order_is_the_one_by_which_stations_call(hall):
    tickets = [ticket_of(arrive(hall, one, minutes=n)) for n, one in enumerate(hall.registrations[:4])]
    now = seven(hall) + timedelta(minutes=30)
    put_before(ticket=tickets[3], over=[tickets[1].pk], doing=doing(now, reason="faint"))

    lane = queue_now(hall.camp, now=now).lane("vitals")

    assert lane.placed == order_of_lane(hall.camp, lane="vitals", day=FIRST_DAY, now=now)
    assert [one.ticket.pk for one in lane.waiting] == [tickets[n].pk for n in (0, 3, 1, 2)]


def test_a_table_is_shown_whom_it_may_call(hall):
    """Those of the other table's plan are not in its line."""
    tickets = []
    for n, table in ((0, "Table 1"), (2, "Table 2")):
        place = booked(hall, hall.registrations[n], at=seven(hall) + timedelta(hours=n + 1), station=table)
        ticket = ticket_of(arrive(hall, hall.registrations[n]))
        ticket.lane, ticket.appointment = "theatre", place
        ticket.save()
        tickets.append(ticket)
    now = seven(hall) + timedelta(minutes=30)

    lane = queue_now(hall.camp, now=now, lane="theatre").lane("theatre")

    for table in ("Table 1", "Table 2"):
        station = hall.stations[table]
        assert [one.placed for one in lane.line_of(station)] == order_at(station, now=now)
        assert len(lane.line_of(station)) == 1


@pytest.mark.parametrize("people", [1, 3, 30])
def test_the_statements_do_not_grow_with_the_people(hall, people, django_assert_num_queries):
    for number in range(5, people + 1):
        add_patient(hall, number=number, procedure="LOOK")
    for registration in hall.registrations[:people]:
        arrive(hall, registration)
    now = seven(hall) + timedelta(hours=3)

    with django_assert_num_queries(3):
        queue = queue_now(hall.camp, now=now)
        [one.ticket.name for one in queue.lane("vitals").waiting]
    with django_assert_num_queries(4):
        shown = live_day(hall.camp, queue, now=now)
        [(ticket.name, arrival.token) for _, ticket, arrival in shown.stuck]
    with django_assert_num_queries(2):
        assert day_numbers(hall.camp, day=FIRST_DAY).waiting == people
    assert len(shown.stuck) == people


def test_a_board_reads_no_name(hall, django_assert_num_queries):
    arrive(hall, hall.registrations[0])
    with django_assert_num_queries(3) as seen:
        queue_now(hall.camp, now=seven(hall), people=False)
    assert not [one["sql"] for one in seen if "camps_patient" in one["sql"] or "camps_registration" in one["sql"]]


def test_everybody_is_counted_once(busy):
    finish(ticket=queue_now(busy.camp, now=busy.now).lane("vitals").stations[1].there[0], doing=doing(busy.now))
    leave(ticket=busy.tickets[0], doing=doing(busy.now, reason="home"))
    booked(busy, busy.registrations[0], at=busy.now)

    Arrival.objects.filter(registration=busy.registrations[1]).update(kind="walk_in")

    numbers = day_numbers(busy.camp, day=FIRST_DAY)

    assert (numbers.expected, numbers.arrived, numbers.walk_ins) == (1, 4, 1)
    assert (numbers.waiting, numbers.at_station, numbers.aside, numbers.done, numbers.left) == (1, 0, 1, 1, 1)


def test_who_needs_a_look_is_named_with_why_and_the_longest_first(busy):
    def stuck(minutes):
        now = busy.now + timedelta(minutes=minutes)
        shown = live_day(busy.camp, queue_now(busy.camp, now=now), now=now).stuck
        return [(one.why, ticket.arrival.token) for one, ticket, _ in shown]

    missed, called, aside = (Why.NOT_BACK, "A-002"), (Why.NOT_COMING, "A-003"), (Why.ASIDE_LONG, "A-001")
    assert stuck(4) == [missed]
    assert sorted(stuck(5)) == sorted([called, missed])
    assert sorted(stuck(30)) == sorted([missed, called, aside])
    assert stuck(120)[0] == (Why.WAITS_LONG, "A-004")


def test_what_went_over_its_plan_is_told_from_what_did_not(hall):
    """A table's operation of half an hour that took fifty minutes; the one after it is only late to begin."""
    station = hall.stations["Desk"]
    at = seven(hall) + timedelta(hours=1)
    booked(hall, hall.registrations[1], at=at)
    ticket = ticket_of(arrive(hall, hall.registrations[1]))
    ticket.lane, ticket.state, ticket.station = "examination", TicketState.SERVING, station
    ticket.called_at = ticket.started_at = at
    ticket.save()

    now = at + timedelta(minutes=50)
    day = live_day(hall.camp, queue_now(hall.camp, now=now), now=now)

    desk = next(one for one in day.stations if one.station == station)
    assert (len(desk.planned), [one.token for one in desk.actual]) == (1, ["A-001"])
    assert desk.over(now) == timedelta(minutes=20)
    assert desk.over(at + timedelta(minutes=10)) == timedelta(0)
