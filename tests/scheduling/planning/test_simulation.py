"""Forecasts: what is certain comes out certain, and what can be reckoned by hand comes out so."""

from math import sqrt
from statistics import NormalDist

import pytest

from bench.campbench.generator import camp
from scheduling.planning.simulation import arrivals, simulate
from scheduling.planning.solve import Limits, plan
from tests.scheduling.planning.problems import CLOSES, OPENS, case, problem, spot, surgeon, table

NOBODY = 0.0


def in_a_row(many, minutes, **kwargs):
    return {number: spot(OPENS + minutes * (number - 1), **kwargs) for number in range(1, many + 1)}


def test_without_spread_everything_is_as_planned():
    forecast = simulate(problem(*(case(number) for number in (1, 2, 3))), in_a_row(3, 60))
    (only,) = forecast.tables
    assert (only.over, only.minutes_over, only.ends) == (0.0, 0.0, (OPENS + 180, OPENS + 180))
    assert (forecast.wait.p90, forecast.served) == (0.0, 3.0)


def test_a_plan_that_ends_after_closing_is_sure_to_be_late():
    (only,) = simulate(problem(case(1, minutes=60)), {1: spot(CLOSES - 20)}).tables
    assert (only.over, only.long_over, only.minutes_over) == (1.0, 1.0, 40.0)


def test_the_chance_of_overtime_is_that_of_the_sum():
    many, minutes, sd = 12, 40, 12.0
    people = [case(number, minutes=minutes, sd=sd) for number in range(1, many + 1)]
    told = dict.fromkeys(range(1, many + 1), OPENS)  # all are there from the morning on: nothing idles
    (only,) = simulate(problem(*people), in_a_row(many, minutes), samples=20_000, told=told).tables
    room = CLOSES - OPENS - many * minutes
    assert only.over == pytest.approx(1 - NormalDist(0, sd * sqrt(many)).cdf(room), abs=0.02)


def test_who_waits_for_a_surgeon_waits_as_long_as_the_surgeon_is_busy():
    a_problem = problem(case(1, minutes=90), case(2), tables=(table(1), table(2)), doctors=(surgeon(11),))
    spots = {1: spot(OPENS), 2: spot(OPENS + 30, table=2)}
    assert simulate(a_problem, spots, told={1: OPENS, 2: OPENS + 30}).waits[2].p50 == 60.0


def test_those_who_do_not_come_leave_the_table_earlier():
    a_problem = camp(patients=60, load=1.2, seed=1, z=1.0)
    spots = plan(a_problem, limits=Limits(iterations=60), clock=lambda: 0.0).spots
    all_come, some = simulate(a_problem, spots), simulate(a_problem, spots, absent=0.23)
    assert some.served == pytest.approx(0.77 * len(spots), rel=0.03)
    assert some.over < all_come.over
    assert some.wait.p50 < all_come.wait.p50


def test_the_same_seed_draws_the_same_days():
    a_problem = problem(*(case(number, sd=20.0) for number in (1, 2, 3)))
    assert simulate(a_problem, in_a_row(3, 60), seed=5) == simulate(a_problem, in_a_row(3, 60), seed=5)
    assert simulate(a_problem, in_a_row(3, 60), seed=5) != simulate(a_problem, in_a_row(3, 60), seed=6)


def test_an_empty_plan_has_an_empty_forecast():
    forecast = simulate(problem(), {})
    assert (forecast.tables, forecast.over, forecast.served) == ((), 0.0, 0.0)


def test_people_are_asked_to_come_earlier_the_less_is_certain_before_them():
    a_problem = problem(case(1, sd=20.0), case(2, sd=20.0), case(3, earliest=OPENS + 118))
    told = arrivals(a_problem, in_a_row(3, 60))
    assert told == {1: OPENS, 2: OPENS + 50, 3: OPENS + 118}  # half of √400 and √800 earlier, never before they can


def test_asking_in_time_waits_less_than_asking_all_at_opening():
    a_problem = camp(patients=60, load=1.2, seed=2, z=1.0)
    spots = plan(a_problem, limits=Limits(iterations=60), clock=lambda: 0.0).spots
    hedged = simulate(a_problem, spots)
    at_opening = simulate(a_problem, spots, told=dict.fromkeys(spots, OPENS))
    assert hedged.wait.p50 * 3 < at_opening.wait.p50
    assert hedged.over < at_opening.over + 0.15
