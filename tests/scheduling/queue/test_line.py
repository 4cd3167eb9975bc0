"""Who will be called before whom, those included who have not come yet."""

from hypothesis import given

from scheduling.queue.line import expected_line
from scheduling.queue.order import GoesAhead, Waiting, in_order
from tests.scheduling.queue.crowds import CROWDS, MINUTES, at, moved_crowds


def expected(key, hour, **rest):
    return Waiting(key, at(hour), at(hour), **rest)


def test_who_is_booked_earlier_stands_before_those_booked_later_who_are_there():
    there = [expected(1, "09:00"), expected(2, "10:00"), expected(3, "11:00")]
    coming = [expected(8, "09:30"), expected(9, "12:00")]
    assert expected_line(there, coming, now=at("08:30")) == [1, 8, 2, 3, 9]


def test_who_is_not_there_counts_as_he_or_she_will_once_all_have_waited():
    there = [Waiting(1, at("08:45")), Waiting(2, at("09:15"))]  # walked in: as if booked half an hour later
    assert expected_line(there, [expected(9, "09:30")], now=at("09:20")) == [1, 9, 2]
    assert expected_line(there, [expected(9, "10:30", urgency=2)], now=at("09:20")) == [9, 1, 2]


def test_who_was_let_go_first_stays_before_who_comes():
    there = [Waiting(1, at("08:00")), Waiting(2, at("08:10"))]
    assert expected_line(there, [], [GoesAhead(2, frozenset({1}))], now=at("09:00")) == [2, 1]


@given(moved_crowds(), CROWDS, MINUTES)
def test_those_who_are_there_keep_their_order(moved, coming, now):
    there, ahead = moved
    known = {person.key for person in there}
    coming = [person for person in coming if person.key not in known]
    line = expected_line(there, coming, ahead, now=now)
    assert sorted(line) == sorted(known | {person.key for person in coming})
    assert [key for key in line if key in known] == [one.key for one in in_order(there, ahead, now=now)]
