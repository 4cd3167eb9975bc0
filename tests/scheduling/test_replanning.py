"""Something changes on a day: what is proposed can be done, what is accepted stands, and the people are told."""

from datetime import time, timedelta

import pytest

from camps.models import Absence, Registration, Shift, StationClosure
from scheduling.errors import NotAllowed
from scheduling.intervals import minute
from scheduling.models import Appointment, Plan, ScheduleChange
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
)
from scheduling.planning.checking import violations
from scheduling.queries.cover import faults_of
from scheduling.queries.plans import problem_of, solution_of
from scheduling.queries.replan_cards import card_of
from scheduling.queries.replanning import day_as_it_stands, lines_of, longer_lines
from scheduling.services.accepting import DayWentOn
from scheduling.services.booking import SYSTEM
from scheduling.services.cover import close_station
from scheduling.services.replanning import (
    ask_first,
    longer_of,
    may_take_back,
    take_back,
    why_not_first,
)
from tests.factories.schedule import FIRST_DAY, add_patient
from tests.scheduling.changed_day import HOUR, accepted, closed, doctor, held, live, lost, on_table, proposed, unit


def at(day, hour, minute=0):
    return day.camp.instant(FIRST_DAY, time(hour, minute))


def test_a_late_table_gives_a_move_to_the_right_and_proposals_beside_it_that_break_no_rule(day):
    rows = proposed(day, closed(day))
    assert rows[0].aim.startswith("right")
    assert {aim for row in rows for aim in row.aim.split()} == {"right", "fewest", "nearest", "soonest"}
    assert [row.beside_id for row in rows] == [None, *[rows[0].pk] * (len(rows) - 1)]
    assert all(row.violations == [] for row in rows)


def test_proposing_changes_nothing(day):
    before = held()
    proposed(day, closed(day))
    assert held() == before
    assert not StationClosure.objects.exists()


@pytest.mark.parametrize("aim", ["right", "fewest"])
def test_what_is_accepted_stands_with_the_closure_and_everybody_has_cover(day, aim):
    row = next(row for row in proposed(day, closed(day)) if aim in row.aim.split())
    done = accepted(day, row)
    assert done.moved + done.dropped > 0
    closure = StationClosure.objects.get()
    assert closure.station == day.stations["Table 1"]
    assert not any(one.starts_at < closure.ends_at for one in on_table(day, "Table 1"))
    assert len(lost()) == done.dropped
    assert set(faults_of(appointment_ids=[one.pk for one in live().values()])) == {one.pk for one in lost().values()}
    assert Appointment.objects.filter(state="booked").exclude(needs_cover="").count() == done.dropped
    now = day_as_it_stands(day.camp, Nothing(0), now=day.now + timedelta(minutes=2)).problem
    assert violations(now, {case.key: case.stands for case in now.cases}) == []
    spots = solution_of(row).spots
    assert all(minute(live()[key].starts_at) == row.zeros[0] + spot.start for key, spot in spots.items())


def test_on_the_day_of_a_published_camp_whoever_is_moved_hears_at_once(day):
    row = proposed(day, closed(day))[0]
    before = ScheduleChange.objects.count()
    accepted(day, row)
    new = ScheduleChange.objects.order_by("pk")[before:]
    assert {change.kind for change in new} <= {"moved", "doctors_changed", "lost_cover"}
    nobody = {change.appointment.registration_id for change in new if change.tell == "nobody"}
    assert {change.kind for change in new if change.tell != "at_once"} <= {"lost_cover"}
    assert nobody == set(lost())
    lines = lines_of(problem_of(row), solution_of(row).spots, row.zeros)
    assert {change.appointment.registration_id for change in new} == {line.registration for line in lines}


def test_in_a_power_cut_nobody_is_dropped_who_finds_no_room_is_marked_with_the_reason_and_told_nothing(day):
    before = {key: one.starts_at for key, one in live().items()}
    tables = tuple(unit(day, name) for name in ("Table 1", "Table 2"))
    row = proposed(day, PowerCut(0, tables, 8 * HOUR, 17 * HOUR))[0]
    done = accepted(day, row)
    assert done.dropped == len(lost()) > 0
    assert set(live()) == set(before)
    for key, one in lost().items():
        assert one.starts_at == before[key]
        assert one.needs_cover == "lost its place: no room without Table 1, Table 2"
        assert not one.allocations.filter(live=True).exists()
        assert [change.tell for change in one.changes.filter(kind="lost_cover")] == ["nobody"]
    assert StationClosure.objects.count() == 2
    take_back(plan=Plan.objects.get(pk=row.pk), actor=SYSTEM, now=day.now + timedelta(minutes=5))
    assert {key: one.starts_at for key, one in live().items()} == before
    assert not lost()
    assert not StationClosure.objects.exists()


def test_a_list_that_runs_late_is_moved_as_a_whole(day):
    nine, half_past = at(day, 9), timedelta(minutes=30)
    own = {one.registration_id: one.starts_at for one in on_table(day, "Table 1") if one.starts_at > nine - half_past}
    late = RunningLate(0, unit(day, "Table 1"), 8 * HOUR + 31, 30)
    row = next(row for row in proposed(day, late, now=nine) if "right" in row.aim.split())
    accepted(day, row, now=nine)
    moved = {key: one.starts_at - own[key] for key, one in live().items() if key in own and key not in lost()}
    assert moved
    assert min(moved.values()) >= half_past


def test_what_has_begun_and_what_a_hand_pinned_is_not_moved(day):
    ten = day.camp.instant(FIRST_DAY, time(10))
    last = on_table(day, "Table 1")[-1]
    Appointment.objects.filter(pk=last.pk).update(pinned=True)
    begun = {one.registration_id: one.starts_at for one in live().values() if one.starts_at <= ten}
    assert begun
    for row in proposed(day, DoctorAway(0, doctor(day, "Ada Bone"), 12 * HOUR, 14 * HOUR), now=ten):
        moved = {line.registration for line in lines_of(problem_of(row), solution_of(row).spots, row.zeros)}
        assert not moved & {*begun, last.registration_id}


def test_whom_a_hand_put_on_a_table_that_closes_stays_there_and_is_named(day):
    first = on_table(day, "Table 1")[0]
    Appointment.objects.filter(pk=first.pk).update(pinned=True)
    row = proposed(day, closed(day))[0]
    assert [person.pk for person in card_of(row).stuck] == [first.registration_id]
    accepted(day, row)
    first.refresh_from_db()
    assert "closed" in first.needs_cover


def test_a_surgeon_who_is_gone_leaves_an_absence_and_nobody_on_the_own_list(day):
    change = DoctorAway(0, doctor(day, "Ada Bone"), 8 * HOUR, 18 * HOUR)
    row = next(row for row in proposed(day, change) if "soonest" in row.aim)
    accepted(day, row)
    assert Absence.objects.get().doctor == day.doctors["Ada Bone"]
    assert faults_of(appointment_ids=[one.pk for one in live().values()]) == {}


def test_who_does_not_come_gives_the_place_up_and_the_day_can_be_put_back(day):
    one = on_table(day, "Table 1")[0]
    before = held()
    row = proposed(day, NoShow(0, one.registration_id))[0]
    accepted(day, row)
    one.refresh_from_db()
    assert (one.state, one.cancel_reason) == ("cancelled", "did not come")
    assert may_take_back(Plan.objects.get(pk=row.pk), now=day.now)
    take_back(plan=row, actor=SYSTEM, now=day.now + timedelta(minutes=2))
    assert held() == before


def test_taking_back_puts_everybody_where_they_stood_and_opens_the_table(day):
    before = held()
    row = proposed(day, closed(day))[-1]
    accepted(day, row)
    assert held() != before
    take_back(plan=row, actor=SYSTEM, now=day.now + timedelta(minutes=2))
    assert held() == before
    assert not StationClosure.objects.exists()


def test_an_emergency_has_a_place_in_every_proposal_and_is_told_at_once(day):
    new = add_patient(day, number=90, procedure="BONE")
    rows = proposed(day, Emergency(0, new.pk, 10**6))
    assert all(new.pk in solution_of(row).spots for row in rows)
    accepted(day, rows[-1])
    booked = live()[new.pk]
    assert Registration.objects.get(pk=new.pk).urgency == 1
    assert booked.changes.get(kind="booked").tell == "at_once"
    assert faults_of(appointment_ids=[one.pk for one in live().values()]) == {}


def test_an_emergency_that_fits_nowhere_in_the_hours_makes_table_and_team_stay(day):
    new = add_patient(day, number=90, procedure="BONE")
    late = day.camp.instant(FIRST_DAY, time(17, 30))
    row = proposed(day, Emergency(0, new.pk, 10**6), now=late)[0]
    said = longer_lines(longer_of(row), zero=row.zeros[0])
    assert {line.what for line in said} == {"table", "doctor"}
    assert all(line.minutes > 0 for line in said)
    assert row.violations == []
    accepted(day, row, now=late + timedelta(minutes=1))
    booked = live()[new.pk]
    assert booked.ends_at > day.camp.instant(FIRST_DAY, time(18))
    assert faults_of(appointment_ids=[booked.pk]) == {}
    staying = Shift.objects.filter(ends_at__gt=day.camp.instant(FIRST_DAY, time(18)), starts_at__lt=late)
    assert set(staying.values_list("doctor__name", flat=True)) == {line.name for line in said if line.what == "doctor"}
    second = day.camp.instant(FIRST_DAY + timedelta(days=1), time(18, 5))
    closure = StationClosure.objects.get(station=booked.station)
    assert closure.starts_at < second < closure.ends_at


def test_somebody_late_and_somebody_who_runs_over_move_only_whom_they_must(day):
    first = on_table(day, "Table 1")[0]
    for row in proposed(day, PatientLate(0, first.registration_id, 9 * HOUR)):
        assert minute(first.starts_at) - row.zeros[0] < 9 * HOUR <= solution_of(row).spots[first.registration_id].start
    ten_past = first.starts_at + timedelta(minutes=10)
    rows = proposed(day, RunsOver(0, first.registration_id, 30), now=ten_past)
    lines = lines_of(problem_of(rows[0]), solution_of(rows[0]).spots, rows[0].zeros)
    assert first.registration_id not in {line.registration for line in lines}
    assert lines


def test_what_lost_its_table_by_the_set_up_is_put_right(day):
    close_station(
        station=day.stations["Table 1"],
        starts_at=day.camp.instant(FIRST_DAY, time(8)),
        ends_at=day.camp.instant(FIRST_DAY, time(10)),
        by=None,
        now=day.now,
    )
    assert Appointment.objects.exclude(needs_cover="").exists()
    done = accepted(day, proposed(day, Nothing(0))[0])
    assert Appointment.objects.filter(state="booked").exclude(needs_cover="").count() == len(lost()) == done.dropped


def test_one_of_a_group_is_accepted_once(day):
    rows = proposed(day, closed(day))
    accepted(day, rows[0])
    for row in rows:
        with pytest.raises(NotAllowed, match="accepted already"):
            accepted(day, row)


def test_a_day_that_changed_since_is_not_overwritten_and_nothing_of_it_is_written(day):
    row = proposed(day, closed(day))[0]
    moved = next(iter(lines_of(problem_of(row), solution_of(row).spots, row.zeros)))
    Appointment.objects.filter(registration=moved.registration).update(changed_at=day.now + timedelta(seconds=30))
    before = held()
    with pytest.raises(DayWentOn):
        accepted(day, row)
    assert held() == before
    assert not StationClosure.objects.exists()


def test_may_this_one_go_first(day):
    first, last = on_table(day, "Table 1")[0], on_table(day, "Table 1")[-1]
    change = First(0, last.registration_id, first.registration_id)
    asked = ask_first(camp=day.camp, change=change, now=day.now)
    assert asked.answer.verdict == "possible"
    (row,) = proposed(day, change)
    accepted(day, row)
    assert live()[last.registration_id].starts_at <= live()[first.registration_id].starts_at
    assert faults_of(appointment_ids=[one.pk for one in live().values()]) == {}


def test_a_no_names_the_one_who_stands_in_the_way(day):
    first, last = on_table(day, "Table 1")[0], on_table(day, "Table 1")[-1]
    Appointment.objects.filter(pk=last.pk).update(pinned=True)
    change = First(0, last.registration_id, first.registration_id)
    said = why_not_first(ask_first(camp=day.camp, change=change, now=day.now))
    assert said == [f"Card {last.registration} has begun already, or was put there by hand."]
    with pytest.raises(NotAllowed, match="not possible"):
        proposed(day, change)


def test_who_is_the_first_of_the_day_is_told_that_nothing_is_open_before(day):
    first = on_table(day, "Table 1")[0]
    assert minute(first.starts_at) == minute(day.camp.instant(FIRST_DAY, time(8)))
    asked = ask_first(camp=day.camp, change=First(0, first.registration_id, 0), now=day.now)
    assert why_not_first(asked) == [f"Card {first.registration}: nothing is open before then."]


def test_what_is_not_there_is_refused(day):
    for change in (
        Nothing(7), TableAway(0, 0, 480, 540), DoctorAway(0, 0, 480, 540), NoShow(0, 0), Emergency(0, 0, 1),
    ):  # fmt: skip
        with pytest.raises(NotAllowed) as refused:
            proposed(day, change)
        assert refused.value.cure


def test_a_day_that_is_over_is_refused(day):
    with pytest.raises(NotAllowed, match="over"):
        proposed(day, Nothing(0), now=day.camp.instant(FIRST_DAY + timedelta(days=1), time(7)))


def test_the_day_is_read_as_it_is_booked(day):
    found = day_as_it_stands(day.camp, Nothing(0), now=day.now)
    for case in found.problem.cases:
        one = live()[case.key]
        assert case.minutes == minute(one.ends_at) - minute(one.starts_at)
        assert case.stands is not None
    assert found.keys == {one.registration_id for one in live().values() if one.starts_at.date() == FIRST_DAY}
