"""A sheet before its commit: kept row by row, with its columns guessed or remembered, and nothing else written."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from camps.errors import Invalid
from camps.models import ColumnMemory, Outcome, Patient, Registration, SheetImport, SheetRow
from camps.services.intake.checking import answer_all_changes, check, choose_columns, fix_rows
from camps.services.intake.committing import commit
from camps.services.intake.progress import Step
from camps.services.intake.staging import columns_of, discard, stage
from camps.services.intake.state import NotNow
from camps.sheets.headings import guess_field
from camps.sheets.problems import SheetRefused
from tests.camps.intake.conftest import HEADINGS, NOW, committed, names, ortho, outcomes, sheet, staged

ADA = "1,Ada Obi,30,F,08031234567,Bori,CONS,,,"


def fields(sheet_import):
    return columns_of(sheet_import).fields


def test_stage_keeps_the_rows_as_they_stand_and_registers_nobody(camp):
    made = stage(camp=camp, file=sheet("Title", "", HEADINGS, ADA, headings="A camp"), name="a.csv", by=None, now=NOW)
    assert (made.heading_row, made.headings) == (4, HEADINGS.split(","))
    assert list(made.rows.values_list("sheet_row", "cells")) == [(5, ADA.rstrip(",").split(","))]
    assert (Registration.objects.count(), Patient.objects.count()) == (0, 0)


def test_stage_takes_a_number_of_statements_that_does_not_grow_with_the_rows(camp):
    def statements(rows):
        with CaptureQueriesContext(
            connection,
        ) as told:
            stage(camp=camp, file=sheet(*[ADA] * rows), name="a.csv", by=None, now=NOW)
        return len(told)

    assert statements(1) == statements(400)


def test_check_and_commit_take_a_number_of_statements_that_does_not_grow_with_the_rows(camp):
    def statements(name, start, rows):
        lines = [f"{n},{name},30,F,0803{n:07d},Bori,CONS,,," for n in range(start, start + rows)]
        made = stage(camp=camp, file=sheet(*lines), name="a.csv", by=None, now=NOW)
        with CaptureQueriesContext(connection) as told:
            check(sheet_import=made)
            commit(sheet_import=made, agreed_to_texts=True, by=None, now=NOW)
        return len(told)

    statements("Ada Obi", 0, 1)  # the first to come finds an empty camp, and is asked less
    assert statements("Musa Bello", 100, 1) == statements("Eze Tanko", 200, 400)


@pytest.mark.parametrize(
    ("text", "kind"),
    [(b"", "empty"), (b"%PDF-1.7", "file-kind"), (b"1,2\n3,4\n", "heading-row"), (b"Name,Procedure\n", "no-rows")],
)
def test_a_sheet_that_can_not_be_taken_leaves_nothing(camp, text, kind):
    with pytest.raises(SheetRefused) as refusal:
        stage(camp=camp, file=io.BytesIO(text), name="broken.csv", by=None, now=NOW)
    assert refusal.value.problem.kind == kind
    assert refusal.value.problem.file == "broken.csv"
    assert (SheetImport.objects.count(), SheetRow.objects.count()) == (0, 0)


def test_signs_that_a_database_can_not_hold_are_refused_in_their_row_and_not_as_an_error(camp):
    made = staged(camp, sheet("1,Ada \ufffd Obi,30,F,,Bori,CONS,,,", ADA))
    assert outcomes(made) == {2: Outcome.REFUSED, 3: Outcome.NEW}


def test_a_name_of_signs_that_only_count_as_letters_is_refused(camp):
    made = staged(camp, sheet("1,ʼʼ,30,F,,Bori,CONS,,,"))
    assert made.rows.get().problems[0]["kind"] == "name-letters"


def test_french_headings_are_guessed(camp):
    heading = "N°,Nom,Prénom,Âge,Sexe,Téléphone,Ville,Acte,Tuteur,Tél. tuteur"
    made = staged(camp, sheet("1,Obi,Ada,30,F,08031234567,Bori,CONS,,", headings=heading))
    assert fields(made) == (
        "number", "last_name", "first_name", "age", "sex", "phone", "town", "procedure", "guardian_name",
        "guardian_phone",
    )  # fmt: skip


def test_columns_set_by_hand_are_remembered_for_the_organisations_next_sheet(camp):
    heading = HEADINGS.replace("Town", "Where from").replace("Procedure", "Wants")
    first = staged_without_check(camp, sheet(ADA, headings=heading))
    assert fields(first)[5:7] == (None, None)
    choose_columns(
        sheet_import=first, fields=chosen(heading, {"Where from": "town", "Wants": "procedure"}), month_first=False
    )
    assert ColumnMemory.objects.count() == 0
    commit(sheet_import=first, agreed_to_texts=True, by=None, now=NOW)
    assert dict(ColumnMemory.objects.values_list("heading", "field")) == {"where from": "town", "wants": "procedure"}
    assert fields(staged_without_check(camp, sheet(ADA, headings=heading)))[5:7] == ("town", "procedure")


def test_a_column_left_out_is_remembered_and_one_taken_in_again_is_forgotten(camp):
    out = chosen(HEADINGS, {"Town": ""})
    first = staged(camp, sheet(ADA))
    choose_columns(sheet_import=first, fields=out, month_first=False)
    commit(sheet_import=first, agreed_to_texts=True, by=None, now=NOW)
    assert ColumnMemory.objects.get().field == ""
    second = staged(camp, sheet(ADA))
    assert fields(second)[5] is None
    choose_columns(sheet_import=second, fields=chosen(HEADINGS, {}), month_first=False)
    commit_all(second)
    assert ColumnMemory.objects.count() == 0


def test_columns_that_can_not_be_are_refused_and_the_old_ones_stay(camp):
    made = staged(camp, sheet(ADA))
    with pytest.raises(SheetRefused, match="both seem to hold"):
        choose_columns(sheet_import=made, fields=chosen(HEADINGS, {"Town": "name"}), month_first=False)
    with pytest.raises(SheetRefused, match="No column holds the name"):
        choose_columns(sheet_import=made, fields=chosen(HEADINGS, {"Name": ""}), month_first=False)
    with pytest.raises(Invalid, match="no such field"):
        choose_columns(sheet_import=made, fields={1: "shoe size"}, month_first=False)
    made.refresh_from_db()
    assert fields(made)[1] == "name"


@pytest.mark.parametrize(("month_first", "born"), [(False, "2015-04-03"), (True, "2015-03-04")])
def test_the_order_of_day_and_month_is_asked_once(camp, month_first, born):
    heading = HEADINGS.replace("Age", "Birth date")
    made = staged(camp, sheet("1,Ada Obi,03/04/2015,F,08031234567,Bori,CONS,,,", headings=heading))
    choose_columns(sheet_import=made, fields=chosen(heading, {}), month_first=month_first)
    assert made.rows.get().person["birth_date"] == born


@pytest.mark.parametrize(("dates", "month_first"), [(("05/17/2015", "03/04/2015"), True), (("17/05/2015",), False)])
def test_dates_that_tell_their_order_by_themselves_set_it(camp, dates, month_first):
    rows = [f"{n},Ada Obi,{born},F,0803123456{n},Bori,CONS,,," for n, born in enumerate(dates)]
    made = staged(camp, sheet(*rows, headings=HEADINGS.replace("Age", "Birth date")))
    assert made.month_first is month_first
    assert set(outcomes(made).values()) == {Outcome.NEW}


def test_a_row_is_put_right_in_place_and_the_cell_of_the_sheet_stays(camp):
    made = staged(camp, sheet("1,Ada Obi,200,F,0803-12,Bori,CONS,,,"))
    assert {problem["column"]: problem["place"] for problem in made.rows.get().problems} == {"Age": 2, "Phone": 4}
    assert fix_rows(sheet_import=made, fixes={2: {2: "20", 4: "08031234567"}}) == {}
    row = made.rows.get()
    assert (row.outcome, row.cells[2], row.person["phones"]) == (Outcome.NEW, "200", ["+2348031234567"])


def test_what_is_put_right_in_a_row_is_kept_while_another_cell_is_still_wrong(camp):
    made = staged(camp, sheet("1,Ada Obi,200,F,0803-12,Bori,CONS,,,"))
    wrong = fix_rows(sheet_import=made, fixes={2: {2: "20", 4: "0803"}})
    assert [(problem.column, problem.value) for problem in wrong[2]] == [("Phone", "0803")]
    row = made.rows.get()
    assert (row.fixes, row.outcome) == ({"2": "20"}, Outcome.REFUSED)
    assert [problem["column"] for problem in row.problems] == ["Phone"]


def test_a_row_put_right_may_turn_out_to_be_a_double(camp):
    made = staged(camp, sheet(ADA, "2,Obi Ada,30,F,0803-12,Bori,CONS,,,"))
    fix_rows(sheet_import=made, fixes={3: {4: "0803 123 4567"}})
    assert outcomes(made) == {2: Outcome.NEW, 3: Outcome.DOUBLED}
    assert made.rows.get(sheet_row=3).twin_row == 2


def test_a_formula_stays_refused_also_when_it_is_typed_in(camp):
    made = staged(camp, sheet("1,Ada Obi,=1+2,F,08031234567,Bori,CONS,,,"))
    assert made.rows.get().problems[0]["kind"] == "formula"
    assert 2 in fix_rows(sheet_import=made, fixes={2: {2: "=3+4"}})


def test_faulty_rows_never_block_the_good_ones(camp):
    done = committed(camp, sheet("1,,30,F,,,CONS,,,", ADA, "3,Musa Bello,200,M,,,CONS,,,"))
    assert names(camp) == ["Ada Obi"]
    assert outcomes(done) == {2: Outcome.REFUSED, 3: Outcome.NEW, 4: Outcome.REFUSED}


def test_a_sheet_can_be_discarded_before_its_commit_and_not_after(camp):
    discard(sheet_import=staged(camp, ortho()))
    assert (SheetImport.objects.count(), SheetRow.objects.count()) == (0, 0)
    with pytest.raises(NotNow, match="committed already"):
        discard(sheet_import=committed(camp, sheet(ADA)))


def test_progress_is_told_step_by_step_and_never_goes_back(camp):
    told = []
    made = stage(camp=camp, file=ortho(), name="a.csv", by=None, now=NOW, on_row=lambda *at: told.append(at))
    check(sheet_import=made, on_row=lambda *at: told.append(at))
    commit(sheet_import=made, agreed_to_texts=True, by=None, now=NOW, on_row=lambda *at: told.append(at))
    assert told == [(Step.READ, 64, 0), (Step.CHECK, 64, 64), (Step.WRITE, 57, 57)]


def staged_without_check(camp, file):
    return stage(camp=camp, file=file, name="a.csv", by=None, now=NOW)


def chosen(heading, by_heading):
    """The columns as guessed, with these headings set otherwise."""
    return {place: by_heading.get(text, guess_field(text) or "") for place, text in enumerate(heading.split(","))}


def commit_all(sheet_import):
    answer_all_changes(sheet_import=sheet_import, take=True)
    commit(sheet_import=sheet_import, agreed_to_texts=True, by=None, now=NOW)
