"""What a table's times say, as pure numbers."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.theatre.order import KINDS, NEEDS, fault_of, length_of, next_kind
from scheduling.theatre.times import CaseTimes, table_times

EIGHT = datetime(2027, 3, 1, 8)


def at(minutes):
    return EIGHT + timedelta(minutes=minutes)


def case(key, starts, *, came=None, left=None, length=60):
    marks = {"wheels_in": came, "out": left}
    marks = {kind: at(minutes) for kind, minutes in marks.items() if minutes is not None}
    return CaseTimes(key, at(starts), at(starts + length), marks)


@pytest.mark.parametrize(
    ("cases", "now", "delay", "begun"),
    [
        ([], 5, None, False),
        ([case(1, 0)], -5, None, False),
        ([case(1, 0)], 12, 12, False),
        ([case(1, 0, came=-4)], 30, -4, True),
        ([case(1, 0), case(2, 75, came=20)], 30, 20, True),  # whoever came first, against the first hour
    ],
)
def test_the_first_case_is_late_against_the_first_hour_of_the_table(cases, now, delay, begun):
    found = table_times(cases, now=at(now))
    assert (found.first_delay, found.begun) == (delay, begun)


def test_a_turnover_is_from_going_out_to_the_next_coming_in_and_the_middle_one_is_told():
    day = [
        case(1, 0, came=0, left=50),
        case(3, 150, came=240, left=300),  # after a long break
        case(2, 75, came=70, left=140),
        case(4, 225, came=315),
    ]
    found = table_times(day, now=at(400))
    assert [(one.after, one.before, one.minutes) for one in found.turnovers] == [(1, 2, 20), (2, 3, 100), (3, 4, 15)]
    assert found.turnover == 20
    assert found.overrun == {1: -10, 2: 10, 3: 0, 4: 25}


def test_two_in_the_room_at_once_make_no_turnover():
    found = table_times([case(1, 0, came=0, left=50), case(2, 75, came=40)], now=at(60))
    assert (found.turnovers, found.turnover) == ((), None)


MARKS = st.dictionaries(st.sampled_from(KINDS), st.integers(0, 1200).map(at))


@given(MARKS)
def test_what_has_no_fault_is_in_order_and_has_what_it_needs(marks):
    if fault_of(marks) is None:
        times = [marks[kind] for kind in KINDS if kind in marks]
        assert times == sorted(times)
        assert all(NEEDS[kind] in marks for kind in marks if kind in NEEDS)
        length = length_of(marks)
        assert length is None or length[0] < length[1]


@given(MARKS)
def test_what_is_to_come_next_fits_behind_all_that_is_there(marks):
    if fault_of(marks) is None and (kind := next_kind(marks)):
        fault = fault_of({**marks, kind: at(1200)})
        assert fault is None or fault.what == "too_long" or marks.get("wheels_in") == at(1200)
