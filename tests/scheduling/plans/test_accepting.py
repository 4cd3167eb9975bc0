"""A plan accepted whole or in part, refused where the camp changed meanwhile, and taken back while nobody was told."""

from datetime import time, timedelta

import pytest
from django.db.models import Count

from camps.models import Decision, Registration, Shift, Station
from scheduling.errors import NotAllowed
from scheduling.models import Allocation, Appointment, Plan, Publication, ScheduleChange
from scheduling.planning.settings import PlanSettings
from scheduling.planning.what_if import More
from scheduling.queries.plan_places import Kind, differences
from scheduling.queries.planning import camp_problem
from scheduling.queries.plans import solution_of
from scheduling.services.accepting import NoLongerFits, accept_plan
from scheduling.services.booking import SYSTEM, move
from scheduling.services.filling import fill_camp
from scheduling.services.plan_jobs import ask_for_plan, run_plan
from scheduling.services.stood import stood
from scheduling.services.unaccepting import can_undo, undo_acceptance
from tests.factories.schedule import NOW, add_patient
from tests.factories.timings import timed

LATER = NOW + timedelta(minutes=5)


def planned(small, more=More(), iterations=60, at=NOW):  # noqa: B008  a frozen dataclass
    settings = PlanSettings(seconds=None, iterations=iterations, more=more)
    plan = ask_for_plan(camp=small.camp, settings=settings, by=None, now=at)
    return run_plan(plan_id=plan.pk, now=lambda: at, clock=lambda: 0.0, workers=1)


def accepted(plan, at=LATER, **values):
    return accept_plan(plan=plan, actor=SYSTEM, now=at, **values)


def live():
    return {one.registration_id: one for one in Appointment.objects.filter(state="booked")}


def held():
    """Everything that is held: (appointment's registration, resource, part, period)."""
    return set(
        Allocation.objects.filter(live=True).values_list("appointment__registration", "resource", "part", "period")
    )


def test_a_plan_by_learned_minutes_fits_into_the_arrival_windows(small):
    """Of fifteen minutes, as entered, five begin in an hour at most; of five minutes, as learned, twelve do."""
    timed(small.camp, "LOOK", minutes=[5] * 60)
    for number in range(5, 25):
        add_patient(small, number=number, procedure="LOOK")
    plan = planned(small, iterations=5)
    assert accepted(plan).booked == 24


def at_night(small):
    """The desk is open from eleven in the evening until one, and nobody waits for anything else."""
    Station.objects.filter(name="Desk").update(opens=time(23), closes=time(1))
    for shift in Shift.objects.filter(doctor__role="examiner"):
        shift.starts_at, shift.ends_at = shift.starts_at + timedelta(hours=12), shift.ends_at + timedelta(hours=12)
        shift.save()
    Registration.objects.filter(procedure__code="BONE").update(decision=Decision.NEW)
    for number in range(5, 10):
        add_patient(small, number=number, procedure="LOOK")


def test_what_is_accepted_after_midnight_stands_where_the_plan_says(small):
    at_night(small)
    plan = planned(small, iterations=5)
    assert max(spot.start for spot in solution_of(plan).spots.values()) >= 24 * 60
    accepted(plan)
    assert {line.kind for line in differences(plan, now=LATER)} == {Kind.SAME}
    assert {case.stands for case in camp_problem(small.camp, now=LATER).problem.cases} == set(
        solution_of(plan).spots.values()
    )


def test_what_is_accepted_stands_where_the_plan_says_and_holds_its_team(small):
    plan = planned(small)
    done = accepted(plan)
    spots = solution_of(plan).spots
    assert (done.booked, done.moved, done.dropped) == (len(spots), 0, 0)
    for line in differences(plan, now=LATER):
        assert line.kind == Kind.SAME
        stands = live()[line.case.key]
        assert (stands.starts_at, stands.ends_at) == (line.starts_at, line.ends_at)
        parts = dict(stands.allocations.filter(live=True).values_list("part", "resource"))
        assert parts["station"] == line.spot.table
        assert parts.get("surgeon", parts.get("examiner")) == line.spot.leader
        assert parts.get("anaesthetist") == line.spot.anaesthetist


def test_a_plan_accepted_twice_has_nothing_left_to_do(small):
    plan = planned(small)
    accepted(plan)
    with pytest.raises(NotAllowed, match="nothing to accept"):
        accepted(plan)


def test_draft_places_give_way_to_the_plan_and_come_back_by_undo(small):
    for number in range(60, 90):
        add_patient(small, number=number, procedure="BONE", urgency=4)
    fill_camp(camp=small.camp, actor=SYSTEM, now=NOW)
    for number in range(30, 42):
        add_patient(small, number=number, procedure="BONE", urgency=2)
    before, stood_before = live(), held()
    plan = planned(small)
    done = accepted(plan)
    assert done.dropped > 0
    assert done.booked > 0
    spots = solution_of(plan).spots
    assert set(live()) == set(spots)
    assert held() != stood_before
    undone = undo_acceptance(plan=plan, actor=SYSTEM, now=LATER + timedelta(minutes=1))
    assert undone.left == 0
    assert (undone.cancelled, undone.back, undone.again) == (done.booked, done.moved, done.dropped)
    assert set(live()) == set(before)
    assert held() == stood_before


def test_part_of_it_is_accepted_and_the_rest_stays(small):
    plan = planned(small)
    first, *others = sorted(solution_of(plan).spots)
    assert accepted(plan, only={first}).booked == 1
    assert set(live()) == {first}
    assert accepted(plan, at=LATER + timedelta(minutes=1)).booked == len(others)
    undone = undo_acceptance(plan=plan, actor=SYSTEM, now=LATER + timedelta(minutes=2))
    assert undone.cancelled == 1 + len(others)
    assert live() == {}


def test_what_no_longer_fits_is_named_and_nothing_is_written(small):
    plan = planned(small)
    person = small.registrations[0]
    person.decision, person.decided_at = Decision.DEFERRED, NOW
    person.save()
    with pytest.raises(NoLongerFits, match="1 no longer fit") as refusal:
        accepted(plan)
    (line,) = refusal.value.misfits
    assert (line.case.key, line.misfit) == (person.pk, "is “deferred” now")
    assert live() == {}
    done = accepted(plan, what_fits=True)
    assert [line.case.key for line in done.misfits] == [person.pk]
    assert set(live()) == set(solution_of(plan).spots) - {person.pk}


def test_who_asks_for_something_else_meanwhile_is_named(small):
    plan = planned(small)
    person = next(one for one in small.registrations if one.procedure.code == "BONE")
    person.procedure = small.procedures["LOOK"]
    person.save()
    misfits = {line.case.key: line.misfit for line in differences(plan, now=LATER) if line.misfit}
    assert misfits == {person.pk: "asks for another procedure now"}


def test_who_refused_the_operation_meanwhile_is_named(small):
    plan = planned(small)
    person = next(one for one in small.registrations if one.procedure.station_kind == "table")
    person.consent = "refused"
    person.save()
    (line,) = [line for line in differences(plan, now=LATER) if line.misfit]
    assert (line.case.key, line.misfit) == (person.pk, "refused the operation")


def test_a_surgeon_who_left_meanwhile_takes_only_his_own_along(small):
    plan = planned(small)
    leaders = {key: spot.leader for key, spot in solution_of(plan).spots.items()}
    leader = next(leader for leader in leaders.values() if leader)
    gone = next(one for one in small.doctors.values() if one.resource.pk == leader)
    gone.shifts.update(cancelled_at=NOW)
    lost = {key for key, leader in leaders.items() if leader == gone.resource.pk}
    misfits = {line.case.key: line.misfit for line in differences(plan, now=LATER) if line.misfit}
    assert set(misfits) == lost
    assert all("has no shift" in words for words in misfits.values())


def test_who_was_moved_by_hand_since_stays_and_whom_that_is_in_the_way_of_is_named(small):
    fill_camp(camp=small.camp, actor=SYSTEM, now=NOW)
    plan = planned(small, at=NOW + timedelta(minutes=1))
    one = next(iter(live().values()))
    place = stood(one).place
    move(moves=[(one.pk, place)], actor=SYSTEM, now=NOW + timedelta(minutes=3))
    changed = {line.case.key for line in differences(plan, now=LATER) if line.changes}
    assert one.registration_id not in changed


def test_undo_leaves_what_a_hand_changed_since_and_says_how_many(small):
    plan = planned(small)
    accepted(plan)
    one = next(iter(live().values()))
    move(moves=[(one.pk, stood(one).place)], actor=SYSTEM, now=LATER + timedelta(minutes=1))
    undone = undo_acceptance(plan=plan, actor=SYSTEM, now=LATER + timedelta(minutes=2))
    assert undone.left == 1
    assert set(live()) == {one.registration_id}


def test_once_people_were_told_it_is_not_taken_back(small):
    plan = planned(small)
    accepted(plan)
    plan.refresh_from_db()
    assert can_undo(plan)
    Publication.objects.create(
        organisation=small.organisation, camp=small.camp, number=1, at=LATER + timedelta(minutes=1)
    )
    assert not can_undo(plan)
    with pytest.raises(NotAllowed, match="told since"):
        undo_acceptance(plan=plan, actor=SYSTEM, now=LATER + timedelta(minutes=2))


def test_a_what_if_is_never_accepted(small):
    for number in range(60, 90):
        add_patient(small, number=number, procedure="BONE")
    plan = planned(small, more=More(tables=1, surgeons=1, anaesthetists=1))
    with pytest.raises(NotAllowed, match="that are not there"):
        accepted(plan)


def test_a_plan_that_is_still_searched_is_not_accepted(small):
    plan = planned(small)
    Plan.objects.update(state="running")
    plan.refresh_from_db()
    with pytest.raises(NotAllowed, match="searching"):
        accepted(plan)


def test_every_change_is_written_with_who_and_why(small):
    plan = planned(small)
    accepted(plan)
    kinds = ScheduleChange.objects.values_list("kind").annotate(many=Count("pk"))
    assert dict(kinds) == {"booked": len(solution_of(plan).spots)}
