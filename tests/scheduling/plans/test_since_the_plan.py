"""What happened between a plan and its acceptance, or its undo: nobody loses, nothing blocks."""

from datetime import time, timedelta

import pytest

from camps.models import CampState, Decision, Procedure, Registration, Skill
from scheduling.errors import NotAllowed
from scheduling.models import Appointment, Plan, Publication, ScheduleChange
from scheduling.queries.plan_places import differences
from scheduling.queries.plans import solution_of
from scheduling.services.accepting import NoLongerFits
from scheduling.services.booking import SYSTEM
from scheduling.services.camp_changes import postpone
from scheduling.services.filling import fill_camp
from scheduling.services.unaccepting import undo_acceptance
from tests.factories.schedule import FIRST_DAY, NOW, add_patient
from tests.scheduling.plans.test_accepting import LATER, accepted, live, planned


def crowd(small):
    """Drafts for many routine people, then urgent ones that want their places; the plan of that."""
    for number in range(60, 90):
        add_patient(small, number=number, procedure="BONE", urgency=4)
    fill_camp(camp=small.camp, actor=SYSTEM, now=NOW)
    for number in range(30, 42):
        add_patient(small, number=number, procedure="BONE", urgency=2)


def publish(small, at):
    small.camp.state = CampState.PUBLISHED
    small.camp.save(update_fields=["state"])
    Publication.objects.create(organisation=small.organisation, camp=small.camp, number=1, at=at)


def test_who_was_told_between_the_plan_and_its_acceptance_keeps_the_place(small):
    crowd(small)
    plan = planned(small, at=NOW + timedelta(minutes=1))
    publish(small, NOW + timedelta(minutes=2))
    told = {pk: (one.starts_at, one.station_id) for pk, one in live().items()}
    try:
        accepted(plan, what_fits=True)
    except NotAllowed:
        return
    now = {pk: (one.starts_at, one.station_id) for pk, one in live().items()}
    lost = [pk for pk in told if pk not in now]
    moved = [pk for pk in told if pk in now and now[pk] != told[pk]]
    untold = ScheduleChange.objects.filter(kind="cancelled", tell="on_publish").count()
    assert (len(lost), len(moved)) == (0, 0), (
        f"{len(lost)} told lost, {len(moved)} told moved; {untold} cancelled with tell=on_publish"
    )


def test_after_an_undo_the_same_plan_can_be_accepted_again(small):
    crowd(small)
    plan = planned(small, at=NOW + timedelta(minutes=1))
    accepted(plan)
    undo_acceptance(plan=plan, actor=SYSTEM, now=LATER + timedelta(minutes=1))
    plan.refresh_from_db()
    words = {line.misfit for line in differences(plan, now=LATER)}
    assert words == {""}, words


def test_undo_is_possible_though_one_who_lost_a_draft_place_was_deferred_since(small):
    crowd(small)
    plan = planned(small, at=NOW + timedelta(minutes=1))
    before = set(live())
    accepted(plan)
    gone = next(iter(before - set(live())))
    Registration.objects.filter(pk=gone).update(decision=Decision.DEFERRED)
    undone = undo_acceptance(plan=plan, actor=SYSTEM, now=LATER + timedelta(minutes=1))
    assert undone.left == 1


def test_undo_is_possible_after_a_draft_camp_was_postponed(small):
    crowd(small)
    plan = planned(small, at=NOW + timedelta(minutes=1))
    accepted(plan)
    accepted_counts = Plan.objects.get().accepted
    postpone(camp=small.camp, days=7, by=None, now=LATER + timedelta(minutes=1))
    undone = undo_acceptance(plan=plan, actor=SYSTEM, now=LATER + timedelta(minutes=2))
    assert (undone.cancelled, undone.back) == (0, 0)  # all of them were moved by the postponing since, and stay
    assert undone.left >= len(accepted_counts["booked"]) > 0


def test_nobody_is_booked_before_the_day_he_can_arrive(small):
    plan = planned(small)
    first = [key for key, spot in solution_of(plan).spots.items() if spot.day == 0]
    Registration.objects.filter(pk=first[0]).update(arrives_on=FIRST_DAY + timedelta(days=1))
    misfits = [line.case.key for line in differences(plan, now=LATER) if line.misfit]
    assert misfits == [first[0]]


def test_who_asks_for_another_procedure_now_is_not_booked_for_the_old_one(small):
    plan = planned(small)
    person = small.registrations[0]
    person.procedure = small.procedures["LOOK"]
    person.save()
    try:
        accepted(plan)
    except NoLongerFits:
        return
    booked = live()[person.pk]
    assert [one.code for one in booked.procedures.all()] == ["LOOK"]


def test_a_renamed_procedure_does_not_block_those_that_still_fit(small):
    plan = planned(small)
    Procedure.objects.filter(pk=small.procedures["LOOK"].pk).update(code="SEEN")
    accepted(plan, what_fits=True)
    assert live()


def test_a_surgeon_who_lost_the_skill_is_not_booked_for_it(small):
    plan = planned(small)
    leaders = {one.leader for one in solution_of(plan).spots.values()}
    Skill.objects.filter(doctor__resource__in=leaders, specialty="orthopaedics").update(specialty="eye")
    bones = {one.pk for one in small.registrations[:4] if one.procedure.code == "BONE"}
    assert {line.case.key for line in differences(plan, now=LATER) if line.misfit} == bones


def test_a_table_that_became_a_desk_takes_no_operation(small):
    plan = planned(small)
    for name in ("Table 1", "Table 2"):
        station = small.stations[name]
        station.kind, station.equipment = "desk", station.equipment
        station.save()
    bones = {one.pk for one in small.registrations[:4] if one.procedure.code == "BONE"}
    assert {line.case.key for line in differences(plan, now=LATER) if line.misfit} == bones


def test_no_place_is_booked_in_the_past(small):
    plan = planned(small)
    late = small.camp.instant(FIRST_DAY, time(17, 55))
    with pytest.raises(NotAllowed, match="nothing to accept"):
        accepted(plan, at=late, what_fits=True)
    past = [one.starts_at for one in live().values() if one.starts_at < late]
    assert past == []


def test_a_part_that_does_not_fit_alone_is_not_said_to_be_a_change_of_the_camp(small):
    crowd(small)
    plan = planned(small, at=NOW + timedelta(minutes=1))
    new = {line.case.key for line in differences(plan, now=LATER) if line.kind == "new"}
    with pytest.raises(NoLongerFits) as refusal:
        accepted(plan, only=new)
    assert "The camp changed" not in refusal.value.message


def test_a_patient_who_is_held_elsewhere_is_named_and_the_others_can_be_accepted(small):
    """The same patient, with an appointment of another registration at that hour."""
    plan = planned(small)
    spots = solution_of(plan).spots
    line = next(line for line in differences(plan, now=LATER) if line.case.key == small.registrations[0].pk)
    from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

    from scheduling.models import Allocation
    from tests.factories.schedule import add_patient as add

    other = add(small, number=70, procedure="LOOK")
    # booked by hand on the last day, then an extra hold of the patient's own row (a step of a journey, another camp)

    appointment = Appointment.objects.create(
        organisation=small.organisation,
        camp=small.camp,
        venue=small.camp.venue,
        registration=other,
        kind="consultation",
        station=small.stations["Desk"],
        slot=None,
        starts_at=line.starts_at,
        ends_at=line.ends_at,
        arrive_at=line.starts_at,
    )
    Allocation.objects.create(
        organisation=small.organisation,
        appointment=appointment,
        resource=line.registration.patient.resource,
        part="patient",
        period=DateTimeTZRange(line.starts_at, line.ends_at, "[)"),
    )
    done = accepted(plan, what_fits=True)
    assert done.booked == len(spots) - 1


def test_nothing_ticked_says_so(small):

    plan = planned(small)
    with pytest.raises(NotAllowed) as refusal:
        accepted(plan, only=set())
    assert "stands where it says" not in refusal.value.cure


def test_new_places_on_this_very_day_of_a_published_camp_are_told_at_once_as_by_hand(small):
    from datetime import time

    publish(small, NOW)
    morning = small.camp.instant(FIRST_DAY, time(7))
    plan = planned(small, at=morning)
    accepted(plan, at=morning + timedelta(minutes=2))
    today = Appointment.objects.filter(starts_at__date=FIRST_DAY)
    assert today.exists()
    tells = set(ScheduleChange.objects.filter(appointment__in=today).values_list("tell", flat=True))
    assert tells == {"at_once"}


def test_moved_on_this_very_day_is_not_undone_in_silence_or_offered_as_untold(small):
    """Draft places of a published camp, made this morning, moved by an accepted plan: move() tells them at once."""
    from datetime import time

    from scheduling.services.unaccepting import can_undo

    publish(small, NOW - timedelta(hours=1))
    morning = small.camp.instant(FIRST_DAY, time(7))
    crowd(small)
    plan = planned(small, at=morning)
    accepted(plan, at=morning + timedelta(minutes=2))
    plan.refresh_from_db()
    told = ScheduleChange.objects.filter(tell="at_once", reason="").count()
    assert told == 0 or not can_undo(plan), f"{told} told at once, and the page still says nobody is told"


def test_a_longer_cleaning_entered_after_people_were_told_does_not_make_the_camp_unplannable(small):
    """They hold their tables for as long as they were booked; the plan works around that."""
    for number in range(50, 54):
        add_patient(small, number=number, procedure="LOOK")
    fill_camp(camp=small.camp, actor=SYSTEM, now=NOW)
    publish(small, NOW + timedelta(minutes=1))
    Procedure.objects.filter(code="LOOK").update(turnover_min=10)
    add_patient(small, number=60, procedure="LOOK")
    plan = planned(small, at=NOW + timedelta(minutes=2))
    assert (plan.state, plan.trouble, plan.violations) == ("done", "", [])
    assert accepted(plan).booked == 1


def test_drafts_left_behind_when_a_draft_camp_was_given_other_days_are_moved_into_them(small):
    fill_camp(camp=small.camp, actor=SYSTEM, now=NOW)
    before = set(live())
    for shift in small.camp.shifts.all():
        shift.starts_at, shift.ends_at = (at + timedelta(days=7) for at in (shift.starts_at, shift.ends_at))
        shift.save()
    small.camp.first_day += timedelta(days=7)
    small.camp.save()
    plan = planned(small, at=NOW + timedelta(minutes=1))
    assert accepted(plan).moved == len(before)
    assert {one.starts_at.date() >= small.camp.first_day for one in live().values()} == {True}


def test_a_night_at_an_operating_table_stands_where_the_plan_says(small):
    """A table that is open past midnight: what begins after it is of the day that began before."""
    camp = small.camp
    small.stations["Table 1"].opens, small.stations["Table 1"].closes = time(20), time(4)
    small.stations["Table 1"].save()
    small.stations["Table 2"].delete()
    for shift in camp.shifts.filter(doctor__role__in=("surgeon", "anaesthetist")):
        shift.starts_at, shift.ends_at = shift.starts_at + timedelta(hours=12), shift.ends_at + timedelta(hours=10)
        shift.save()
    for number in range(50, 58):
        add_patient(small, number=number, procedure="BONE")
    plan = planned(small)
    assert any(spot.start >= 24 * 60 for spot in solution_of(plan).spots.values())
    accepted(plan)
    assert {line.kind for line in differences(plan, now=LATER)} == {"same"}
    publish(small, LATER)
    for number in range(60, 70):
        add_patient(small, number=number, procedure="BONE")
    again = planned(small, at=LATER + timedelta(minutes=1))
    assert again.violations == []
    assert [line.misfit for line in differences(again, now=LATER + timedelta(minutes=2)) if line.misfit] == []
