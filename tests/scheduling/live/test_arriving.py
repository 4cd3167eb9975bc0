"""People arrive: one arrival a day however often they are scanned, every scan kept, nobody lost."""

from datetime import time, timedelta
from uuid import uuid4

import pytest

from camps.errors import Invalid
from camps.models import Patient, Registration
from scheduling.errors import NotAllowed
from scheduling.models import Arrival, Scan, Ticket, TicketEvent
from scheduling.queries.arriving import counts_at_desk, desk_of, found_at_desk, split_token
from scheduling.services.arriving import check_in, check_in_together, new_walk_in, undo_arrival, walk_in
from scheduling.services.calling import call_next
from scheduling.services.desks import close_desk, open_desk
from tests.factories.queue import act_at, another_desk, arrive, booked, doing, seven, ticket_of
from tests.factories.schedule import FIRST_DAY


def test_who_checks_in_gets_a_number_of_the_desk_and_a_place_in_the_first_lane(hall):
    one, two = hall.registrations[:2]

    first, second = arrive(hall, one), arrive(hall, two, minutes=1)

    assert (first.token, second.token) == ("A-001", "A-002")
    assert [(t.lane, t.state) for t in Ticket.objects.all()] == [("vitals", "waiting"), ("vitals", "waiting")]
    assert TicketEvent.objects.filter(act="queued").count() == 2


def test_two_desks_that_check_in_the_same_person_make_one_arrival_and_keep_both_scans(hall):
    one, other = hall.registrations[0], another_desk(hall)
    first = arrive(hall, one)

    again = check_in(registration=one, act=act_at(other, seven(hall), at=seven(hall), number=14))

    assert (again.arrival, again.new) == (first, False)
    assert Arrival.objects.count() == Ticket.objects.count() == 1
    assert list(Scan.objects.values_list("desk__letter", "outcome", "token", "offline")) == [
        ("A", "checked_in", "A-001", False),
        ("B", "already", "B-014", True),
    ]


def test_an_act_that_is_sent_twice_is_one_act(hall):
    act = act_at(hall.desk, seven(hall))

    first, second = (check_in(registration=hall.registrations[0], act=act) for _ in range(2))

    assert (first.scan, first.arrival) == (second.scan, second.arrival)
    assert (first.new, second.new, Scan.objects.count()) == (True, False, 1)


def test_a_desk_without_a_network_keeps_the_numbers_of_its_slips_and_its_hours(hall):
    left_at = seven(hall) + timedelta(minutes=10)
    heard_at = left_at + timedelta(hours=2)

    done = check_in(registration=hall.registrations[0], act=act_at(hall.desk, heard_at, at=left_at, number=14))

    assert (done.arrival.token, done.arrival.at, ticket_of(done.arrival).queued_at) == ("A-014", left_at, left_at)
    assert arrive(hall, hall.registrations[1], minutes=180).token == "A-015"


def test_a_number_that_was_given_already_gets_the_next_and_the_scan_says_what_the_slip_says(hall):
    arrive(hall, hall.registrations[0])

    done = check_in(registration=hall.registrations[1], act=act_at(hall.desk, seven(hall), at=seven(hall), number=1))

    assert (done.arrival.token, done.scan.token) == ("A-002", "A-001")


def test_a_clock_that_runs_ahead_lets_nobody_wait_from_the_future(hall):
    now = seven(hall)

    done = check_in(registration=hall.registrations[0], act=act_at(hall.desk, now, at=now + timedelta(hours=3)))

    assert done.arrival.at == now


@pytest.mark.parametrize(
    ("minutes", "kind"), [(-90, "early"), (-30, "on_time"), (59, "on_time"), (60, "late"), (200, "late")]
)
def test_early_and_late_are_said_and_nobody_is_refused(hall, minutes, kind):
    one = hall.registrations[0]
    place = booked(hall, one, at=hall.camp.instant(FIRST_DAY, time(10)))

    arrival = arrive(hall, one, minutes=180 + minutes)

    assert (arrival.kind, ticket_of(arrival).window_at) == (kind, place.arrive_at)


def test_the_wrong_day_is_a_question_for_a_person_and_today_waits_behind_the_booked(hall):
    one = hall.registrations[0]
    booked(hall, one, at=hall.camp.instant(FIRST_DAY + timedelta(days=1), time(10)))

    with pytest.raises(NotAllowed, match="booked for Tuesday 2 March, 10:00") as refused:
        arrive(hall, one)
    assert "Keep that day" in refused.value.cure
    assert not Scan.objects.exists()

    assert (arrive(hall, one, anyway=True).kind, Ticket.objects.get().window_at) == ("wrong_day", None)


def test_a_family_is_checked_in_together_or_not_at_all(hall):
    family = hall.registrations[:3]
    booked(hall, family[2], at=hall.camp.instant(FIRST_DAY + timedelta(days=1), time(10)))

    with pytest.raises(NotAllowed):
        check_in_together(registrations=family, act=act_at(hall.desk, seven(hall)))
    assert not Arrival.objects.exists()

    act = act_at(hall.desk, seven(hall))
    for _ in range(2):  # the second tap of a double tap
        done = check_in_together(registrations=family, act=act, anyway=True)
    assert [one.arrival.token for one in done] == ["A-001", "A-002", "A-003"]
    assert Scan.objects.count() == 3


def test_a_walk_in_is_registered_with_four_facts_and_is_one_however_often_it_is_sent(hall):
    person = new_walk_in(name="Chidi Obi", birth_date=None, estimated=False, complaint="pain", phone="+2348030000001")
    act = act_at(hall.desk, seven(hall))

    first, second = (walk_in(person=person, act=act) for _ in range(2))

    assert first.arrival == second.arrival
    assert Patient.objects.filter(name="Chidi Obi").count() == 1
    assert (first.arrival.kind, first.scan.outcome) == ("walk_in", "walk_in")
    assert first.arrival.registration.patient.contacts.get().value == "+2348030000001"


def test_a_walk_in_without_a_name_leaves_nothing_behind(hall):
    before = Registration.objects.count()

    with pytest.raises(Invalid):
        walk_in(
            person=new_walk_in(name="", birth_date=None, estimated=False, complaint="", phone=""),
            act=act_at(hall.desk, seven(hall)),
        )

    assert (Registration.objects.count(), Scan.objects.count()) == (before, 0)


def test_a_check_in_is_taken_back_with_its_place_and_the_number_is_not_given_again(hall):
    one = hall.registrations[0]
    arrival = arrive(hall, one)

    for _ in range(2):
        undo_arrival(arrival=arrival, act=act_at(hall.desk, seven(hall)))

    assert ticket_of(arrival).state == "left"
    assert list(Scan.objects.values_list("outcome", flat=True)) == ["checked_in", "undone"]
    assert arrive(hall, one).token == "A-002"


def test_nobody_who_was_called_is_taken_back_at_the_desk(hall):
    arrival = arrive(hall, hall.registrations[0])
    call_next(station=hall.stations["Vitals 1"], doing=doing(seven(hall)))

    with pytest.raises(NotAllowed, match="A-001 was called already"):
        undo_arrival(arrival=arrival, act=act_at(hall.desk, seven(hall)))


def test_a_device_keeps_its_letter_and_no_two_share_one(hall):
    other = another_desk(hall)
    close_desk(desk=other, now=seven(hall))
    again = open_desk(camp=hall.camp, device=other.device, by=None, now=seven(hall))

    assert (hall.desk.letter, other.letter, again.letter, another_desk(hall).letter) == ("A", "B", "B", "C")
    assert desk_of(hall.camp, str(other.device)) == again
    assert desk_of(hall.camp, "no such device") is None


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("B-014", ("B", 14)),
        ("b14", ("B", 14)),
        ("ab 7", ("AB", 7)),
        ("14", ("", 0)),
        ("Bello", ("", 0)),
        ("-", ("", 0)),
    ],
)
def test_a_token_is_read_as_people_write_it(text, token):
    assert split_token(text) == token


def test_the_desk_finds_people_by_token_card_name_and_phone(hall, django_assert_max_num_queries):
    arrive(hall, hall.registrations[2])

    def found(text):
        return [one.registration for one in found_at_desk(hall.camp, text, now=seven(hall))]

    for text in ("a1", "A-001", "3", hall.registrations[2].patient.name):
        with django_assert_max_num_queries(8):
            assert found(text) == [hall.registrations[2]], text
    assert found("") == []


def test_of_several_found_by_name_who_is_still_to_come_today_stands_first(hall):
    came, nobody_expects, booked_tomorrow, expected = hall.registrations[:4]
    Patient.objects.update(name="Amina Yusuf", name_key="amina yusuf")
    booked(hall, came, at=hall.camp.instant(FIRST_DAY, time(9)))
    arrive(hall, came)
    booked(hall, booked_tomorrow, at=hall.camp.instant(FIRST_DAY + timedelta(days=1), time(9)))
    booked(hall, expected, at=hall.camp.instant(FIRST_DAY, time(9)))

    found = [one.registration for one in found_at_desk(hall.camp, "amina", now=seven(hall))]

    assert found == [expected, nobody_expects, booked_tomorrow, came]


def test_the_counts_say_who_is_still_to_come(hall):
    for registration in hall.registrations[:3]:
        booked(hall, registration, at=hall.camp.instant(FIRST_DAY, time(9)))
    arrive(hall, hall.registrations[0], minutes=90)
    arrive(hall, hall.registrations[3], minutes=90)

    counts = counts_at_desk(hall.camp, now=seven(hall))

    assert (counts.expected, counts.came, counts.walk_ins, counts.to_come) == (3, 2, 0, 2)


def test_a_second_act_of_the_same_client_id_at_another_desk_is_the_first(hall):
    client_id = uuid4()
    first = check_in(registration=hall.registrations[0], act=act_at(hall.desk, seven(hall), client_id=client_id))
    second = check_in(
        registration=hall.registrations[0], act=act_at(another_desk(hall), seven(hall), client_id=client_id)
    )

    assert first.scan == second.scan
