"""Whatever happens on a day: what is frozen stays, emergencies have a place, and no rule is broken that was not."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.planning.as_it_stands import as_it_stands
from scheduling.planning.changes import (
    DoctorAway,
    Emergency,
    First,
    NoShow,
    Nothing,
    PatientLate,
    PowerCut,
    RunningLate,
    RunsOver,
    TableAway,
    change_from_json,
    change_to_json,
    kept_waiting,
    still_longer,
)
from scheduling.planning.checking import violations
from scheduling.planning.overtime import with_longer
from scheduling.planning.pins import PinsContradict
from scheduling.planning.problem import Bays
from scheduling.planning.proposal import Aim
from scheduling.planning.replan import replan
from scheduling.planning.shift_right import shift_right
from tests.scheduling.planning.problems import (
    CLOSES,
    OPENS,
    case,
    hours,
    problem,
    problems,
    spot,
    standing_at_once,
    surgeon,
    table,
)

HOUR = 60


def frozen_until(a_problem, day, now):
    """What has begun by the minute `now` of a day, or stands on an earlier day, can't be moved any more."""
    return replace(
        a_problem,
        cases=tuple(
            replace(each, pinned=each.stands)
            if each.stands is not None and (each.stands.day, each.stands.start) <= (day, now)
            else each
            for each in a_problem.cases
        ),
    )


@st.composite
def days_that_change(draw):
    """Any small camp with a plan of it, what has begun frozen, and one thing that happens."""
    a_problem = standing_at_once(draw(problems(most=8)))
    day = draw(st.integers(0, a_problem.days - 1))
    now = draw(st.sampled_from((0, OPENS + 95, OPENS + 240)))
    before = as_it_stands(frozen_until(a_problem, day, now=now), day)
    keys = [each.key for each in a_problem.cases]
    start = draw(st.integers(OPENS, CLOSES))
    happens = [st.just(Nothing(day))]
    if keys:
        someone = st.sampled_from(keys)
        happens += [
            st.builds(PatientLate, st.just(day), someone, st.just(start)),
            st.builds(NoShow, st.just(day), someone),
            st.builds(Emergency, st.just(day), someone, st.just(10**6)),
        ]
    if a_problem.tables:
        table_key = st.sampled_from([each.key for each in a_problem.tables])
        happens.append(st.builds(TableAway, st.just(day), table_key, st.just(start), st.integers(start, CLOSES + 60)))
        every = tuple(each.key for each in a_problem.tables)
        happens.append(st.builds(PowerCut, st.just(day), st.just(every), st.just(start), st.integers(start, CLOSES)))
        happens.append(st.builds(RunningLate, st.just(day), table_key, st.just(start), st.sampled_from((5, 40, 300))))
    if a_problem.doctors:
        doctor = st.sampled_from([each.key for each in a_problem.doctors])
        happens.append(st.builds(DoctorAway, st.just(day), doctor, st.just(start), st.integers(start, CLOSES + 60)))
    return before, day, now, draw(st.one_of(happens))


@settings(deadline=None, max_examples=25)
@given(days_that_change(), st.sampled_from([None, *Aim]))
def test_after_any_change_what_is_frozen_stays_emergencies_have_a_place_and_every_rule_holds(changed, aim):
    before, day, now, change = changed
    after, gone = change.applied(before), change.gone(before)
    if aim is None:
        found = shift_right(after, day, since=now, gone=gone)
    else:
        found = replan(after, day, aim=aim, steps=10, since=now, gone=gone)
    frozen = {each.key: each.pinned for each in after.cases if each.pinned is not None}
    assert {key: found.spots[key] for key, pinned in frozen.items() if pinned.day == day} == {
        key: pinned for key, pinned in frozen.items() if pinned.day == day
    }
    if isinstance(change, Emergency) and next(each for each in after.cases if each.key == change.case).stands is None:
        assert (change.case in found.spots) != (change.case in found.helpless)
    elsewhere = {
        each.key: spot
        for each in after.cases
        if (spot := each.pinned or each.stands) is not None and each.key not in found.spots and spot.day != day
    }
    broken = violations(with_longer(after, day, found.longer), elsewhere | dict(found.spots))
    assert [each for each in broken if set(each.cases) & set(found.spots)] == []


@settings(deadline=None, max_examples=12)
@given(days_that_change())
def test_a_day_in_which_nothing_happens_stays_as_it_is(changed):
    before, day, now, _ = changed
    # An emergency that still waits for a place is news, whatever else happens.
    calm = [replace(one, priority=2) if one.stands is None and one.priority == 1 else one for one in before.cases]
    before = replace(before, cases=tuple(calm))
    for found in (shift_right(before, day, since=now), replan(before, day, aim=Aim.FEWEST, steps=5, since=now)):
        assert (found.moves, found.dropped) == ((), ())


def test_who_stands_against_a_rule_already_is_not_moved_for_it_when_somebody_else_is():
    """A hand overruled the arrival, the first fit gave more patients than beds, and the last cleaning ends late."""
    day = problem(
        case(1, stands=spot(OPENS), recovery=120),
        case(2, stands=spot(OPENS + HOUR), earliest=OPENS + 3 * HOUR, recovery=120),
        case(3, stands=spot(OPENS, table=2, leader=12), recovery=120),
        case(4, stands=spot(CLOSES - HOUR, table=2, leader=12), turnover=20),
        tables=(table(1), table(2)), doctors=(surgeon(11), surgeon(12)),
    )  # fmt: skip
    day = replace(day, bays=(Bays(beds=1, hours=hours(1)),), z=1.0)
    assert violations(day, {each.key: each.stands for each in day.cases}) != []
    before = as_it_stands(day, 0)
    assert replan(before, 0, aim=Aim.FEWEST).moves == ()
    after = TableAway(0, 2, OPENS, OPENS + 30).applied(before)
    assert {move.case for move in replan(after, 0, aim=Aim.FEWEST).moves} == {3}


def test_a_power_cut_moves_what_stood_in_it_on_every_table_and_nobody_else():
    day = problem(
        case(1, stands=spot(OPENS)), case(2, stands=spot(OPENS, table=2, leader=12)),
        case(3, stands=spot(OPENS + 5 * HOUR)), tables=(table(1), table(2)), doctors=(surgeon(11), surgeon(12)),
    )  # fmt: skip
    cut = PowerCut(0, (1, 2), OPENS, OPENS + 30)
    found = shift_right(cut.applied(as_it_stands(day, 0)), 0, since=0, gone=cut.gone(day))
    assert [(move.case, move.minutes) for move in found.moves] == [(1, 30), (2, 30)]


def test_a_table_that_runs_late_moves_its_whole_list_by_as_much_and_no_other():
    begun = spot(OPENS)
    day = problem(
        case(1, stands=begun, pinned=begun), case(2, stands=spot(OPENS + HOUR)), case(3, stands=spot(OPENS + 5 * HOUR)),
        case(4, stands=spot(OPENS + HOUR, table=2, leader=12)),
        tables=(table(1), table(2)), doctors=(surgeon(11), surgeon(12)),
    )  # fmt: skip
    late = RunningLate(0, 1, OPENS + 1, 40)
    found = shift_right(late.applied(as_it_stands(day, 0)), 0, since=OPENS + 30)
    assert [(move.case, move.minutes) for move in found.moves] == [(2, 40), (3, 40)]
    assert kept_waiting(day.cases, late) == {2, 3}


def test_who_lost_the_table_is_moved_when_the_day_is_put_right():
    lost = problem(case(1, stands=spot(OPENS)), tables=(table(1, hours=hours(1, OPENS + HOUR)),))
    (move,) = replan(as_it_stands(lost, 0), 0, aim=Aim.NEAREST).moves
    assert move.minutes == HOUR


def test_what_runs_over_pushes_those_behind_it_and_stays_itself():
    begun = spot(OPENS)
    row = problem(case(1, stands=begun, pinned=begun), case(2, stands=spot(OPENS + HOUR)))
    after = RunsOver(0, 1, 25).applied(row)
    found = shift_right(after, 0, since=OPENS + 5)
    assert found.spots[1] == begun
    assert [(move.case, move.minutes) for move in found.moves] == [(2, 25)]


def test_who_was_said_to_run_over_is_over_when_table_or_team_goes_on():
    first = case(1, stands=spot(OPENS), turnover=15)
    alone, same_table = case(2, stands=spot(OPENS + 80, table=2, leader=12)), case(3, stands=spot(OPENS + 80))
    assert [each.minutes for each in still_longer([first, alone], {1: 150})] == [150, 60]
    assert [each.minutes for each in still_longer([first, same_table], {1: 150})] == [65, 60]
    assert still_longer([replace(first, minutes=70), same_table], {1: 65})[0].minutes == 70


def test_one_that_runs_into_somebody_frozen_is_said():
    begun, frozen = spot(OPENS), spot(OPENS + HOUR)
    row = problem(case(1, stands=begun, pinned=begun), case(2, stands=frozen, pinned=frozen))
    with pytest.raises(PinsContradict):
        replan(RunsOver(0, 1, 25).applied(row), 0, aim=Aim.FEWEST)


@pytest.mark.parametrize(
    "change",
    [
        Nothing(1), TableAway(0, 1, 480, 540), PowerCut(0, (1, 2), 480, 540),
        RunningLate(0, 1, 480, 20), DoctorAway(0, 11, 480, 540), NoShow(0, 3), PatientLate(0, 3, 600),
        RunsOver(0, 3, 20), Emergency(0, 3, 100_000), First(0, 3, 0),
    ],
)  # fmt: skip
def test_a_change_survives_json(change):
    assert change_from_json(change_to_json(change)) == change


@pytest.mark.parametrize("wrong", [{}, {"what": "rain", "day": 0}, {"what": "no_show", "day": 0, "case": "x"}])
def test_what_is_no_change_is_refused_with_what_is_wanted(wrong):
    with pytest.raises(ValueError, match="give"):
        change_from_json(wrong)
