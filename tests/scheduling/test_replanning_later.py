"""What happened is often entered late, accepted later, and taken back later still: the hours go on meanwhile."""

from datetime import time, timedelta

import pytest
from django.db import OperationalError
from psycopg.errors import DeadlockDetected

from camps.models import Absence, Camp, Shift, StationClosure
from scheduling.errors import NotAllowed, Taken
from scheduling.intervals import minute
from scheduling.models import Appointment, Plan
from scheduling.planning.changes import DoctorAway, Emergency, NoShow, Nothing, PatientLate, RunsOver, TableAway
from scheduling.queries.cover import faults_of
from scheduling.queries.plans import problem_of, solution_of
from scheduling.queries.replan_cards import card_of
from scheduling.queries.replanning import lines_of
from scheduling.services import replanning
from scheduling.services.accepting import DayWentOn
from scheduling.services.booking import SYSTEM
from scheduling.services.cover import close_station, enter_absence
from scheduling.services.filling import fill_camp
from scheduling.services.replanning import may_take_back, take_back
from tests.factories.schedule import FIRST_DAY, NOW, add_patient
from tests.scheduling.changed_day import HOUR, accepted, closed, doctor, held, live, lost, on_table, proposed, unit


def at(day, hour, minute=0):
    return day.camp.instant(FIRST_DAY, time(hour, minute))


def test_a_table_said_to_be_late_after_its_first_hour_moves_the_first_patient_too(day):
    first = on_table(day, "Table 1")[0]
    for row in proposed(day, closed(day, 8, 10), now=at(day, 8, 20)):
        spot = solution_of(row).spots.get(first.registration_id)
        assert spot is None or spot.table != unit(day, "Table 1") or spot.start >= 10 * HOUR
        assert card_of(row).under_way == ()


@pytest.mark.parametrize("away", [unit, doctor])
def test_where_nobody_said_since_when_it_is_from_now_on_and_who_is_under_way_is_named(day, away):
    first = on_table(day, "Table 1")[0]
    surgeon = first.allocations.get(part="surgeon").resource.doctor.name
    change = TableAway(0, unit(day, "Table 1"), 0, 24 * HOUR)
    if away is doctor:
        change = DoctorAway(0, doctor(day, surgeon), 0, 24 * HOUR)
    rows = proposed(day, change, now=at(day, 8, 20))
    for row in rows:
        assert solution_of(row).spots[first.registration_id].start == 8 * HOUR
        assert [person.pk for person in card_of(row).under_way] == [first.registration_id]
    accepted(day, rows[0], now=at(day, 8, 21))
    fact = StationClosure.objects.get() if away is unit else Absence.objects.get()
    assert fact.starts_at == at(day, 8, 20)


def test_an_hour_that_is_over_before_anybody_said_since_when_is_refused(day):
    with pytest.raises(NotAllowed, match="over"):
        proposed(day, closed(day, 0, 8), now=at(day, 8, 20))


@pytest.mark.parametrize("pinned", [False, True])
def test_a_patient_whose_hour_has_come_without_them_comes_later(day, pinned):
    first = on_table(day, "Table 1")[0]
    Appointment.objects.filter(pk=first.pk).update(pinned=pinned)
    for row in proposed(day, PatientLate(0, first.registration_id, 11 * HOUR), now=at(day, 8, 20)):
        assert solution_of(row).spots[first.registration_id].start >= 11 * HOUR


def test_a_proposal_is_not_accepted_once_an_hour_in_it_is_over(day):
    row = proposed(day, closed(day))[0]
    before = held()
    with pytest.raises(DayWentOn, match="hour is over") as refused:
        accepted(day, row, now=at(day, 10, 30))
    assert "Ask again" in refused.value.cure
    assert held() == before


def test_nobody_is_taken_off_the_table_by_a_proposal_of_before(day):
    row = proposed(day, PatientLate(0, on_table(day, "Table 1")[0].registration_id, 14 * HOUR))[0]
    with pytest.raises(DayWentOn, match="the hour has come meanwhile"):
        accepted(day, row, now=at(day, 8, 20))


def test_a_proposal_is_still_good_while_people_think_about_it(day):
    new = add_patient(day, number=90, procedure="BONE")
    row = proposed(day, Emergency(0, new.pk, 10**6), now=at(day, 7, 59))[0]
    assert solution_of(row).spots[new.pk].start == 8 * HOUR
    accepted(day, row, now=at(day, 8, 10))
    assert live()[new.pk].starts_at == at(day, 8)


def test_what_has_happened_is_not_taken_back(day):
    row = proposed(day, closed(day))[0]
    accepted(day, row)
    assert may_take_back(row, now=at(day, 8, 10))
    before = held()
    with pytest.raises(NotAllowed, match="hours of it are over"):
        take_back(plan=row, actor=SYSTEM, now=at(day, 10, 30))
    assert held() == before


def test_who_came_after_all_gets_the_place_back_though_its_hour_had_come_when_it_was_given_up(day):
    first = on_table(day, "Table 1")[0]
    before = held()
    row = proposed(day, NoShow(0, first.registration_id), now=at(day, 8, 20))[0]
    accepted(day, row, now=at(day, 8, 21))
    take_back(plan=row, actor=SYSTEM, now=at(day, 8, 30))
    assert held() == before


def test_a_table_that_was_open_longer_for_one_emergency_is_for_another_on_the_next_day(day):
    close_station(
        station=day.stations["Table 2"],
        starts_at=at(day, 8),
        ends_at=at(day, 8) + timedelta(days=2),
        by=None,
        now=day.now,
    )
    table = day.stations["Table 1"]
    for number, on, hour in ((90, 0, 18), (91, 1, 17)):
        now = at(day, hour, 30) + timedelta(days=on)
        new = add_patient(day, number=number, procedure="BONE")
        row = proposed(day, Emergency(on, new.pk, 10**6), now=now)[0]
        assert card_of(row).helpless == ()
        accepted(day, row, now=now + timedelta(minutes=1))
        assert live()[new.pk].station == table
        assert faults_of(appointment_ids=[live()[new.pk].pk]) == {}
    (kept,) = StationClosure.objects.filter(station=table)
    assert live()[new.pk].ends_at < kept.starts_at < kept.ends_at
    table.refresh_from_db()
    assert kept.ends_at == day.camp.instant(FIRST_DAY + timedelta(days=1), table.closes)


def test_what_would_go_on_past_midnight_is_not_proposed(day):
    new = add_patient(day, number=90, procedure="BONE")
    for hour, helpless in ((22, ()), (23, (new,))):
        rows = proposed(day, Emergency(0, new.pk, 10**6), now=at(day, hour))
        assert [card_of(row).helpless for row in rows] == [helpless] * len(rows)
    accepted(day, proposed(day, Emergency(0, new.pk, 10**6), now=at(day, 22))[0], now=at(day, 22, 1))
    assert faults_of(appointment_ids=[live()[new.pk].pk]) == {}


def test_an_emergency_without_consent_is_said_to_lack_it_and_not_that_nobody_can_operate(day):
    Camp.objects.update(clearance_required=True)
    day.camp.refresh_from_db()
    new = add_patient(day, number=90, procedure="BONE")
    with pytest.raises(NotAllowed, match="consent") as refused:
        proposed(day, Emergency(0, new.pk, 10**6))
    assert refused.value.cure


def test_who_has_a_place_without_consent_moves_with_the_others(day):
    Camp.objects.update(clearance_required=True)
    day.camp.refresh_from_db()
    for row in proposed(day, closed(day))[:1]:
        accepted(day, row)
    standing = [one.pk for key, one in live().items() if key not in lost()]
    assert faults_of(appointment_ids=standing) == {}
    assert not any(one.starts_at < at(day, 10) for one in on_table(day, "Table 1"))


def test_a_proposal_that_was_accepted_is_kept_when_the_first_of_its_group_is_thrown_away(day):
    before = day.now - timedelta(days=3)
    first = proposed(day, TableAway(1, unit(day, "Table 1"), 8 * HOUR, 10 * HOUR), now=before)[0]
    beside = Plan.objects.get(pk=first.pk)
    beside.pk, beside.beside = None, first
    beside.save()
    accepted(day, beside, now=before)
    proposed(day, Nothing(0))
    assert may_take_back(Plan.objects.get(pk=beside.pk), now=day.now)


def test_who_was_slower_is_told_so_and_meets_no_error_page(day, monkeypatch):
    def deadlocked(**_):
        raise OperationalError("deadlock detected") from DeadlockDetected()

    done, row = proposed(day, closed(day))[0], proposed(day, closed(day))[0]
    accepted(day, done)
    monkeypatch.setattr(replanning, "accept_plan", deadlocked)
    monkeypatch.setattr(replanning, "undo_acceptance", deadlocked)
    with pytest.raises(Taken):
        accepted(day, row)
    with pytest.raises(Taken):
        take_back(plan=done, actor=SYSTEM, now=day.now + timedelta(minutes=2))


@pytest.mark.parametrize("meanwhile", [{"state": "cancelled"}, {"first_day": FIRST_DAY + timedelta(days=7)}])
def test_what_happened_is_not_entered_for_a_camp_that_is_cancelled_or_on_other_days_by_now(day, meanwhile):
    row = proposed(day, TableAway(1, unit(day, "Table 2"), 8 * HOUR, 10 * HOUR))[0]
    assert lines_of(problem_of(row), solution_of(row).spots, row.zeros) == []
    Camp.objects.update(**meanwhile)
    with pytest.raises(NotAllowed):
        accepted(day, row)
    assert not StationClosure.objects.exists()


def test_a_table_is_not_given_away_while_the_operation_on_it_runs_over(day):
    first = on_table(day, "Table 1")[0]
    row = proposed(day, RunsOver(0, first.registration_id, 60), now=at(day, 8, 30))[0]
    accepted(day, row, now=at(day, 8, 31))
    over = minute(at(day, 10))
    new = add_patient(day, number=90, procedure="BONE")
    for change in (Emergency(0, new.pk, 10**6), Nothing(0), TableAway(0, unit(day, "Table 2"), 9 * HOUR, 18 * HOUR)):
        for row in proposed(day, change, now=at(day, 8, 50)):
            spots = {key: spot for key, spot in solution_of(row).spots.items() if key != first.registration_id}
            busy = [spot for spot in spots.values() if spot.table == unit(day, "Table 1")]
            assert min(row.zeros[0] + spot.start for spot in busy if spot.start > 8 * HOUR) >= over


def test_who_takes_longer_still_takes_so_many_minutes_longer_than_planned_and_not_than_said_before(day):
    first = on_table(day, "Table 1")[0]
    accepted(day, proposed(day, RunsOver(0, first.registration_id, 60), now=at(day, 8, 30))[0], now=at(day, 8, 31))
    row = proposed(day, RunsOver(0, first.registration_id, 20), now=at(day, 8, 50))[0]
    case = next(case for case in problem_of(row).cases if case.key == first.registration_id)
    assert case.minutes == minute(first.ends_at) - minute(first.starts_at) + 20


def test_who_comes_later_is_not_asked_for_earlier_by_the_next_change(day):
    first = on_table(day, "Table 1")[0]
    accepted(day, proposed(day, PatientLate(0, first.registration_id, 13 * HOUR))[0])
    table = live()[first.registration_id].station.resources.get()
    for row in proposed(day, TableAway(0, table.pk, 13 * HOUR, 15 * HOUR)):
        spot = solution_of(row).spots.get(first.registration_id)
        assert spot is None or spot.start >= 13 * HOUR


@pytest.mark.parametrize("other_day", [True, False])
def test_who_has_a_place_that_is_too_late_can_be_an_emergency_and_gives_it_up_for_an_earlier_one(day, other_day):
    """The last of the day, or one of the next day: the place is moved, and put back where it was taken back."""
    own = on_table(day, "Table 1")[-1]
    if other_day:
        new = add_patient(day, number=90, procedure="BONE", arrives_on=FIRST_DAY + timedelta(days=1))
        fill_camp(camp=day.camp, actor=SYSTEM, now=NOW)
        own = live()[new.pk]
        assert own.starts_at > at(day, 23)
    before = held()
    rows = proposed(day, Emergency(0, own.registration_id, 10**6))
    for row in rows:
        (line,) = [line for line in card_of(row).lines if line.person.pk == own.registration_id]
        assert line.moved.was == own.starts_at
        assert line.moved.will_be == at(day, 8)
    accepted(day, rows[0])
    own.refresh_from_db()
    assert (own.state, own.starts_at) == ("booked", at(day, 8))
    assert own.changes.latest("pk").tell == "at_once"
    assert faults_of(appointment_ids=[one.pk for one in live().values()]) == {}
    take_back(plan=rows[0], actor=SYSTEM, now=day.now + timedelta(minutes=2))
    assert held() == before


def test_who_is_being_operated_on_is_no_emergency_to_be_moved(day):
    first = on_table(day, "Table 1")[0]
    with pytest.raises(NotAllowed, match="has come already"):
        proposed(day, Emergency(0, first.registration_id, 10**6), now=at(day, 8, 20))


def test_an_emergency_that_nobody_can_operate_on_that_day_keeps_the_place_it_has(day):
    own = on_table(day, "Table 1")[-1]
    for name in ("Ada Bone", "Ben Bone"):
        enter_absence(doctor=day.doctors[name], starts_at=at(day, 7), ends_at=at(day, 23), by=None, now=day.now)
    for row in proposed(day, Emergency(0, own.registration_id, 10**6)):
        assert [person.pk for person in card_of(row).helpless] == [own.registration_id]
        assert own.registration_id not in {line.person.pk for line in card_of(row).lines}


def test_an_operation_that_is_said_to_run_over_when_the_next_should_have_begun_moves_the_next(day):
    first, second = on_table(day, "Table 1")[:2]
    assert second.starts_at == at(day, 10)
    for row in proposed(day, RunsOver(0, first.registration_id, 150), now=at(day, 10, 10)):
        spot = solution_of(row).spots.get(second.registration_id)
        assert spot is None or spot.table != unit(day, "Table 1") or spot.start >= 11.5 * HOUR


def test_what_would_be_over_by_now_does_not_run_over(day):
    first = on_table(day, "Table 1")[0]
    with pytest.raises(NotAllowed, match="over by now"):
        proposed(day, RunsOver(0, first.registration_id, 30), now=at(day, 14))


def test_nobody_who_is_away_is_called_in_for_an_emergency(day):
    """Ben has no shift that day and is on leave, Ada's leave begins when her shift ends: nobody can stay or come."""
    Shift.objects.filter(doctor=day.doctors["Ben Bone"], starts_at__date=FIRST_DAY).delete()
    for name, since in (("Ben Bone", at(day, 6)), ("Ada Bone", at(day, 18))):
        enter_absence(doctor=day.doctors[name], starts_at=since, ends_at=at(day, 23, 59), by=None, now=day.now)
    new = add_patient(day, number=90, procedure="BONE")
    for row in proposed(day, Emergency(0, new.pk, 10**6), now=at(day, 17, 30)):
        assert [person.pk for person in card_of(row).helpless] == [new.pk]


def test_who_lost_the_place_has_it_again_when_it_is_taken_back(day):
    row, before = proposed(day, closed(day, 8, 18))[0], held()
    dropped = {line.person.pk for line in card_of(row).dropped}
    assert dropped
    accepted(day, row)
    assert set(lost()) == dropped
    take_back(plan=row, actor=SYSTEM, now=day.now + timedelta(minutes=5))
    assert held() == before
    assert lost() == {}


def test_an_undo_that_somebody_stands_in_the_way_of_says_so(day):
    first, second = on_table(day, "Table 1")[:2]
    row = proposed(day, RunsOver(0, first.registration_id, 90), now=at(day, 8, 30))[0]
    accepted(day, row, now=at(day, 8, 31))
    Appointment.objects.filter(pk=second.pk).update(pinned=True)
    before = held()
    with pytest.raises(Taken, match="stands where others stood before"):
        take_back(plan=row, actor=SYSTEM, now=at(day, 8, 32))
    assert held() == before
