"""Forecasts: what is certain comes out certain, and what can be reckoned by hand comes out so."""

from math import comb, log, sqrt
from statistics import NormalDist

import pytest

from bench.campbench.generator import camp
from scheduling.planning.arrivals import arrivals, at_opening
from scheduling.planning.problem import Kit
from scheduling.planning.simulation import simulate
from scheduling.planning.trade import turned_to
from tests.scheduling.planning.problems import CLOSES, OPENS, case, problem, spot, surgeon, table

LEAVES = 15 * 60


def in_a_row(many, minutes, **kwargs):
    return {number: spot(OPENS + minutes * (number - 1), **kwargs) for number in range(1, many + 1)}


def with_hours(*spans):
    return surgeon(hours=(tuple(spans),))


def test_without_spread_everything_is_as_planned():
    forecast = simulate(problem(*(case(number) for number in (1, 2, 3))), in_a_row(3, 60))
    (only,) = forecast.tables
    assert (only.over, only.minutes_over, only.ends.p50, only.ends.p90) == (0.0, 0.0, OPENS + 180, OPENS + 180)
    assert (only.planned, only.opens, only.closes) == (OPENS + 180, OPENS, CLOSES)
    assert (forecast.wait.p90, forecast.served.p50) == (0.0, 3.0)


def test_a_plan_that_ends_after_closing_is_sure_to_be_late():
    (only,) = simulate(problem(case(1, minutes=60)), {1: spot(CLOSES - 20)}).tables
    assert (only.over, only.long_over, only.minutes_over) == (1.0, 1.0, 40.0)


def test_the_chance_that_one_case_runs_over_is_that_of_its_lognormal():
    (only,) = simulate(problem(case(1, minutes=60, sd=30.0)), {1: spot(CLOSES - 80)}, samples=20_000).tables
    sigma = sqrt(log(1 + (30 / 45) ** 2))  # a quarter of the 60 minutes is certain, the rest has all the spread
    mu = log(45) - sigma**2 / 2
    assert only.over == pytest.approx(1 - NormalDist(mu, sigma).cdf(log(80 - 15)), abs=0.01)
    assert only.ends.p50 == pytest.approx(CLOSES - 80 + 15 + 45 / sqrt(1 + (30 / 45) ** 2), abs=1)


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
    assert simulate(a_problem, spots, told={1: OPENS, 2: OPENS + 30}).cases[2].wait.p50 == 60.0


def test_a_surgeon_who_should_have_gone_stays_and_that_is_the_surgeons_overtime():
    a_problem = problem(case(1), case(2), doctors=(with_hours((OPENS, LEAVES)),))
    spots = {1: spot(LEAVES - 120), 2: spot(LEAVES - 60)}
    half_an_hour = simulate(a_problem, spots, told={1: LEAVES - 90, 2: LEAVES - 60})
    assert [(one.over, one.minutes_over) for one in half_an_hour.doctors] == [(1.0, 30.0)]
    assert [one.over for one in half_an_hour.tables] == [0.0]
    assert half_an_hour.cases[2].late == 0.0  # begun at half past two, while the surgeon was there


def test_a_case_that_begins_only_after_its_surgeon_should_have_gone_is_at_risk():
    a_problem = problem(case(1), case(2), doctors=(with_hours((OPENS, LEAVES)),))
    forecast = simulate(a_problem, {1: spot(LEAVES - 120), 2: spot(LEAVES - 60)}, told={1: LEAVES - 50, 2: LEAVES - 60})
    assert (forecast.cases[1].late, forecast.cases[2].late) == (0.0, 1.0)
    assert forecast.doctors[0].minutes_over == 70.0


def test_nothing_begins_before_the_surgeon_is_there_nor_in_a_break():
    a_problem = problem(case(1), case(2), doctors=(with_hours((600, 720), (780, 1020)),))
    forecast = simulate(a_problem, {1: spot(660), 2: spot(780)}, told={1: OPENS, 2: OPENS})
    assert (forecast.cases[1].starts.p50, forecast.cases[2].starts.p50) == (600, 660)
    slow = simulate(a_problem, {1: spot(660), 2: spot(780)}, told={1: 690, 2: OPENS})
    assert slow.cases[2].starts.p50 == 780  # free at half past twelve, but nobody is there until one


def test_a_table_does_not_stand_still_while_it_is_closed():
    a_problem = problem(case(1), case(2), tables=(table(hours=(((OPENS, 720), (780, 1020)),)),))
    on_time = simulate(a_problem, {1: spot(660), 2: spot(780)}, told={1: 660, 2: 780}).tables[0]
    late = simulate(a_problem, {1: spot(650), 2: spot(780)}, told={1: 650, 2: 790}).tables[0]
    assert (on_time.idle, late.idle) == (0.0, 20.0)  # ten minutes before the break, ten after it


def test_one_kit_for_two_tables_makes_the_second_wait_until_it_is_clean():
    with_kit = [case(number, minutes=40, equipment=frozenset({"c-arm"})) for number in (1, 2)]
    a_problem = problem(
        *with_kit,
        tables=(table(1), table(2)),
        doctors=(surgeon(11), surgeon(12)),
        kits=(Kit(name="c-arm", units=1, away=25),),
    )
    spots = {1: spot(OPENS), 2: spot(OPENS + 5, table=2, leader=12)}
    assert simulate(a_problem, spots, told={1: OPENS, 2: OPENS}).cases[2].starts.p50 == OPENS + 65
    two = problem(*with_kit, tables=(table(1), table(2)), doctors=(surgeon(11), surgeon(12)),
                  kits=(Kit(name="c-arm", units=2, away=25),))  # fmt: skip
    assert simulate(two, spots, told={1: OPENS, 2: OPENS}).cases[2].starts.p50 == OPENS


def test_who_fasts_longer_than_allowed_is_counted():
    a_problem = problem(case(1), case(2, latest_start=OPENS + 70))
    on_time = simulate(a_problem, in_a_row(2, 60), fasts={2: 360})
    assert (on_time.cases[2].missed, on_time.fasting.p90) == (0.0, 360.0)
    slow = simulate(a_problem, in_a_row(2, 60), told={1: OPENS + 30, 2: OPENS + 60}, fasts={2: 360})
    assert (slow.cases[2].missed, slow.fasting.p90) == (1.0, 390.0)


def test_the_end_of_a_day_is_that_of_the_days_on_which_somebody_came():
    a_problem = problem(case(1))
    half = simulate(a_problem, {1: spot()}, absent=0.5).tables[0]
    assert (half.ends.p50, half.ends.p90) == (OPENS + 60, OPENS + 60)
    assert simulate(a_problem, {1: spot()}, absent=1.0).tables[0].ends is None


def test_those_who_do_not_come_leave_the_table_earlier():
    a_problem = camp(patients=60, load=1.2, seed=1, z=1.0)
    spots = turned_to(a_problem, {}, steps=60)
    all_come, some = simulate(a_problem, spots), simulate(a_problem, spots, absent=0.23)
    assert some.mean_served == pytest.approx(0.77 * len(spots), rel=0.03)
    assert some.over < all_come.over
    assert some.wait.p50 < all_come.wait.p50


def test_who_stays_away_holds_neither_table_nor_surgeon_nor_kit():
    equipment = frozenset({"c-arm"})
    people = [case(number, equipment=equipment) for number in (1, 2)]
    a_problem = problem(*people, kits=(Kit(name="c-arm", units=1, away=30),))
    told = {1: OPENS, 2: OPENS}
    assert simulate(a_problem, in_a_row(2, 60), told=told, absent={1: 1.0}).cases[2].starts.p50 == OPENS
    assert simulate(a_problem, in_a_row(2, 60), told=told).cases[2].starts.p50 == OPENS + 90


def test_how_many_come_is_spread_like_tossed_coins():
    many, absent = 8, 0.23
    forecast = simulate(
        problem(*(case(number) for number in range(1, 9))), in_a_row(8, 60), absent=absent, samples=9000
    )
    at_most = [
        sum(comb(many, k) * (1 - absent) ** k * absent ** (many - k) for k in range(most + 1))
        for most in range(many + 1)
    ]
    exact = [next(most for most, share in enumerate(at_most) if share >= p) for p in (0.1, 0.5, 0.9)]
    assert [forecast.served.p10, forecast.served.p50, forecast.served.p90] == exact


def test_each_patient_may_have_another_chance_to_stay_away():
    forecast = simulate(problem(*(case(number) for number in (1, 2, 3))), in_a_row(3, 60), absent={2: 1.0})
    assert (forecast.served.p10, forecast.served.p90) == (2.0, 2.0)


def test_a_case_takes_as_long_in_each_draw_whoever_else_is_planned():
    alone = simulate(problem(case(1, sd=20.0)), {1: spot()}, seed=3)
    assert simulate(problem(case(1, sd=20.0)), {1: spot()}, seed=4).tables[0].ends != alone.tables[0].ends
    two_tables = problem(
        case(1, sd=20.0), case(2, sd=9.0), tables=(table(1), table(2)), doctors=(surgeon(), surgeon(12))
    )
    beside = simulate(two_tables, {1: spot(), 2: spot(table=2, leader=12)}, seed=3)
    assert beside.tables[0].ends == alone.tables[0].ends


def test_the_same_seed_draws_the_same_days():
    a_problem = problem(*(case(number, sd=20.0) for number in (1, 2, 3)))
    assert simulate(a_problem, in_a_row(3, 60), seed=5) == simulate(a_problem, in_a_row(3, 60), seed=5)
    assert simulate(a_problem, in_a_row(3, 60), seed=5) != simulate(a_problem, in_a_row(3, 60), seed=6)


def test_an_empty_plan_has_an_empty_forecast():
    forecast = simulate(problem(), {})
    assert (forecast.tables, forecast.over, forecast.mean_served) == ((), 0.0, 0.0)


def test_a_place_on_a_closed_day_is_not_late_by_itself():
    closed = problem(case(1), tables=(table(hours=((),)),))
    forecast = simulate(closed, {1: spot(OPENS)})
    assert (forecast.tables[0].minutes_over, forecast.cases[1].late) == (0.0, 0.0)


def test_asking_in_time_waits_less_than_asking_all_at_opening():
    a_problem = camp(patients=60, load=1.2, seed=2, z=1.0)
    spots = turned_to(a_problem, {}, steps=60)
    hedged = simulate(a_problem, spots, told=arrivals(a_problem, spots))
    together = simulate(a_problem, spots, told=at_opening(a_problem, spots))
    assert hedged.mean_wait * 3 < together.mean_wait
    assert hedged.over < together.over + 0.15
