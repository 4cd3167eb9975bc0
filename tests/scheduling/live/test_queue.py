"""Stations call the next, set aside, send on, mark missed; every act is on record and can be taken back."""

from datetime import time, timedelta

import pytest

from camps.errors import Invalid
from scheduling.errors import Gone, NotAllowed
from scheduling.models import Appointment, GoesAhead, Ticket, TicketEvent
from scheduling.queries.expected import expected_of
from scheduling.queries.lanes import lanes_of, order_of_lane
from scheduling.queries.live_day import live_day
from scheduling.queries.live_queue import queue_now
from scheduling.services import calling
from scheduling.services.arriving import undo_arrival
from scheduling.services.go_first import ask
from scheduling.services.leaving_queue import leave
from scheduling.services.reordering import put_before, put_last, set_urgency
from scheduling.services.sending_on import proposed_lane, send_on
from scheduling.services.undoing_tickets import undo_event
from tests.factories.queue import act_at, arrive, booked, doing, seven, ticket_of
from tests.factories.schedule import FIRST_DAY


@pytest.fixture
def three(hall):
    """Three who came at seven, a minute after one another; it is a quarter past."""
    hall.tickets = [ticket_of(arrive(hall, one, minutes=n)) for n, one in enumerate(hall.registrations[:3])]
    hall.now = seven(hall) + timedelta(minutes=15)
    return hall


def tokens(made, lane="vitals"):
    order = order_of_lane(made.camp, lane=lane, day=FIRST_DAY, now=made.now)
    return [str(Ticket.objects.get(pk=one.key).arrival) for one in order]


def last_event(ticket):
    return TicketEvent.objects.filter(ticket=ticket).order_by("-pk")[0]


def test_a_station_calls_the_next_of_its_lane_and_another_the_one_after(three):
    first = calling.call_next(station=three.stations["Vitals 1"], doing=doing(three.now))
    second = calling.call_next(station=three.stations["Vitals 2"], doing=doing(three.now))

    assert [(t.arrival.token, t.state, t.station.name) for t in (first, second)] == [
        ("A-001", "called", "Vitals 1"),
        ("A-002", "called", "Vitals 2"),
    ]
    assert tokens(three) == ["A-003"]


def test_a_station_with_one_place_calls_nobody_while_somebody_is_there(three):
    station = three.stations["Vitals 1"]
    calling.call_next(station=station, doing=doing(three.now))

    with pytest.raises(NotAllowed, match="A-001 is still at Vitals 1"):
        calling.call_next(station=station, doing=doing(three.now))


def test_an_empty_lane_calls_nobody(hall):
    assert calling.call_next(station=hall.stations["Vitals 1"], doing=doing(seven(hall))) is None


def test_a_call_that_is_sent_twice_calls_one(three):
    act = doing(three.now)

    first, again = (calling.call_next(station=three.stations["Vitals 1"], doing=act) for _ in range(2))

    assert first == again
    assert tokens(three) == ["A-002", "A-003"]


def test_who_is_called_out_of_turn_needs_a_reason(three):
    with pytest.raises(NotAllowed, match="Others are before"):
        calling.call_this(ticket=three.tickets[2], station=three.stations["Vitals 1"], doing=doing(three.now))

    called = calling.call_this(
        ticket=three.tickets[2], station=three.stations["Vitals 1"], doing=doing(three.now, reason="faint")
    )

    assert (called.state, last_event(called).reason) == ("called", "faint")


def test_nobody_is_called_more_than_three_times_and_who_was_missed_comes_back_with_the_time_waited(three):
    ticket = calling.call_next(station=three.stations["Vitals 1"], doing=doing(three.now))
    for _ in range(2):
        calling.recall(ticket=ticket, doing=doing(three.now))
    with pytest.raises(NotAllowed, match="3 times"):
        calling.recall(ticket=ticket, doing=doing(three.now))

    calling.miss(ticket=ticket, doing=doing(three.now))
    assert tokens(three) == ["A-002", "A-003"]
    calling.back(ticket=ticket, doing=doing(three.now))

    assert tokens(three) == ["A-001", "A-002", "A-003"]


def test_who_is_set_aside_keeps_the_place_for_later(three):
    calling.park(ticket=three.tickets[0], doing=doing(three.now, reason="papers"))
    assert tokens(three) == ["A-002", "A-003"]

    calling.back(ticket=three.tickets[0], doing=doing(three.now))

    assert tokens(three)[0] == "A-001"


def test_the_way_goes_from_lane_to_lane_and_ends(three):
    ticket = calling.call_next(station=three.stations["Vitals 1"], doing=doing(three.now))
    calling.start(ticket=ticket, doing=doing(three.now))
    assert lanes_of(three.camp) == ["vitals", "examination", "theatre", "discharge"]

    way = [ticket.lane]
    while lane := proposed_lane(ticket):
        ticket = send_on(ticket=ticket, lane=lane, doing=doing(three.now))
        way.append(ticket.lane)
        ticket = calling.call_this(
            ticket=ticket,
            station=next(s for s in three.stations.values() if s.serves == lane),
            doing=doing(three.now, reason="test"),
        )
    send_on(ticket=ticket, lane="", doing=doing(three.now))

    assert way == ["vitals", "examination", "discharge"]
    assert [t.state for t in Ticket.objects.filter(arrival=ticket.arrival)] == ["done"] * 3


def test_who_is_operated_today_goes_to_the_theatre_and_waits_for_the_planned_table(hall):
    one = hall.registrations[0]
    place = booked(hall, one, at=hall.camp.instant(FIRST_DAY, time(9)), station="Table 1")
    ticket = ticket_of(arrive(hall, one))
    ticket = send_on(ticket=ticket, lane="examination", doing=doing(seven(hall)))
    assert proposed_lane(ticket) == "theatre"

    ticket = send_on(ticket=ticket, lane="theatre", doing=doing(seven(hall)))

    assert ticket.appointment == place
    assert calling.call_next(station=hall.stations["Table 2"], doing=doing(seven(hall))) is None
    assert calling.call_next(station=hall.stations["Table 1"], doing=doing(seven(hall))) == ticket


@pytest.mark.parametrize("change", [{"state": "cancelled"}, {"starts_at": FIRST_DAY + timedelta(days=1)}])
def test_whose_operation_is_not_today_any_more_is_called_to_no_table_and_is_stuck(hall, change):
    one, table = hall.registrations[0], hall.stations["Table 1"]
    place = booked(hall, one, at=hall.camp.instant(FIRST_DAY, time(9)), station="Table 1")
    ticket = send_on(ticket=ticket_of(arrive(hall, one)), lane="theatre", doing=doing(seven(hall)))
    if "starts_at" in change:
        later = hall.camp.instant(change["starts_at"], time(9))
        change = {"starts_at": later, "ends_at": later + timedelta(minutes=30)}
    Appointment.objects.filter(pk=place.pk).update(**change)

    queue = queue_now(hall.camp, now=seven(hall))
    assert queue.lane("theatre").line_of(table) == []
    assert calling.call_next(station=table, doing=doing(seven(hall))) is None
    assert expected_of(hall.camp, now=seven(hall)).standing[ticket.pk].estimate is None
    stuck = live_day(hall.camp, queue, now=seven(hall)).stuck
    assert [(why.why, who.pk) for why, who, _ in stuck] == [("not today", ticket.pk)]


@pytest.mark.parametrize("what", [put_before, ask])
def test_an_act_under_the_number_of_another_is_refused(three, what):
    act = doing(three.now, reason="said so")
    calling.call_this(ticket=three.tickets[0], station=three.stations["Vitals 1"], doing=act)
    values = {"over": [three.tickets[1].pk]} if what is put_before else {"reason": "child"}
    with pytest.raises(Gone, match="said of something else"):
        what(ticket=three.tickets[2], doing=act, **values)


def test_a_lane_without_a_station_takes_nobody(three):
    with pytest.raises(NotAllowed, match="No station of this camp serves Laboratory"):
        send_on(ticket=three.tickets[0], lane="laboratory", doing=doing(three.now))

    assert Ticket.objects.get(pk=three.tickets[0].pk).state == "waiting"


def test_the_order_changes_by_hand_with_a_reason_only(three):
    last = three.tickets[2]
    with pytest.raises(Invalid, match="needs a reason"):
        put_before(ticket=last, over=[three.tickets[0].pk], doing=doing(three.now))

    put_before(ticket=last, over=[three.tickets[0].pk], doing=doing(three.now, reason="a long way home"))
    assert tokens(three) == ["A-003", "A-001", "A-002"]

    put_last(ticket=last, doing=doing(three.now, reason="went to eat"))
    assert tokens(three) == ["A-001", "A-002", "A-003"]
    assert [e.reason for e in TicketEvent.objects.filter(ticket=last, act="moved")] == [
        "a long way home",
        "went to eat",
    ]


def test_an_emergency_is_before_everybody_whoever_was_moved(three):
    put_before(ticket=three.tickets[2], over=[t.pk for t in three.tickets], doing=doing(three.now, reason="pain"))

    set_urgency(ticket=three.tickets[1], urgency=1, doing=doing(three.now, reason="bleeding"))

    assert tokens(three) == ["A-002", "A-003", "A-001"]


def test_every_act_can_be_taken_back_while_nothing_happened_since(three):
    ticket = calling.call_next(station=three.stations["Vitals 1"], doing=doing(three.now))
    called = last_event(ticket)
    sent = send_on(ticket=ticket, lane="examination", doing=doing(three.now))

    with pytest.raises(Gone, match="Something happened"):
        undo_event(event=called, doing=doing(three.now))
    undo_event(event=last_event(ticket), doing=doing(three.now))

    ticket.refresh_from_db()
    sent.refresh_from_db()
    assert (ticket.state, ticket.station.name, sent.state) == ("called", "Vitals 1", "left")


def test_a_move_that_is_taken_back_moves_nobody(three):
    put_before(ticket=three.tickets[2], over=[three.tickets[0].pk], doing=doing(three.now, reason="pain"))

    undo_event(event=last_event(three.tickets[2]), doing=doing(three.now))

    assert tokens(three) == ["A-001", "A-002", "A-003"]
    assert GoesAhead.objects.get().undone_at is not None


def test_to_the_end_taken_back_brings_back_whom_they_went_before(three):
    first, _, last = three.tickets
    put_before(ticket=last, over=[first.pk], doing=doing(three.now, reason="pain"))
    put_last(ticket=last, doing=doing(three.now, reason="went to eat"))

    undo_event(event=last_event(last), doing=doing(three.now))

    assert tokens(three) == ["A-003", "A-001", "A-002"]


def test_to_the_end_taken_back_brings_back_nothing_that_was_taken_back_before_it(three):
    first, _, last = three.tickets
    put_before(ticket=last, over=[first.pk], doing=doing(three.now, reason="pain"))
    undo_event(event=last_event(last), doing=doing(three.now))
    put_last(ticket=last, doing=doing(three.now, reason="went to eat"))

    undo_event(event=last_event(last), doing=doing(three.now))

    assert tokens(three) == ["A-001", "A-002", "A-003"]


def test_of_two_moves_in_one_minute_the_last_alone_is_taken_back(three):
    first, middle, last = three.tickets
    put_before(ticket=last, over=[middle.pk], doing=doing(three.now, reason="pain"))
    put_before(ticket=last, over=[first.pk], doing=doing(three.now, reason="more pain"))

    undo_event(event=last_event(last), doing=doing(three.now))

    assert tokens(three) == ["A-001", "A-003", "A-002"]


def test_to_the_end_said_again_by_a_device_that_lost_the_answer_takes_no_later_move_along(three):
    first, _, last = three.tickets
    said = doing(three.now, reason="went to eat")
    put_last(ticket=last, doing=said)
    put_before(ticket=last, over=[first.pk], doing=doing(three.now, reason="back, and in pain"))

    put_last(ticket=last, doing=said)

    assert tokens(three) == ["A-003", "A-001", "A-002"]


def test_sent_on_is_not_taken_back_once_the_next_lane_called(three):
    ticket = calling.call_next(station=three.stations["Vitals 1"], doing=doing(three.now))
    send_on(ticket=ticket, lane="examination", doing=doing(three.now))
    calling.call_next(station=three.stations["Desk"], doing=doing(three.now))

    with pytest.raises(Gone, match="called in the next lane"):
        undo_event(event=last_event(ticket), doing=doing(three.now))


def test_a_call_is_not_put_back_to_a_station_that_called_somebody_else(three):
    station = three.stations["Vitals 1"]
    ticket = calling.call_next(station=station, doing=doing(three.now))
    calling.miss(ticket=ticket, doing=doing(three.now))
    missed = last_event(ticket)
    calling.call_next(station=station, doing=doing(three.now))

    with pytest.raises(Gone, match="Somebody else was called"):
        undo_event(event=missed, doing=doing(three.now))


def test_who_left_is_in_no_lane_and_the_reason_is_kept(three):
    leave(ticket=three.tickets[0], doing=doing(three.now, reason="went home"))

    assert tokens(three) == ["A-002", "A-003"]
    with pytest.raises(Gone, match="A-001 is “Left” now"):
        leave(ticket=three.tickets[0], doing=doing(three.now))


def test_what_a_station_does_late_on_a_device_is_kept_at_its_hour(three):
    then = three.now - timedelta(minutes=10)

    ticket = calling.call_next(station=three.stations["Vitals 1"], doing=doing(three.now, at=then))

    assert (ticket.called_at, last_event(ticket).at, last_event(ticket).offline) == (then, then, True)


def test_an_old_place_does_not_come_back_beside_another_or_for_who_is_not_here(three):
    ticket = calling.call_next(station=three.stations["Vitals 1"], doing=doing(three.now))
    sent = send_on(ticket=ticket, lane="examination", doing=doing(three.now))
    undo_event(event=last_event(ticket), doing=doing(three.now))

    with pytest.raises(Gone, match="another lane by now"):
        undo_event(event=last_event(sent), doing=doing(three.now))

    gone = three.tickets[1]
    undo_arrival(arrival=gone.arrival, act=act_at(three.desk, three.now))
    with pytest.raises(Gone, match="not here any more"):
        undo_event(event=last_event(gone), doing=doing(three.now))
