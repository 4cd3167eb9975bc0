"""The script's count notices what must not be: a day that finds no fault says something only then."""

import pytest

from tests.whole_day.count import Count, TableCount, waits
from tests.whole_day.stations import explains


@pytest.fixture
def count():
    """A-001 waits for vitals since seven."""
    made = Count()
    made.say("came", "A-001", 420, lane="Vitals", card="001", name="Ada Obi")
    made.tell(420)
    return made


def test_answers_of_one_minute_are_told_in_an_order_that_is_possible(count):
    count.say("called", "A-001", 430, station="Examination 1", lane="Examination")
    count.say("sent_on", "A-001", 430, station="Vitals 1", lane="Examination")
    count.say("called", "A-001", 430, station="Vitals 1", lane="Vitals")
    count.tell(430)
    assert count.faults == []
    assert count.came["A-001"].now.station == "Examination 1"


@pytest.mark.parametrize(
    "facts",
    [
        [("called", "Vitals 1"), ("called", "Vitals 2")],
        [("called", "Vitals 1"), ("began", "Vitals 2")],
        [("called", "Vitals 1"), ("finished", "Vitals 1"), ("called", "Vitals 2")],
    ],
    ids=["called twice", "came in elsewhere", "called after the end"],
)
def test_what_can_not_be_is_a_fault(count, facts):
    for what, station in facts:
        count.say(what, "A-001", 430, station=station, lane="Vitals")
    count.tell(430)
    assert len(count.faults) == 1


@pytest.mark.parametrize(("token", "card"), [("B-001", "001"), ("A-001", "002")], ids=["a person", "a token"])
def test_nobody_arrives_twice_and_no_token_is_given_twice(count, token, card):
    count.say("came", token, 431, lane="Vitals", card=card, name="Ada Obi")
    count.tell(431)
    assert len(count.faults) == 1


def test_a_wait_ends_when_the_station_begins_and_who_was_missed_counts_once_back(count):
    for what, minute in (("called", 430), ("missed", 434), ("back", 440), ("called", 450), ("began", 452)):
        count.say(what, "A-001", minute, station="" if what == "back" else "Vitals 1", lane="Vitals")
        count.tell(minute)
        if what == "missed":
            assert waits(count.here()) == {}
    assert waits(count.here()) == {"Vitals": (1, 32, 32, 32, 0)}


def test_a_tables_day_is_counted_from_wheels_in_to_wheels_out():
    one = TableCount((450, 600), [((460, 500), (465, 520)), ((510, 560), (530, 610))])
    assert (one.used, one.overtime, one.first_late, one.turnovers, one.longer) == (125, 10, 5, [10], [15, 30])
    after = TableCount((450, 600), [((460, 500), (465, 520)), ((510, 560), (620, 650))])
    assert (after.used, after.overtime) == (55, 50)


@pytest.mark.parametrize(
    ("why", "place", "good"),
    [
        ("Nobody is before them.", 1, True),
        ("Place 3. Before them: 1 emergency, 1 booked before.", 3, True),
        ("Place 3. Before them: 1 emergency.", 3, False),
        ("Place 3. Before them: 2 booked before.", 4, False),
        ("", 2, False),
    ],
)
def test_a_reason_must_count_everybody_before(why, place, good):
    assert explains(why, place) is good
