"""The order of the day is for those who need it, and costs nobody a place."""

from random import Random

from hypothesis import given, settings

from scheduling.planning.checking import violations
from scheduling.planning.construction import construct
from scheduling.planning.grid import Grid
from scheduling.planning.schedule import Schedule
from scheduling.planning.tidying import discomfort, tidy
from tests.scheduling.planning.problems import OPENS, case, problem, problems, spot, surgeon, table


def tidied(a_problem, steps=200):
    schedule = Schedule(Grid(a_problem))
    construct(schedule, schedule.grid.jobs, None)
    tidy(schedule, Random(1), steps=steps)
    return schedule, {
        schedule.grid.jobs[index].case.key: schedule.grid.spot(held) for index, held in schedule.held.items()
    }


def order(spots):
    return sorted(spots, key=lambda key: spots[key].start)


@settings(deadline=None)
@given(problems())
def test_the_same_people_are_served_on_the_same_days_by_every_rule_and_with_less_discomfort(a_problem):
    first = Schedule(Grid(a_problem))
    construct(first, first.grid.jobs, None)
    before = {index: held.day for index, held in first.held.items()}
    worse = sum(discomfort(first.grid, first.grid.jobs[index], held) for index, held in first.held.items())
    schedule, spots = tidied(a_problem, steps=20)
    assert {index: held.day for index, held in schedule.held.items()} == before
    assert violations(a_problem, spots) == []
    better = sum(discomfort(schedule.grid, schedule.grid.jobs[at], held) for at, held in schedule.held.items())
    assert better <= worse + 1e-6


def test_children_go_first_and_infected_cases_last():
    people = [
        case(1, value=50, infected=True),
        case(2, value=40),
        case(3, value=30, early=1),
        case(4, value=20, early=2),
    ]
    _, spots = tidied(problem(*people))
    assert order(spots)[:2] == [4, 3]
    assert order(spots)[-1] == 1


def test_who_was_told_an_hour_keeps_it():
    people = [case(number, stands=spot(OPENS + 60 * (9 - number))) for number in range(1, 9)]
    _, spots = tidied(problem(*people))
    assert [spots[number].start for number in range(1, 9)] == [OPENS + 60 * (9 - number) for number in range(1, 9)]


def test_the_preferred_surgeon_leads_where_that_is_possible():
    people = [case(1, preferred=12), case(2, preferred=11)]
    _, spots = tidied(problem(*people, tables=(table(1), table(2)), doctors=(surgeon(11), surgeon(12))))
    assert {key: each.leader for key, each in spots.items()} == {1: 12, 2: 11}
