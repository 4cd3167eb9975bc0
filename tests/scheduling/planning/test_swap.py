"""May this patient go first: what is said is true when it is tried."""

from dataclasses import replace
from itertools import permutations

import pytest

from bench.campbench.generator import made
from scheduling.planning.as_it_stands import as_it_stands
from scheduling.planning.checking import violations
from scheduling.planning.openings import Rule
from scheduling.planning.swap import Verdict, changes_places, let_first
from scheduling.planning.the_day import Day
from tests.scheduling.planning.problems import CLOSES, OPENS, case, problem, spot, standing_at_once, surgeon, table
from tests.scheduling.planning.remedies import with_remedy

HOUR = 60


def in_a_row(*minutes, **changes):
    """One table, cases one after the other from its opening on, by number."""
    found, at = [], OPENS
    for number, length in enumerate(minutes, 1):
        found.append(case(number, minutes=length, stands=spot(at), **changes.get(f"case_{number}", {})))
        at += length
    return problem(*found)


def test_two_of_one_length_change_places():
    answer = let_first(in_a_row(60, 60, 60), 0, first=3, before=1)
    assert answer.verdict == Verdict.POSSIBLE
    assert {move.case: move.minutes for move in answer.moves} == {3: -120, 1: 120}


def test_a_gap_before_is_taken_without_moving_anybody():
    gap = problem(case(1, stands=spot(OPENS + 2 * HOUR)), case(2, stands=spot(OPENS + 4 * HOUR)))
    answer = let_first(gap, 0, first=2, before=1)
    assert [move.case for move in answer.moves] == [2]
    assert let_first(gap, 0, first=2).spots[2].start == OPENS


def test_a_longer_one_moves_those_in_between_and_says_by_how_much():
    answer = let_first(in_a_row(30, 60, 90), 0, first=3, before=1)
    assert answer.verdict == Verdict.ALSO
    assert answer.spots[3].start == OPENS
    assert answer.spots[2].start >= OPENS + 90
    assert 2 in {move.case for move in answer.moves}


def test_who_goes_first_already_moves_nobody():
    answer = let_first(in_a_row(60, 60), 0, first=1, before=2)
    assert (answer.verdict, answer.moves) == (Verdict.POSSIBLE, ())


def test_who_has_begun_is_not_asked():
    begun = in_a_row(60, 60, case_1={"pinned": spot(OPENS)}, case_2={})
    assert let_first(begun, 0, first=1, before=2).frozen == 1
    answer = let_first(begun, 0, first=2, before=1)
    assert answer.verdict == Verdict.NO
    assert Rule.TABLE in {rule for remedy in answer.reason.remedies for rule in remedy.rules}


def test_the_rule_that_is_in_the_way_is_named_and_without_it_it_is_possible():
    late = in_a_row(60, 60, case_2={"earliest": OPENS + 30})
    answer = let_first(late, 0, first=2, before=1)
    assert (answer.verdict, answer.reason.case) == (Verdict.NO, 2)
    (remedy,) = answer.reason.remedies
    assert remedy.rules == (Rule.ARRIVAL,)
    two = next(each for each in late.cases if each.key == 2)
    assert let_first(with_remedy(late, two, remedy), 0, first=2, before=1).verdict == Verdict.POSSIBLE


def test_nobody_loses_the_place_for_it():
    fasts = in_a_row(60, 60, case_1={"latest_start": OPENS + 30})
    answer = let_first(fasts, 0, first=2, before=1)
    assert (answer.verdict, answer.reason.case) == (Verdict.NO, 1)
    assert Rule.FASTING in {rule for remedy in answer.reason.remedies for rule in remedy.rules}


def a_day():
    return standing_at_once(made(patients=24, tables=3, days=1, load=0.8, seed=2))


def test_what_is_said_to_be_possible_is_by_every_rule_and_nobody_is_lost():
    day = a_day()
    standing = [each for each in day.cases if each.stands is not None]
    seen = set()
    for one, other in list(permutations(standing, 2))[::23]:
        answer = let_first(day, 0, first=one.key, before=other.key)
        seen.add(answer.verdict)
        if answer.verdict != Verdict.NO:
            assert violations(day, answer.spots) == []
            assert set(answer.spots) == {each.key for each in standing}
            assert answer.spots[one.key].start <= answer.spots[other.key].start
        if answer.verdict == Verdict.POSSIBLE:
            assert {move.case for move in answer.moves} <= {one.key, other.key}
    assert seen >= {Verdict.POSSIBLE, Verdict.ALSO}


def test_asking_for_two_leaves_the_day_as_it_was():
    row = in_a_row(60, 60)
    day = Day.of(replace(row, tables=(table(1), table(2)), doctors=(surgeon(11), surgeon(12))), 0)
    for index in day.targets:
        day.put_near(index)
    before, free = dict(day.schedule.held), [list(each) for each in day.schedule.free]
    jobs = [day.grid.job_of[key] for key in (2, 1)]
    assert changes_places(day.schedule, *jobs) is not None
    assert (day.schedule.held, day.schedule.free) == (before, free)


def test_a_case_that_is_not_there_that_day_is_refused():
    away = problem(case(1, stands=spot(OPENS)), case(2))
    for wrong in ({"first": 2}, {"first": 1, "before": 2}):
        with pytest.raises(KeyError):
            let_first(away, 0, **wrong)
    assert let_first(problem(case(1, stands=spot(CLOSES - HOUR))), 0, first=1).spots[1].start == OPENS


def test_who_lost_the_table_already_is_left_to_a_person_and_neither_moved_nor_dropped():
    """Two for nine hours at one table, and a third who stands on one that is closed: nobody asked about that one."""
    day = problem(
        case(1, minutes=270, stands=spot(OPENS)),
        case(2, minutes=270, stands=spot(OPENS + 270)),
        case(3, stands=spot(OPENS, table=2, leader=12)),
        tables=(table(1), table(2, hours=((),))), doctors=(surgeon(11), surgeon(12)),
    )  # fmt: skip
    answer = let_first(as_it_stands(day, 0), 0, first=2, before=1)
    assert answer.verdict == Verdict.POSSIBLE
    assert {move.case for move in answer.moves} == {1, 2}
    assert answer.spots[3] == day.cases[2].stands


def test_who_lost_the_own_table_is_not_said_to_go_first_already():
    """One table is closed for all of the day, the other full with somebody frozen."""
    begun = spot(OPENS)
    day = problem(
        case(1, minutes=CLOSES - OPENS, stands=begun, pinned=begun),
        case(2, stands=spot(OPENS + HOUR, table=2, leader=12)),
        case(3, stands=spot(OPENS + 2 * HOUR, table=2, leader=12)),
        tables=(table(1), table(2, hours=((),))), doctors=(surgeon(11), surgeon(12)),
    )  # fmt: skip
    assert let_first(as_it_stands(day, 0), 0, first=2, before=3).verdict == Verdict.NO
