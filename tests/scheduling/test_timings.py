"""Real beginnings and ends change what a plan is made from, each once, and what is taken back teaches nothing."""

import io
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from django_scopes import scope, scopes_disabled
from openpyxl import Workbook

from camps.errors import CampError, Invalid
from camps.models import Camp
from camps.sheets.problems import SheetRefused
from scheduling.models import Appointment, LogName, LogState, Timing, TimingLog
from scheduling.queries.durations import durations_of
from scheduling.queries.leaders import leader_of
from scheduling.queries.places import free_places
from scheduling.queries.planning import camp_problem
from scheduling.queries.timing_logs import check_log
from scheduling.services.booking import SYSTEM
from scheduling.services.filling import fill_camp
from scheduling.services.slots import make_slots
from scheduling.services.timings.entering import enter_timing, remove_timing
from scheduling.services.timings.logs import (
    LogNotNow,
    commit_log,
    discard_log,
    forget_unfinished,
    set_log_columns,
    set_log_names,
    stage_log,
    undo_log,
)
from tests.factories.schedule import small_camp
from tests.factories.timings import NOW, log_rows, staged_log, timed

SAMPLE = Path(__file__).parent / "logs" / "or_log_sample.csv"
SLOW = [95, 100, 90, 105, 98, 102, 94, 99, 101, 97]


def planned_minutes(camp, code="BONE"):
    return {case.minutes for case in camp_problem(camp, now=NOW).problem.cases if case.procedures == (code,)}


def take_in(log):
    return commit_log(log=log, by=None, now=NOW)


def test_a_plan_made_after_a_log_holds_tables_for_as_long_as_it_really_takes(small):
    (before,) = planned_minutes(small.camp)
    take_in(staged_log(small.camp, log_rows("Bone operation", SLOW, surgeon="Dr Ada BONE")))
    (after,) = planned_minutes(small.camp)
    assert before < 75 < after < 98
    assert set(Timing.objects.values_list("surgeon", flat=True)) == {small.doctors["Ada Bone"].pk}
    assert TimingLog.objects.get().file is None  # its other columns are nobody's business


def test_undo_gives_back_the_minutes_of_before_and_the_log_can_be_taken_in_again(small):
    before = planned_minutes(small.camp)
    log = staged_log(small.camp, log_rows("bone", SLOW))
    take_in(log)
    assert undo_log(log=log, now=NOW) == len(SLOW)
    assert planned_minutes(small.camp) == before
    with pytest.raises(LogNotNow, match="was undone"):
        take_in(log)
    assert len(take_in(staged_log(small.camp, log_rows("bone", SLOW))).new) == len(SLOW)


def test_the_same_log_twice_counts_once_and_a_longer_one_brings_what_is_new(small):
    take_in(staged_log(small.camp, log_rows("BONE", SLOW)))
    with pytest.raises(Invalid, match="No row of this log would be taken in"):
        take_in(staged_log(small.camp, log_rows("BONE", SLOW)))
    check = take_in(staged_log(small.camp, log_rows("BONE", [*SLOW, 80])))
    assert (check.known, len(check.new)) == (len(SLOW), 1)
    assert Timing.objects.count() == len(SLOW) + 1


def test_faulty_rows_are_left_out_and_every_row_is_accounted_for(small):
    rows = [*log_rows("BONE", SLOW), "x,2026-05-01,BONE,,07:00,,60", *log_rows("Hernia", [40, 50])]
    counts = take_in(staged_log(small.camp, [*rows, rows[0]])).counts()
    assert counts == {"rows": 14, "new": 10, "known": 0, "left_out": 2, "doubled": 1, "refused": 1}
    assert TimingLog.objects.get().report == counts


def test_a_name_nobody_knows_is_asked_once_and_remembered_for_the_next_log(small):
    first = staged_log(small.camp, log_rows("Leg straightening", SLOW, surgeon="A. B."))
    assert [(asked.text, asked.count) for asked in check_log(first, now=NOW).unknown] == [("Leg straightening", 10)]
    ada = str(small.doctors["Ada Bone"].pk)
    set_log_names(log=first, procedures={"leg straightening": "BONE"}, surgeons={"a b": ada})
    first.refresh_from_db()
    assert take_in(first).unknown == []
    again = check_log(staged_log(small.camp, log_rows("LEG straightening", [70] * 3, surgeon="A.B.")), now=NOW)
    assert again.unknown == []
    assert {(code, doctor) for _, code, doctor in again.new} == {("BONE", small.doctors["Ada Bone"].pk)}


def test_a_column_set_otherwise_than_guessed_is_remembered(small):
    log = staged_log(small.camp, log_rows("BONE", SLOW))
    fields = {int(place): field for place, field in log.columns.items()}
    set_log_columns(log=log, fields={**fields, 6: ""}, month_first=False)
    log.refresh_from_db()
    take_in(log)
    assert set(Timing.objects.values_list("planned_min", flat=True)) == {None}
    assert list(LogName.objects.values_list("text", "means")) == [("booked minutes", "")]
    assert staged_log(small.camp, log_rows("BONE", [50])).columns["6"] == ""


@pytest.mark.parametrize(
    ("fields", "error", "words"),
    [({0: "weight"}, Invalid, "no such field"), ({2: "procedure"}, SheetRefused, "when each operation began")],
)
def test_columns_that_cant_be_read_are_refused_and_the_old_ones_stay(small, fields, error, words):
    log = staged_log(small.camp, log_rows("BONE", SLOW))
    before = dict(log.columns)
    with pytest.raises(error, match=words):
        set_log_columns(log=log, fields=fields, month_first=False)
    log.refresh_from_db()
    assert log.columns == before


def test_a_name_can_only_mean_what_is_ours(small):
    log = staged_log(small.camp, log_rows("Leg", SLOW))
    with pytest.raises(Invalid, match="no such procedure"):
        set_log_names(log=log, procedures={"leg": "NOSE"}, surgeons={})


def test_a_hospitals_own_log_is_taken_in(small):
    small.procedures["BONE"].code = "66982"
    small.procedures["BONE"].save()
    with SAMPLE.open("rb") as file:
        log = stage_log(camp=small.camp, file=file, name=SAMPLE.name, by=None, now=NOW)
    counts = take_in(log).counts()
    assert (counts["rows"], counts["new"], counts["left_out"]) == (60, 36, 24)


def test_a_table_of_something_else_or_without_rows_is_refused_and_nothing_kept(small):
    with pytest.raises(SheetRefused, match="there are no operations"):
        staged_log(small.camp, [])
    assert not TimingLog.objects.exists()


def workbook(*sheets):
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file


THEATRE = [["Theatre 1"], [], ["Day", "Operation", "Wheels In", "Wheels Out"], ["2026-05-04", "BONE", "08:10", "09:40"]]


def test_operations_are_found_on_whichever_sheet_of_a_workbook_they_stand(small):
    book = workbook(("Cover", [["St Mary's"], ["May 2026"]]), ("Notes", []), ("Log", THEATRE))
    log = stage_log(camp=small.camp, file=book, name="may.xlsx", by=None, now=NOW)
    assert take_in(TimingLog.objects.get(pk=log.pk)).counts()["new"] == 1
    assert (Timing.objects.get().sheet_row, Timing.objects.get().minutes) == (4, 90)


def test_two_sheets_with_operations_are_refused_by_name(small):
    with pytest.raises(SheetRefused, match="“May” and “June” both hold operations"):
        stage_log(camp=small.camp, file=workbook(("May", THEATRE), ("June", THEATRE)), name="x", by=None, now=NOW)


def test_a_log_that_nobody_takes_in_is_forgotten_after_a_week(small):
    """Its file holds patients. What was taken in stays."""
    taken = staged_log(small.camp, log_rows("bone", SLOW))
    take_in(taken)
    staged_log(small.camp, log_rows("bone", SLOW[:3]))
    with scopes_disabled():
        forget_unfinished(now=NOW + timedelta(days=7))
        assert TimingLog.objects.count() == 2
        forget_unfinished(now=NOW + timedelta(days=7, minutes=1))
        assert TimingLog.objects.get().pk == taken.pk


def test_a_log_can_be_discarded_until_it_is_taken_in(small):
    log = staged_log(small.camp, log_rows("BONE", SLOW))
    take_in(log)
    with pytest.raises(LogNotNow, match="was taken in already"):
        discard_log(log=log)
    other = staged_log(small.camp, log_rows("BONE", [50]))
    discard_log(log=other)
    with pytest.raises(LogNotNow, match="was discarded"):
        take_in(other)
    assert TimingLog.objects.get().state == LogState.COMMITTED


def test_what_one_camp_learns_holds_at_the_organisations_next_and_at_nobody_elses(small, db):
    with scopes_disabled():
        theirs = small_camp(slug="theirs")
    timed(small.camp, "BONE", minutes=SLOW)
    own = Camp.objects.get(pk=small.camp.pk)
    assert durations_of(own).procedures[0].change > 0.1
    with scope(organisation=theirs.organisation):
        assert planned_minutes(theirs.camp) != planned_minutes_in(small)
        assert durations_of(theirs.camp).count == 0


def planned_minutes_in(made):
    with scope(organisation=made.organisation):
        return planned_minutes(made.camp)


def test_where_several_could_lead_anybodys_minutes_hold_and_where_one_can_that_ones(small):
    ada, ben = small.doctors["Ada Bone"], small.doctors["Ben Bone"]
    timed(small.camp, "BONE", minutes=[60] * 20, surgeon=ada)
    timed(small.camp, "BONE", minutes=[100] * 20, surgeon=ben)
    (anybody,) = planned_minutes(small.camp)
    small.camp.shifts.filter(doctor=ada).delete()
    (slow,) = planned_minutes(small.camp)
    assert slow > anybody + 8


def test_places_by_hand_and_those_of_a_filling_last_as_long_as_was_learned(small):
    make_slots(camp=small.camp)
    timed(small.camp, "BONE", minutes=[95] * 200)
    (offer,) = free_places(registration=small.registrations[0], now=NOW, limit=1)
    fill_camp(camp=small.camp, actor=SYSTEM, now=NOW)
    filled = Appointment.objects.filter(kind="operation")
    lengths = {offer.ends_at - offer.starts_at, *(one.ends_at - one.starts_at for one in filled)}
    assert len(filled) == 2
    assert all(timedelta(minutes=90) < length <= timedelta(minutes=95) for length in lengths)


def test_several_procedures_at_once_teach_no_single_one(small):
    before = planned_minutes(small.camp)
    timed(small.camp, "BONE", "LOOK", minutes=SLOW)
    assert planned_minutes(small.camp) == before
    assert durations_of(small.camp).several == len(SLOW)


def test_the_bias_is_signed_and_marked_when_it_is_more_than_chance(small):
    timed(small.camp, "BONE", minutes=SLOW, surgeon=small.doctors["Ben Bone"])
    timed(small.camp, "LOOK", minutes=[10, 22, 14, 17, 12, 15], planned=15)
    page = durations_of(small.camp)
    bone, look = page.procedures
    assert (bone.seen.count, bone.seen.off, look.seen.off) == (10, "longer", "")
    assert bone.seen.bias.share == pytest.approx(sum(SLOW) / 600 - 1)
    assert bone.seen.cv == pytest.approx(np.std(SLOW, ddof=1) / np.mean(SLOW))
    assert [(row.name, row.seen.count, row.seen.off) for row in page.surgeons] == [("Ben Bone", 10, "longer")]
    assert page.surgeons[0].pace > 1


def test_plans_that_were_put_right_are_no_longer_said_to_be_off(small):
    right, wrong = [57, 64, 60, 55, 66, 58] * 5, [95] * 40
    timed(small.camp, "BONE", minutes=[*right, *wrong], surgeon=small.doctors["Ada Bone"])  # the newest first
    timed(small.camp, "LOOK", minutes=[15] * 30, surgeon=small.doctors["Ada Bone"], planned=15)
    page = durations_of(small.camp)
    bone = page.procedures[0]
    assert (bone.seen.count, bone.seen.bias.count, bone.seen.off) == (70, 30, "")
    assert (page.surgeons[0].seen.bias.count, page.surgeons[0].seen.off) == (30, "")
    assert abs(page.surgeons[0].seen.bias.share) < 0.02  # fifteen of each, not the thirty of one
    assert page.surgeons[0].seen.bias.share != 0


def test_of_more_than_are_learned_from_the_newest_of_each_procedure_count(small, monkeypatch):
    monkeypatch.setattr("scheduling.queries.durations.MOST_LEARNED", 5)
    timed(small.camp, "BONE", minutes=[95, 96, 97, 98, 99, 20, 20, 20])  # the newest first
    timed(small.camp, "LOOK", minutes=[15] * 8)
    bone, look = durations_of(small.camp).procedures
    assert (bone.seen.count, bone.seen.mean, look.seen.count) == (5, 97, 5)


@pytest.fixture
def placed(small):
    fill_camp(camp=small.camp, actor=SYSTEM, now=NOW)
    return Appointment.objects.filter(kind="operation").order_by("pk").first()


def entered(appointment, *, minutes=80, late=5, surgeon=None, now=None):
    start = appointment.starts_at + timedelta(minutes=late)
    end = start + timedelta(minutes=minutes)
    return enter_timing(
        appointment=appointment, started_at=start, ended_at=end, surgeon=surgeon, by=None, now=now or end
    )


def test_a_beginning_and_end_by_hand_keep_who_led_and_what_was_planned(placed, small):
    timing = entered(placed, surgeon=small.doctors["Ben Bone"])
    assert (timing.codes, timing.minutes, timing.planned_min) == (["BONE"], 80, 60)
    assert durations_of(small.camp).surgeons[0].name == "Ben Bone"
    assert leader_of(placed) in (small.doctors["Ada Bone"].pk, small.doctors["Ben Bone"].pk)


def test_putting_it_right_writes_over_it_and_taking_it_back_leaves_nothing(placed):
    entered(placed)
    assert entered(placed, minutes=70).minutes == 70
    assert Timing.objects.count() == 1
    assert remove_timing(appointment=placed)
    assert not remove_timing(appointment=placed)
    assert not Timing.objects.exists()


@pytest.mark.parametrize(
    ("minutes", "now", "field"),
    [
        (-5, timedelta(days=1), "ended_at"),
        (80, timedelta(minutes=-30), "started_at"),
        (80, timedelta(minutes=30), "ended_at"),
        (1000, timedelta(days=2), "ended_at"),
    ],
)
def test_hours_that_cant_be_are_refused_by_field(placed, minutes, now, field):
    with pytest.raises(CampError) as refused:
        entered(placed, minutes=minutes, now=placed.starts_at + now)
    assert refused.value.field == field
    assert not Timing.objects.exists()
