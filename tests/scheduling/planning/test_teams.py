"""Teams stay together at a table where they can, so that what runs late there holds up nobody elsewhere."""

from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from math import exp

from hypothesis import given, settings

from scheduling.planning.checking import violations
from scheduling.planning.construction import construct
from scheduling.planning.grid import Grid
from scheduling.planning.pins import put_start
from scheduling.planning.schedule import Schedule
from scheduling.planning.simulation import simulate
from scheduling.planning.teams import CARRIED, settle_teams
from tests.scheduling.planning.problems import OPENS, anaesthetist, case, problem, problems, spot, surgeon, table

HOUR = 60


def standing(a_problem, spots):
    schedule = Schedule(Grid(a_problem))
    put_start(schedule, spots)
    assert len(schedule.held) == len(spots), "all of them can stand so"
    return schedule


def spots_of(schedule):
    return {schedule.grid.jobs[at].case.key: schedule.grid.spot(held) for at, held in schedule.held.items()}


def without_people(spots):
    return {key: replace(each, leader=None, anaesthetist=None) for key, each in spots.items()}


def crossings(schedule):
    """How much of a table's delay goes on to another: 1 for each change of table without a pause, less after one."""
    turns = defaultdict(list)
    for at, held in schedule.held.items():
        for who in (held.leader, held.anaesthetist):
            if who >= 0:
                end = held.start + schedule.grid.jobs[at].length
                turns[who, held.day].append((held.start, end, held.table))
    return sum(
        exp((end - start) * schedule.grid.step / CARRIED)
        for chain in turns.values()
        for (_, end, one), (start, _, other) in pairwise(sorted(chain))
        if one != other
    )


def two_tables(**kwargs):
    """Six operations of an hour on two tables; both surgeons and both anaesthetists change tables after each."""
    people = [case(number, minutes=HOUR, anaesthetist=True, sd=30.0, **kwargs) for number in range(1, 7)]
    team = (surgeon(11), surgeon(12), anaesthetist(21), anaesthetist(22))
    spots = {}
    for turn in range(3):
        for at in range(2):
            other = (turn + at) % 2
            spots[2 * turn + at + 1] = spot(
                OPENS + turn * HOUR, table=1 + at, leader=11 + other, anaesthetist=21 + other
            )
    return problem(*people, tables=(table(1), table(2)), doctors=team), spots


@settings(deadline=None)
@given(problems())
def test_only_people_are_exchanged_by_every_rule_and_fewer_change_tables(a_problem):
    schedule = Schedule(Grid(a_problem))
    construct(schedule, schedule.grid.jobs, None)
    before, crossed = spots_of(schedule), crossings(schedule)
    settle_teams(schedule)
    after = spots_of(schedule)
    assert without_people(after) == without_people(before)
    assert violations(a_problem, after) == []
    assert crossings(schedule) <= crossed + 1e-6


def test_who_runs_between_two_tables_stays_at_one():
    a_problem, spots = two_tables()
    schedule = standing(a_problem, spots)
    assert crossings(schedule) == 8  # four people, twice each, without a pause
    settle_teams(schedule)
    assert crossings(schedule) == 0
    for key in (1, 2):
        teams = {(spots_of(schedule)[key + 2 * turn].leader, spots_of(schedule)[key + 2 * turn].anaesthetist)
                 for turn in range(3)}  # fmt: skip
        assert len(teams) == 1


def test_people_wait_less_on_days_that_are_drawn():
    a_problem, spots = two_tables()
    schedule = standing(a_problem, spots)
    told = dict.fromkeys(spots, OPENS)
    before = simulate(a_problem, spots, samples=400, told=told).wait
    settle_teams(schedule)
    after = simulate(a_problem, spots_of(schedule), samples=400, told=told).wait
    assert after.p90 < before.p90


def test_those_who_are_fixed_keep_their_team():
    a_problem, spots = two_tables()
    schedule = standing(a_problem, spots)
    settle_teams(schedule, frozenset(range(6)))
    assert spots_of(schedule) == spots


def test_a_surgeon_somebody_wished_for_stays():
    a_problem, spots = two_tables()
    wished = replace(
        a_problem, cases=tuple(replace(each, preferred=spots[each.key].leader) for each in a_problem.cases)
    )
    schedule = standing(wished, spots)
    settle_teams(schedule)
    after = spots_of(schedule)
    assert {key: each.leader for key, each in after.items()} == {key: each.leader for key, each in spots.items()}
    assert crossings(schedule) == 4  # the anaesthetists alone came to rest
