""" "Why am I fourth?": exactly those before, each under one reason."""

import pytest
from hypothesis import given

from scheduling.queue.explain import Reason, why
from scheduling.queue.order import GoesAhead, Waiting, in_order
from tests.scheduling.queue.crowds import MINUTES, at, moved_crowds


def test_each_reason_is_told_apart():
    crowd = [
        Waiting(1, at("10:29"), urgency=1),
        Waiting(2, at("09:30"), at("09:30"), urgency=2),
        Waiting(3, at("09:10"), at("09:10"), elderly=True),
        Waiting(4, at("08:50"), at("08:50")),
        Waiting(5, at("08:30"), at("09:00")),
        Waiting(6, at("08:55"), at("09:00")),
        Waiting(7, at("10:00")),
        Waiting(8, at("10:10")),
    ]
    ahead = [GoesAhead(7, frozenset({6})), GoesAhead(8, frozenset({6}), by_desk=True)]
    told = why(in_order(crowd, ahead, now=at("10:30")), 6)
    assert told.before == {
        Reason.EMERGENCY: 1,
        Reason.MORE_URGENT: 1,
        Reason.BOOKED_BEFORE: 1,
        Reason.WAITED_LONGER: 1,
        Reason.CHILD_OR_ELDERLY: 1,
        Reason.LET_GO_FIRST: 1,
        Reason.MOVED_BY_DESK: 1,
    }
    assert (told.place, told.by_rule, told.moved) == (8, 6, None)


def test_who_walked_in_a_little_before_the_booked_is_told_of_the_booking():
    crowd = [Waiting(1, at("09:00")), Waiting(2, at("09:10"), at("09:10"))]
    assert why(in_order(crowd, now=at("11:00")), 1).before == {Reason.BOOKED_BEFORE: 1}


def test_who_was_let_go_first_is_told_so_too():
    crowd = [Waiting(1, at("09:00")), Waiting(2, at("09:10"))]
    told = why(in_order(crowd, [GoesAhead(2, frozenset({1}))], now=at("11:00")), 2)
    assert (told.place, told.by_rule, told.moved, told.before) == (1, 2, Reason.LET_GO_FIRST, {})


def test_a_ticket_that_is_not_there_has_no_place():
    with pytest.raises(KeyError):
        why([], 7)


@given(moved_crowds(), MINUTES)
def test_those_before_me_are_counted_once_each(moved, now):
    placed = in_order(*moved, now=now)
    for one in placed:
        told = why(placed, one.key)
        assert sum(told.before.values()) == one.place - 1 == told.place - 1
        assert 0 not in told.before.values()
