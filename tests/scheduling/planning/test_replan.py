"""A day planned again: everybody keeps a place where there is one, and as few as possible are moved."""

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.campbench.generator import made
from scheduling.planning.as_it_stands import as_it_stands
from scheduling.planning.changes import TableAway
from scheduling.planning.checking import violations
from scheduling.planning.problem import Bays, Kit, Problem
from scheduling.planning.proposal import Aim
from scheduling.planning.replan import replan
from scheduling.planning.shift_right import shift_right
from scheduling.planning.solve import Limits, plan
from tests.scheduling.planning.problems import (
    CLOSES,
    OPENS,
    anaesthetist,
    case,
    hours,
    problem,
    spot,
    standing_at_once,
    surgeon,
    table,
)

HOUR = 60


def standing(a_problem, iterations=60) -> Problem:
    """The problem with a plan of it as what people were told."""
    spots = plan(a_problem, limits=Limits(iterations=iterations), clock=lambda: 0.0).spots
    return replace(a_problem, cases=tuple(replace(each, stands=spots.get(each.key)) for each in a_problem.cases))


def closed_until(a_problem, key, minute):
    """The same with one table that opens late on day 0."""
    tables = tuple(
        replace(each, hours=(((minute, CLOSES + HOUR),), *each.hours[1:])) if each.key == key else each
        for each in a_problem.tables
    )
    return replace(a_problem, tables=tables)


@cache
def a_day():
    return standing(made(patients=40, tables=4, days=1, load=0.85, seed=2))


def test_when_nothing_changed_nobody_moves():
    assert shift_right(a_day(), 0, since=0).moves == ()
    for aim in Aim:
        assert replan(a_day(), 0, aim=aim).moves == ()


def test_a_late_table_shifts_those_behind_it_and_no_others():
    two = problem(
        case(1, stands=spot(OPENS)),
        case(2, stands=spot(OPENS + HOUR)),
        case(3, stands=spot(OPENS, table=2, leader=12)),
        tables=(table(1, hours=hours(1, OPENS + 90)), table(2)), doctors=(surgeon(11), surgeon(12)),
    )  # fmt: skip
    proposal = shift_right(two, 0, since=OPENS)
    assert {move.case: move.minutes for move in proposal.moves} == {1: 90, 2: 90}


def test_somebody_frozen_later_in_the_day_pushes_nobody_who_stands_before():
    frozen = spot(OPENS + 5 * HOUR)
    two = problem(
        case(1, stands=spot(OPENS)), case(2, stands=frozen, pinned=frozen), case(3, stands=spot(OPENS + HOUR))
    )
    assert shift_right(two, 0, since=OPENS).moves == ()
    late = replace(two, tables=(table(1, hours=hours(1, OPENS + 4 * HOUR)),))
    assert {move.case: move.minutes for move in shift_right(late, 0, since=OPENS).moves} == {1: 240, 3: 300}


def test_nobody_moves_right_into_a_rule():
    """Kit away, a bed short, the last bus gone, a ward full: whoever would meet one goes on, or has no place."""
    day = problem(
        case(1, stands=spot(OPENS), equipment=frozenset({"c-arm"})),
        case(2, stands=spot(OPENS + HOUR, table=2, leader=12), equipment=frozenset({"c-arm"})),
        case(3, stands=spot(OPENS + 2 * HOUR), recovery=30, home_by=OPENS + 4 * HOUR),
        tables=(table(1), table(2)), doctors=(surgeon(11), surgeon(12)), kits=(Kit(name="c-arm", units=1),),
        bays=(Bays(beds=1, hours=hours(1)),),
    )  # fmt: skip
    late = replace(day, tables=(table(1, hours=hours(1, OPENS + 30)), table(2)))
    moved = {move.case: move.minutes for move in shift_right(late, 0, since=OPENS).moves}
    assert moved == {1: 30, 2: 30}
    later = replace(day, tables=(table(1, hours=hours(1, OPENS + 2 * HOUR)), table(2)))
    assert shift_right(later, 0, since=OPENS).dropped == (3,)


def test_whoever_stands_on_an_odd_minute_stays_there_when_nothing_changed():
    odd = problem(
        case(1, minutes=31, turnover=8, stands=spot(OPENS)),
        case(2, minutes=31, turnover=8, stands=spot(OPENS + 39)),
    )
    for aim in Aim:
        assert replan(odd, 0, aim=aim).moves == ()
    assert shift_right(odd, 0, since=OPENS).moves == ()


def test_who_does_not_fit_in_the_hours_any_more_is_named():
    one = problem(case(1, stands=spot(OPENS)), case(2, stands=spot(CLOSES - HOUR)))
    late = replace(one, tables=(table(1, hours=hours(1, CLOSES - HOUR)),))
    assert shift_right(late, 0, since=OPENS).dropped == (2,)


@pytest.mark.parametrize("aim", list(Aim))
def test_the_rest_of_the_day_stands_by_every_rule(aim):
    late = closed_until(a_day(), 1, OPENS + 150)
    proposal = replan(late, 0, aim=aim)
    assert violations(late, proposal.spots) == []


def test_fewer_are_moved_far_than_when_planned_from_scratch():
    late = closed_until(a_day(), 1, OPENS + 150)
    least = min(replan(late, 0, aim=aim).moved_far for aim in Aim)
    nobody_told = replace(late, cases=tuple(replace(each, stands=None) for each in late.cases))
    fresh = plan(nobody_told, limits=Limits(iterations=100, seed=1), clock=lambda: 0.0).spots
    far = sum(
        abs(fresh[each.key].start - each.stands.start) > 30
        for each in late.cases
        if each.stands is not None and each.key in fresh
    )
    assert least * 2 < far


def test_somebody_who_has_to_move_takes_nobody_elses_team():
    """The second table's surgeon and anaesthetist are free a little later, and are left to whom they stand beside."""
    two = problem(
        case(1, value=100, stands=spot(OPENS, anaesthetist=21), anaesthetist=True),
        case(2, stands=spot(OPENS + HOUR, table=2, leader=12, anaesthetist=22), anaesthetist=True),
        tables=(table(1, hours=hours(1, OPENS + HOUR)), table(2)),
        doctors=(surgeon(11), surgeon(12), anaesthetist(21), anaesthetist(22)),
    )  # fmt: skip
    for aim in Aim:
        assert [move.case for move in replan(two, 0, aim=aim).moves] == [1]


def test_whoever_is_worth_more_is_not_the_one_who_loses_the_place():
    full = problem(
        case(1, value=1000, stands=spot(OPENS)),
        *(case(number, stands=spot(OPENS + (number - 1) * HOUR)) for number in range(2, 10)),
    )
    late = replace(full, tables=(table(1, hours=hours(1, OPENS + 30)),))
    for aim in Aim:
        proposal = replan(late, 0, aim=aim, steps=0)
        assert 1 in proposal.spots
        assert len(proposal.dropped) == 1


def test_nobody_new_gets_a_place_but_an_emergency_always_does():
    waiting = replace(a_day(), cases=(*a_day().cases, case(900, value=5), case(901, value=1, priority=1)))
    for aim in Aim:
        proposal = replan(waiting, 0, aim=aim)
        assert 901 in proposal.spots
        assert 900 not in proposal.spots
        assert violations(waiting, proposal.spots) == []


def test_what_has_begun_is_not_touched():
    begun = next(each for each in a_day().cases if each.stands is not None)
    pinned = replace(
        a_day(), cases=tuple(replace(each, pinned=each.stands) if each is begun else each for each in a_day().cases)
    )
    late = closed_until(pinned, begun.stands.table, OPENS + 150)
    for aim in Aim:
        assert replan(late, 0, aim=aim).spots[begun.key] == begun.stands


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 50), st.sampled_from(list(Aim)), st.integers(OPENS, CLOSES))
def test_any_late_table_leaves_a_day_that_can_be_done(seed, aim, opens):
    small = standing(made(patients=12, tables=2, days=1, load=1.0, seed=seed), iterations=10)
    late = closed_until(small, 1, opens)
    assert violations(late, replan(late, 0, aim=aim, steps=20).spots) == []
    on_time = {key for key, each in shift_right(late, 0, since=0).spots.items() if each.table == 1}
    assert all(shift_right(late, 0, since=0).spots[key].start >= opens for key in on_time)


def test_a_full_day_is_not_turned_over_for_one_who_loses_the_place():
    """Eight full tables, of which one opens at noon: everybody finds a place with few moves, or with fifty."""
    day = standing_at_once(made(patients=80, tables=8, days=1, load=0.9, seed=3))
    day = as_it_stands(replace(day, cases=tuple(each for each in day.cases if each.stands is not None)), 0)
    late = TableAway(0, day.tables[0].key, 8 * HOUR, 12 * HOUR).applied(day)
    found = replan(late, 0, aim=Aim.FEWEST, steps=60)
    assert found.dropped == ()
    assert len(found.moves) <= 10
