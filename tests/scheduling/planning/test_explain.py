"""Reasons: each is true when it is tried."""

from hypothesis import given, settings

from scheduling.planning.construction import construct
from scheduling.planning.explain import why
from scheduling.planning.grid import Grid
from scheduling.planning.openings import Rule
from scheduling.planning.problem import Bays, Kit, Level
from scheduling.planning.schedule import Schedule
from tests.scheduling.planning.problems import (
    CLOSES,
    OPENS,
    anaesthetist,
    case,
    hours,
    problem,
    problems,
    surgeon,
    table,
)
from tests.scheduling.planning.remedies import with_remedy


def first_plan(a_problem, but_for=()):
    schedule = Schedule(Grid(a_problem))
    construct(schedule, [job for job in schedule.grid.jobs if job.case.key not in but_for], None)
    return schedule


def reasons(a_problem, key):
    """The rules that alone are in the way of one case, everybody else placed first."""
    schedule = first_plan(a_problem, but_for={key})
    job = schedule.grid.job_of[key]
    assert all(schedule.best(job, day) is None for day in schedule.grid.days), "it fits: nothing to explain"
    return {rule for remedy in why(schedule, job).remedies for rule in remedy.rules if len(remedy.rules) == 1}


def is_open_with(a_problem, schedule, job, remedy):
    """Does the case fit once what the remedy says is so, everybody else where they are?"""
    changed = Grid(with_remedy(a_problem, job.case, remedy))
    again = Schedule(changed)
    tables = {index: changed.table_at[each.key] for index, each in enumerate(a_problem.tables)}
    first = len(a_problem.tables)
    doctors = {first + index: changed.doctor_at[each.key] for index, each in enumerate(a_problem.doctors)}
    later = schedule.grid.slot(changed.origin)
    for index, held in schedule.held.items():
        again.put(
            changed.jobs[index],
            held._replace(
                start=held.start - later,
                table=tables[held.table],
                leader=doctors[held.leader],
                anaesthetist=doctors.get(held.anaesthetist, -1),
            ),
        )
    return any(again.best(changed.jobs[job.index], day) is not None for day in changed.days)


@settings(deadline=None)
@given(problems())
def test_what_would_make_a_place_does_when_it_is_tried(a_problem):
    schedule = first_plan(a_problem)
    for job in schedule.grid.jobs:
        if job.index not in schedule.held:
            for remedy in why(schedule, job).remedies:
                assert is_open_with(a_problem, schedule, job, remedy), (job.case, remedy)


@settings(deadline=None)
@given(problems())
def test_explaining_changes_nothing(a_problem):
    schedule = first_plan(a_problem)
    before = dict(schedule.held), [list(days) for days in schedule.free], schedule.value
    for job in schedule.grid.jobs:
        if job.index not in schedule.held:
            why(schedule, job)
    assert (dict(schedule.held), [list(days) for days in schedule.free], schedule.value) == before


def test_a_full_table_is_named():
    full = [case(number, minutes=180) for number in (1, 2, 3)]
    two = (surgeon(11), surgeon(12))
    assert reasons(problem(*full, case(4), doctors=two), 4) == {Rule.TABLE, Rule.HOURS}


def test_a_missing_surgeon_is_named_and_not_the_table():
    eyes = case(1, specialties=frozenset({"eyes"}))
    assert reasons(problem(eyes, doctors=(surgeon(skills=(("bones", Level.INDEPENDENT),)),)), 1) == {Rule.LEADER}


def test_a_missing_anaesthetist_is_named():
    assert reasons(problem(case(1, anaesthetist=True)), 1) == {Rule.ANAESTHETIST}


def test_kit_that_is_away_to_be_sterilised_is_named():
    using = [case(number, minutes=120, equipment=frozenset({"c-arm"})) for number in (1, 2)]
    tables, doctors = (table(1), table(2)), (surgeon(11), surgeon(12))
    short = problem(*using, tables=tables, doctors=doctors, kits=(Kit(name="c-arm", units=1, away=500),))
    assert reasons(short, 2) == {Rule.KIT}


def test_full_recovery_beds_are_named():
    late = [case(number, minutes=60, recovery=10 * 60) for number in (1, 2)]
    bays = (Bays(beds=1, hours=hours(1, OPENS, CLOSES + 240)),)
    assert reasons(problem(*late, bays=bays), 2) == {Rule.RECOVERY}


def test_a_full_ward_is_named():
    assert reasons(problem(case(1, nights=1), case(2, nights=1), ward_beds=1), 2) == {Rule.WARD}


def test_fasting_too_long_is_named_with_the_first_hour_that_would_do():
    a_problem = problem(case(1, minutes=240, value=99), case(2, latest_start=9 * 60))
    schedule = first_plan(a_problem, but_for={2})
    fasting = next(each for each in why(schedule, schedule.grid.job_of[2]).remedies if each.rules == (Rule.FASTING,))
    assert fasting.start == 12 * 60


def test_who_is_not_ready_is_told_so_and_nothing_else():
    assert reasons(problem(case(1, ready=False)), 1) == {Rule.READY}


def test_two_things_in_the_way_are_named_together():
    a_problem = problem(case(1, anaesthetist=True, ready=False))
    schedule = first_plan(a_problem)
    (only,) = why(schedule, schedule.grid.jobs[0]).remedies
    assert only.rules == (Rule.READY, Rule.ANAESTHETIST)


def test_somebody_worth_less_whose_place_would_do_is_named():
    a_problem = problem(case(1, minutes=500, value=1), case(2, minutes=300, value=10), case(3, minutes=30, value=5))
    schedule = first_plan(a_problem, but_for={2})
    assert why(schedule, schedule.grid.job_of[2]).instead_of.case == 1


def test_nobody_worth_as_much_is_offered_up():
    a_problem = problem(case(1, minutes=500, value=10), case(2, minutes=300, value=10))
    schedule = first_plan(a_problem, but_for={2})
    assert why(schedule, schedule.grid.job_of[2]).instead_of is None


def test_an_anaesthetist_who_is_there_is_no_reason():
    a_problem = problem(case(1, anaesthetist=True), case(2, minutes=9 * 60), doctors=(surgeon(), anaesthetist()))
    assert Rule.ANAESTHETIST not in reasons(a_problem, 1)
