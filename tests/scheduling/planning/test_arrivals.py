"""When people are asked to come, reckoned by hand."""

from scheduling.planning.arrivals import arrivals, at_opening, bailey_welch
from tests.scheduling.planning.problems import CLOSES, OPENS, case, problem, spot, surgeon

THREE = {1: spot(OPENS), 2: spot(OPENS + 60), 3: spot(OPENS + 120)}


def test_people_are_asked_to_come_earlier_the_less_is_certain_before_them():
    a_problem = problem(case(1, sd=20.0), case(2, sd=20.0), case(3, earliest=OPENS + 118))
    told = arrivals(a_problem, THREE)
    assert told == {1: OPENS, 2: OPENS + 50, 3: OPENS + 118}  # half of √400 and √800 earlier, never before they can


def test_without_a_hedge_people_come_at_the_planned_hour():
    a_problem = problem(case(1, sd=20.0), case(2, sd=20.0), case(3))
    assert arrivals(a_problem, THREE, hedge=0.0) == {1: OPENS, 2: OPENS + 60, 3: OPENS + 120}


def test_nobody_comes_before_the_surgeon_does():
    a_problem = problem(case(1, minutes=30, sd=90.0), case(2), doctors=(surgeon(hours=(((OPENS + 115, CLOSES),),)),))
    told = arrivals(a_problem, {1: spot(OPENS + 115), 2: spot(OPENS + 145)})
    assert told == {1: OPENS + 115, 2: OPENS + 115}  # half of 90 would be a quarter of an hour before that


def test_all_at_opening_are_there_when_the_table_opens_or_as_soon_as_they_can():
    a_problem = problem(case(1), case(2), case(3, earliest=OPENS + 90))
    assert at_opening(a_problem, THREE) == {1: OPENS, 2: OPENS, 3: OPENS + 90}


def test_bailey_and_welch_ask_two_at_opening_and_each_other_one_step_ahead():
    a_problem = problem(*(case(number) for number in (1, 2, 3, 4)))
    told = bailey_welch(a_problem, {**THREE, 4: spot(OPENS + 180)})
    assert told == {1: OPENS, 2: OPENS, 3: OPENS + 60, 4: OPENS + 120}
