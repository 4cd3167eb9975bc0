"""Plans of the whole planner, judged by the independent checker and by the bound."""

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings

from bench.campbench.generator import camp
from scheduling.planning.checking import violations
from scheduling.planning.grid import Grid
from scheduling.planning.pins import PinsContradict
from scheduling.planning.polish import Effort, polish
from scheduling.planning.problem import Level
from scheduling.planning.schedule import Schedule
from scheduling.planning.solution import value_of
from scheduling.planning.solve import Limits, plan
from scheduling.planning.stopping import TooLarge
from tests.scheduling.planning.problems import case, problem, problems, spot, surgeon, table


def planned(a_problem, *, iterations=40, seed=0, **kwargs):
    return plan(a_problem, limits=Limits(iterations=iterations, seed=seed), clock=lambda: 0.0, **kwargs)


@settings(deadline=None)
@given(problems())
def test_no_plan_of_any_camp_breaks_a_rule_or_is_worth_more_than_the_bound(a_problem):
    found = planned(a_problem)
    assert violations(a_problem, found.spots) == []
    assert value_of(a_problem, found.spots) <= found.bound + 1e-6


def test_everybody_is_served_where_there_is_room():
    found = planned(problem(*(case(number, minutes=60) for number in range(1, 10))))
    assert len(found.spots) == 9


def test_those_worth_most_are_served_where_there_is_not():
    cases = [case(number, minutes=90, value=1000 if number > 6 else 1) for number in range(1, 13)]
    found = planned(problem(*cases))
    assert set(found.spots) == {7, 8, 9, 10, 11, 12}


def test_the_same_seed_gives_the_same_plan():
    a_problem = camp(patients=60, load=1.2, seed=4)
    assert planned(a_problem, seed=7).spots == planned(a_problem, seed=7).spots


def test_an_empty_camp_has_an_empty_plan():
    found = planned(problem(tables=(), doctors=()))
    assert (found.spots, found.bound) == ({}, 0.0)


def test_without_a_surgeon_nobody_is_served():
    assert planned(problem(case(), doctors=())).spots == {}


def test_what_is_pinned_stays_where_it_is_even_off_the_grid_and_after_hours():
    pin = spot(7 * 60 + 3)
    found = planned(problem(case(1, pinned=pin), case(2), case(3, pinned=spot(18 * 60 + 1))))
    assert found.spots[1] == pin
    assert found.spots[2].start == 8 * 60 + 5  # table and surgeon are free from 8:03
    assert violations(problem(case(1, pinned=pin), case(2)), {1: pin, 2: found.spots[2]}) == []


def test_two_pinned_to_one_table_at_one_time_are_refused_by_their_numbers():
    with pytest.raises(PinsContradict, match="cases 1 and 2"):
        planned(problem(case(1, pinned=spot(600)), case(2, pinned=spot(630))))


def test_a_supervised_surgeon_leads_only_beside_an_independent_one():
    learner = surgeon(12, skills=(("bones", Level.SUPERVISED),))
    alone = problem(case(specialties=frozenset({"bones"})), doctors=(learner,))
    teacher = surgeon(13, skills=(("bones", Level.INDEPENDENT),), hours=(((12 * 60, 17 * 60),),))
    assert planned(alone).spots == {}
    together = problem(
        *(case(number, minutes=240, specialties=frozenset({"bones"})) for number in (1, 2)),
        doctors=(learner, teacher), tables=(table(1), table(2)),
    )  # fmt: skip
    assert {each.leader: each.start for each in planned(together).spots.values()} == {12: 720, 13: 720}


def test_what_is_told_on_the_way_only_gets_better():
    seen = []
    planned(camp(patients=60, load=1.2, seed=5), iterations=300, report=lambda progress: seen.append(progress.value))
    assert seen == sorted(seen)
    assert len(set(seen)) > 2


def test_it_stops_when_told_and_gives_the_best_so_far():
    a_problem = camp(patients=60, load=1.2, seed=5)
    found = planned(a_problem, iterations=10**9, stopped=lambda: True)
    assert violations(a_problem, found.spots) == []
    assert len(found.spots) > 30


def one_more(a_problem, what):
    """The same camp with a table, a surgeon or an hour more."""
    if what == "table":
        return replace(a_problem, tables=(*a_problem.tables, replace(a_problem.tables[0], key=99)))
    if what == "surgeon":
        return replace(a_problem, doctors=(*a_problem.doctors, replace(a_problem.doctors[0], key=99)))
    longer = tuple(
        replace(each, hours=tuple(((day[0][0], day[0][1] + 60),) if day else () for day in each.hours))
        for each in a_problem.tables
    )
    return replace(a_problem, tables=longer)


@cache
def a_start(seed):
    """A crowded camp and a plan of it, from which each kind of more goes on."""
    a_problem = camp(patients=60, load=1.5, seed=seed)
    return a_problem, planned(a_problem, iterations=100).spots


@pytest.mark.parametrize("what", ["table", "surgeon", "hour"])
def test_more_never_serves_less_from_the_same_start(what):
    for seed in range(2):
        a_problem, start = a_start(seed)
        more = one_more(a_problem, what)
        found = planned(more, iterations=20, start=start)
        assert value_of(more, found.spots) >= value_of(a_problem, start)
        assert violations(more, found.spots) == []


def test_an_earlier_plan_that_can_no_longer_be_done_is_kept_as_far_as_it_can():
    a_problem = camp(patients=60, load=0.9, seed=1)
    start = planned(a_problem).spots
    less = replace(a_problem, tables=a_problem.tables[1:])
    assert violations(less, planned(less, start=start).spots) == []


@settings(deadline=None, max_examples=30)
@given(problems())
def test_other_names_and_numbers_of_patients_change_nothing(a_problem):
    numbers = [each.key + 100 for each in a_problem.cases]
    named = {each.key: number for each, number in zip(a_problem.cases, numbers, strict=True)}
    other = replace(
        a_problem, cases=tuple(replace(each, key=named[each.key], number=named[each.key]) for each in a_problem.cases)
    )
    assert planned(other).spots == {named[key]: spot for key, spot in planned(a_problem).spots.items()}


def test_a_surgeon_stays_at_one_table_where_that_costs_nobody_a_place():
    cases = [case(number, minutes=50 + 5 * (number % 5), turnover=5) for number in range(1, 25)]
    found = planned(
        problem(*cases, tables=(table(1), table(2), table(3)), doctors=(surgeon(11), surgeon(12), surgeon(13))),
        iterations=100,
    )
    assert len(found.spots) == 24
    assert len({(each.leader, each.table) for each in found.spots.values()}) == 3


def after(looks):
    """Says stop from the so manieth time on that it is asked."""
    asked = iter(range(10**9))
    return lambda: next(asked) >= looks


@pytest.mark.parametrize("looks", [0, 1])
def test_stopped_before_the_bound_is_known_it_gives_the_first_plan(looks):
    a_problem = camp(patients=200, load=1.2, seed=5)
    found = planned(a_problem, stopped=after(looks))
    assert found.bound is None
    assert len(found.spots) > 30
    assert violations(a_problem, found.spots) == []


def test_cp_sat_stops_when_told():
    grid = Grid(camp(patients=60, load=1.2, seed=5))
    schedule = Schedule(grid)
    stopped = after(3)
    polish(
        schedule,
        days=grid.days,
        tables=range(len(grid.tables)),
        jobs=grid.jobs,
        effort=Effort(deterministic=1e6, stopped=stopped),  # without the stop this takes hours
    )
    assert stopped()  # it was asked often enough to say so


def test_fifty_thousand_patients_are_refused_at_once_with_the_limit_and_the_cure():
    many = tuple(case(number) for number in range(50_000))
    with pytest.raises(TooLarge, match=r"50,000 patients on 10 days .*100,000.* Split the camp"):
        planned(problem(*many, days=10))


def test_a_camp_of_no_days_has_an_empty_plan():
    assert planned(problem(case(), days=0)).spots == {}


def test_a_shift_outside_the_day_gives_no_place_and_one_past_midnight_does():
    never_there = surgeon(hours=(((20 * 60, 23 * 60),),))
    assert planned(problem(case(), doctors=(never_there,))).spots == {}
    late = (((22 * 60, 26 * 60),),)
    found = planned(problem(case(minutes=180), tables=(table(hours=late),), doctors=(surgeon(hours=late),)))
    assert found.spots[1].start == 22 * 60
