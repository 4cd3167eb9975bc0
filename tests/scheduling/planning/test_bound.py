"""The bound is one: no plan that can be done is worth more, whatever the hours, the pins and what is kept back."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.planning.bound import bound_of
from scheduling.planning.checking import violations
from scheduling.planning.grid import Grid
from scheduling.planning.pins import put_pins
from scheduling.planning.problem import Bays, Kit
from scheduling.planning.schedule import Schedule
from scheduling.planning.solution import value_of
from scheduling.planning.solve import Limits, plan
from tests.scheduling.planning.problems import CLOSES, OPENS, case, problem, problems, spot, surgeon, table

HOUR = 60


def best_there_can_be(a_problem):
    pinned = Schedule(Grid(a_problem))
    put_pins(pinned)
    return bound_of(pinned).value


def planned(a_problem, iterations=40):
    return plan(a_problem, limits=Limits(iterations=iterations), clock=lambda: 0.0)


def test_a_table_that_is_pinned_all_day_leaves_nothing_to_win():
    waiting = [case(number, minutes=60, value=10) for number in range(2, 11)]
    full = problem(case(1, minutes=9 * HOUR, value=10, pinned=spot()), *waiting)
    assert best_there_can_be(full) == 10
    assert best_there_can_be(replace(full, cases=tuple(waiting))) == 90


def test_a_break_in_the_hours_may_serve_as_time_kept_back():
    broken = (((8 * HOUR, 12 * HOUR), (15 * HOUR, 15 * HOUR + 5)),)
    a_problem = problem(
        *(case(number, minutes=60, sd=25.0, value=10) for number in range(1, 5)),
        tables=(table(hours=broken),),
        z=1.0,
    )
    found = planned(a_problem)
    assert value_of(a_problem, found.spots) == 40
    assert found.bound >= 40


def test_a_short_table_takes_nothing_from_a_long_one():
    short = [table(number, hours=(((OPENS, OPENS + 20),),)) for number in range(2, 6)]
    people = [case(number, minutes=80, sd=20.0, value=10) for number in range(1, 7)]
    a_problem = problem(*people, tables=(table(1), *short), z=1.0)
    assert best_there_can_be(a_problem) >= value_of(a_problem, planned(a_problem).spots)


def test_kit_that_is_away_for_longer_than_the_table_is_open_can_be_used_once():
    a_problem = problem(
        case(1, minutes=30, value=10, equipment=frozenset({"c-arm"})),
        tables=(table(hours=(((OPENS, OPENS + 30),),)),),
        kits=(Kit(name="c-arm", units=1, away=120),),
    )
    assert value_of(a_problem, planned(a_problem).spots) == 10
    assert best_there_can_be(a_problem) >= 10


def test_a_bed_is_held_from_the_minute_the_operation_ends():
    a_problem = problem(
        case(1, minutes=35, recovery=30, pinned=spot(OPENS)),
        case(2, minutes=31, recovery=30, earliest=OPENS + 30, latest_start=OPENS + 30),
        tables=(table(1), table(2)),
        doctors=(surgeon(11), surgeon(12)),
        bays=(Bays(beds=1, hours=(((OPENS, CLOSES),),)),),
    )
    assert violations(a_problem, planned(a_problem).spots) == []


def test_nobody_operates_while_the_last_table_is_cleaned():
    cleaned = [case(number, minutes=60, turnover=30, value=10) for number in range(1, 11)]
    assert best_there_can_be(problem(*cleaned, tables=(table(1), table(2)))) == 85  # 8½ of the surgeon's 9 hours


def test_nobody_operates_in_the_time_kept_back():
    people = [case(number, minutes=60, sd=30.0, value=10) for number in range(1, 21)]
    a_problem = problem(*people, tables=(table(1), table(2), table(3)), doctors=(surgeon(11), surgeon(12)), z=1.0)
    kept = Grid(a_problem)
    least = kept.reserve[0] + kept.jobs[0].buffer  # slots
    assert best_there_can_be(a_problem) == pytest.approx(2 * 10 * int(108 - least) / 12)


@settings(deadline=None)
@given(problems(), st.data())
def test_whatever_of_a_plan_is_pinned_the_rest_is_planned_by_every_rule_and_below_the_bound(a_problem, data):
    first = planned(a_problem, iterations=5)
    keys = sorted(first.spots)
    pins = set(data.draw(st.lists(st.sampled_from(keys), unique=True))) if keys else set()
    again = replace(
        a_problem,
        cases=tuple(
            replace(each, pinned=first.spots[each.key]) if each.key in pins else each for each in a_problem.cases
        ),
    )
    found = planned(again, iterations=20)
    assert violations(again, found.spots) == []
    assert value_of(again, found.spots) <= min(found.bound, first.bound) + 1e-6
