"""The pages of loading a sheet, as an organiser meets them."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from camps.models import ConsentRecord, Decision, Member, Patient, Registration, Role, SheetImport, SheetJob, SheetRow
from camps.services.intake.checking import check, choose_columns
from camps.services.intake.committing import commit
from camps.services.intake.jobs import run_job
from camps.services.intake.staging import stage
from camps.services.intake.whole import import_sheet
from tests.camps.intake.conftest import HEADINGS, NOW, committed, names, ortho, outcomes, sheet, staged
from tests.camps.sheets.broken.case import GOOD
from tests.camps.sheets.broken.case import HEADINGS as BROKEN_HEADINGS
from tests.camps.sheets.broken.cells import CELLS
from tests.camps.sheets.broken.files import FILES
from tests.factories.camps import make_world

ADA = "1,Ada Obi,30,F,08031234567,Bori,CONS,,,"
MUSA = "2,Musa Bello,40,M,08031234568,Bori,CONS,,,"
FAULTY = "3,Eze Tanko,200,M,0803-12,Bori,CONS,,,"


@pytest.fixture
def client(camp, organiser) -> Client:
    Member.objects.create(organisation=camp.organisation, user=organiser, role=Role.COORDINATOR)
    client = Client()
    client.force_login(organiser)
    return client


def at(camp, *parts) -> str:
    """The path of a page of the import."""
    return "/".join((f"/camps/{camp.slug}/registrations/sheets", *map(str, parts))) + "/"


def upload(client, camp, file, name="sheet.csv", **more):
    return client.post(at(camp), {"file": SimpleUploadedFile(name, file.read()), **more})


def text_of(answer) -> str:
    return answer.content.decode()


def test_upload_leads_to_the_columns_and_the_columns_to_the_check(client, camp):
    answer = upload(client, camp, sheet(ADA, FAULTY))
    made = SheetImport.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, at(camp, made.pk, "columns"))
    columns = client.get(answer["Location"])
    assert "Ada Obi" in text_of(columns)
    sent = {f"column-{n}": field for n, field in enumerate(chosen(columns))} | {"dates": "day"}
    assert client.post(answer["Location"], sent)["Location"] == at(camp, made.pk)
    check = text_of(client.get(at(camp, made.pk)))
    assert "Register one person" in check
    assert "The phone number is too short." in check
    assert names(camp) == []


def chosen(columns):
    return [column["field"].value() for column in columns.context["form"].columns()]


def test_rows_pasted_from_a_spreadsheet_are_read_as_a_sheet(client, camp):
    pasted = f"{HEADINGS}\n{ADA}".replace(",", "\t")
    answer = client.post(at(camp), {"pasted": pasted})
    assert answer.status_code == 302
    made = SheetImport.objects.get()
    assert (made.file_name, made.rows.get().cells[1]) == ("Pasted rows", "Ada Obi")


def test_upload_without_anything_or_with_both_is_refused(client, camp):
    nothing = client.post(at(camp), {})
    assert nothing.status_code == 422
    assert "Choose the file with the registrations, or paste its rows." in text_of(nothing)
    both = upload(client, camp, sheet(ADA), pasted=ADA)
    assert both.status_code == 422
    assert "not both" in text_of(both)


@pytest.mark.parametrize("broken", FILES, ids=lambda broken: broken.title)
def test_a_broken_file_gives_a_useful_sentence_and_writes_nothing(client, camp, broken):
    answer = upload(client, camp, io.BytesIO(broken.build()), name=broken.name)
    if job := SheetJob.objects.first():  # a worker reads it, and the page says what the worker found
        run_job(job=job, now=NOW)
        said = text_of(client.get(answer["Location"], follow=True))
        assert broken.cure in said
        assert (SheetRow.objects.count(), Registration.objects.count(), Patient.objects.count()) == (0, 0, 0)
        return
    if answer.status_code == 302:  # the columns are asked about first, and refused there
        made = SheetImport.objects.get()
        page = client.get(answer["Location"])
        sent = {f"column-{n}": field for n, field in enumerate(chosen(page))} | {"dates": "day"}
        answer = client.post(answer["Location"], sent)
        made.refresh_from_db()
        assert made.report == {}
    assert answer.status_code == 422
    said = text_of(answer).replace("&quot;", '"').replace("&#x27;", "'").replace("&amp;", "&")
    assert broken.cure in said
    assert "Please look at this again" in said
    assert (Registration.objects.count(), Patient.objects.count()) == (0, 0)


@pytest.mark.parametrize("broken", CELLS, ids=lambda broken: broken.title)
def test_a_broken_cell_is_shown_with_its_cure_and_holds_up_nobody_else(camp, broken):
    made = stage(camp=camp, file=io.BytesIO(broken.build()), name=broken.name, by=None, now=NOW)
    SheetImport.objects.update(month_first=False)  # as a person says who knows the sheet
    check(sheet_import=made)
    assert outcomes(made)[broken.row] == "refused"
    assert {outcome for row, outcome in outcomes(made).items() if row != broken.row} <= {"new"}
    (problem,) = made.rows.get(sheet_row=broken.row).problems
    assert (problem["column"], problem["value"]) == (broken.column, broken.value)
    assert broken.cure in f"{problem['why']} {problem['cure']}"


def test_the_broken_sheets_have_a_good_row_beside_them(camp):
    made = staged(camp, io.BytesIO("\n".join(",".join(row) for row in (BROKEN_HEADINGS, GOOD)).encode()))
    assert list(outcomes(made).values()) == ["new"]


def test_a_cell_put_right_is_kept_and_one_still_wrong_is_shown_again_as_typed(client, camp):
    made = staged(camp, sheet(FAULTY))
    answer = client.post(at(camp, made.pk, "fix"), {"fix-2-2": "20", "fix-2-4": "0803"})
    assert answer.status_code == 422
    assert 'value="0803"' in text_of(answer)
    assert "fix-2-2" not in text_of(answer)
    answer = client.post(at(camp, made.pk, "fix"), {"fix-2-4": "08031234567"})
    assert answer["Location"] == at(camp, made.pk)
    assert outcomes(made) == {2: "new"}


def test_only_faulty_cells_can_be_written(client, camp):
    made = staged(camp, sheet(ADA, FAULTY))
    client.post(
        at(camp, made.pk, "fix"), {"fix-2-1": "Somebody Else", "fix-3-1": "Somebody Else", "fix-99-1": "Nobody"}
    )
    assert SheetRow.objects.exclude(fixes={}).count() == 0


def test_a_cell_left_as_it_was_is_no_error(client, camp):
    made = staged(camp, sheet(FAULTY))
    answer = client.post(at(camp, made.pk, "fix"), {"fix-2-2": "200", "fix-2-4": "0803-12"}, follow=True)
    assert "Nothing was changed." in text_of(answer)


def test_commit_without_the_answer_about_texts_is_refused_with_a_summary(client, camp):
    made = staged(camp, sheet(ADA))
    answer = client.post(at(camp, made.pk, "commit"), {})
    assert answer.status_code == 422
    assert "Please look at this again" in text_of(answer)
    assert "Choose yes or no." in text_of(answer)
    assert names(camp) == []


def test_commit_says_how_many_are_registered_and_offers_to_undo_it(client, camp, organiser):
    made = staged(camp, sheet(ADA, FAULTY))
    answer = client.post(at(camp, made.pk, "commit"), {"agreed_to_texts": "yes"}, follow=True)
    assert "One person is registered." in text_of(answer)
    assert f'action="{at(camp, made.pk, "undo")}"' in text_of(answer)
    record = ConsentRecord.objects.get()
    assert (record.given, record.by) == (True, organiser)


def test_commit_with_open_changes_leads_to_them(client, camp):
    committed(camp, sheet(ADA))
    made = staged(camp, sheet(ADA.replace("Bori", "Aba")))
    answer = client.post(at(camp, made.pk, "commit"), {"agreed_to_texts": "yes"})
    assert answer.status_code == 422
    assert "One row says otherwise than what stands." in text_of(answer)
    page = text_of(client.get(at(camp, made.pk, "changes")))
    assert ("Bori" in page, "Aba" in page) == (True, True)
    client.post(at(camp, made.pk, "changes"), {"row-2": "take"})
    client.post(at(camp, made.pk, "commit"), {"agreed_to_texts": "yes"})
    assert Registration.objects.get().patient.town == "Aba"


def test_all_changes_are_answered_with_one_button(client, camp):
    committed(camp, sheet(ADA, MUSA))
    made = staged(camp, sheet(ADA.replace("Bori", "Aba"), MUSA.replace("Bori", "Aba")))
    client.post(at(camp, made.pk, "changes"), {"all": "keep"})
    assert set(made.rows.values_list("take_changes", flat=True)) == {False}


def test_a_double_is_answered_on_its_page(client, camp):
    made = staged(camp, sheet(ADA, ADA.replace("1,Ada Obi", "2,Obi Ada")))
    assert "Same person" in text_of(client.get(at(camp, made.pk, "doubles")))
    client.post(at(camp, made.pk, "doubles"), {"row-3": "two"})
    assert outcomes(made) == {2: "new", 3: "new"}
    client.post(at(camp, made.pk, "doubles"), {"row-3": "same"})
    assert outcomes(made) == {2: "new", 3: "doubled"}


def test_who_comes_too_late_is_told_how_the_sheet_stands(client, camp):
    made = committed(camp, sheet(ADA))
    answer = client.post(at(camp, made.pk, "commit"), {"agreed_to_texts": "yes"}, follow=True)
    assert "This sheet was committed already." in text_of(answer)
    assert names(camp) == ["Ada Obi"]


def test_undo_shows_what_hangs_and_takes_nothing_back(client, camp, organiser):
    made = committed(camp, sheet(ADA))
    assert "The one person whom it registered is removed" in text_of(client.get(at(camp, made.pk, "undo")))
    Registration.objects.update(decision=Decision.LISTED, decided_by=organiser)
    page = client.get(at(camp, made.pk, "undo"))
    assert "can't be undone" in text_of(page)
    assert "decided by hand" in text_of(page)
    assert client.post(at(camp, made.pk, "undo")).status_code == 422
    assert names(camp) == ["Ada Obi"]


def test_undo_takes_everybody_back(client, camp):
    made = committed(camp, ortho())
    answer = client.post(at(camp, made.pk, "undo"), follow=True)
    assert "Undone: 57 people are gone." in text_of(answer)
    assert names(camp) == []


def test_an_answer_that_a_command_left_open_is_asked_on_the_imports_page(client, camp):
    import_sheet(camp=camp, file=sheet(ADA), name="a.csv", agreed_to_texts=None, by=None, now=NOW)
    made = SheetImport.objects.get()
    assert "Did these people agree" in text_of(client.get(at(camp, made.pk)))
    assert client.post(at(camp, made.pk, "consent"), {}).status_code == 422
    client.post(at(camp, made.pk, "consent"), {"agreed_to_texts": "no"})
    assert [record.given for record in ConsentRecord.objects.all()] == [False]
    assert "Did these people agree" not in text_of(client.get(at(camp, made.pk)))


def test_a_sheet_is_discarded_after_a_question(client, camp):
    made = staged(camp, sheet(ADA))
    assert "Discard “sheet.csv”?" in text_of(client.get(at(camp, made.pk, "discard")))
    client.post(at(camp, made.pk, "discard"))
    assert SheetImport.objects.count() == 0


def test_earlier_sheets_stand_with_their_state_and_an_empty_list_says_what_to_do(client, camp):
    assert "No sheet was loaded yet" in text_of(client.get(at(camp)))
    committed(camp, sheet(ADA))
    staged(camp, sheet(MUSA), name="second.csv")
    page = text_of(client.get(at(camp)))
    assert ("sheet.csv" in page, "second.csv" in page, "Not registered yet" in page) == (True, True, True)


def download(client, camp, made):
    answer = client.get(f"/camps/{camp.slug}/registrations/sheets/{made.pk}/faulty.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="sheet-to-put-right.csv"'
    return b"".join(answer.streaming_content)


def test_the_faulty_rows_come_as_a_file_that_runs_nothing(client, camp):
    made = staged(camp, sheet("1,\"=cmd|' /C calc'!A0\",30,F,0803-12,@Bori,CONS,,,-1+2"))
    rows = list(csv.reader(io.StringIO(download(client, camp, made).decode("utf-8-sig"))))
    assert rows[0][:3] == ["No", "Name", "Age"]
    assert [rows[1][1], rows[1][5]] == ["'=cmd|' /C calc'!A0", "'@Bori"]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


def test_the_faulty_rows_put_right_in_their_file_are_taken_when_it_is_loaded_again(client, camp):
    rows = ("1,Ada Obi,30,F,+2348031234567,Bori,CONS,-,+2347031234567,urgent", FAULTY)
    heading = HEADINGS.replace("Age", "Birth date")
    first = staged(camp, sheet(*[row.replace(",30,", ",31/02/2015,") for row in rows], headings=heading))
    again = download(client, camp, first).replace(b"31/02/2015", b"28/02/2015").replace(b"0803-12", b"08031234568")
    second = staged(camp, io.BytesIO(again.replace(b",200,", b",1990,")))
    assert set(outcomes(second).values()) == {"new"}
    person = second.rows.get(sheet_row=2).person
    assert (person["phones"], person["guardian_phones"]) == (["+2348031234567"], ["+2347031234567"])
    assert person["guardian_name"] == ""


def test_a_heading_of_our_own_in_the_file_is_left_out_when_it_is_loaded_again(client, camp):
    again = stage(
        camp=camp,
        file=io.BytesIO(download(client, camp, staged(camp, sheet(FAULTY)))),
        name="again.csv",
        by=None,
        now=NOW,
    )
    assert [again.columns[str(place)] for place in (10, 11)] == ["", ""]


@pytest.mark.parametrize("page", ["", "fix", "doubles", "changes", "rows"])
def test_a_page_asks_as_often_for_thirty_rows_as_for_two(client, camp, page):
    def lines(start, count, **changed):
        town = changed.get("town", "Bori")
        return [f"{n},{name(n)},30,F,0803123{n:04d},{town},CONS,,," for n in range(start, start + count)]

    def name(n):
        return "".join(chr(97 + int(digit)) for digit in f"{n:04d}") + " Obi"

    committed(camp, sheet(*lines(0, 30)))

    def statements(count):
        made = staged(
            camp,
            sheet(
                *lines(0, count, town="Aba"),
                *lines(100, count),
                *lines(100, count),
                *[FAULTY.replace("Eze", name(n)[:4]) for n in range(200, 200 + count)],
            ),
        )
        client.get(at(camp, made.pk))  # the session is read once
        with CaptureQueriesContext(connection) as told:
            answer = client.get(at(camp, *[made.pk, page] if page else [made.pk]))
        assert answer.status_code == 200
        return len(told)

    assert statements(2) == statements(15)


def test_another_organisations_sheet_can_not_be_seen_or_committed(client, camp):
    world = make_world("Quokka")
    with scope(organisation=world.organisation):
        made = stage(camp=world.camp, file=sheet(ADA.replace("CONS", "")), name="secret.csv", by=None, now=NOW)
        choose_columns(sheet_import=made, fields={1: "name", 6: "procedure"}, month_first=False)
    for slug in (camp.slug, world.camp.slug):
        for act in ("", "commit/", "undo/", "faulty.csv", "rows/"):
            path = f"/camps/{slug}/registrations/sheets/{made.pk}/{act}"
            for answer in (client.get(path), client.post(path, {"agreed_to_texts": "yes"})):
                assert answer.status_code == 404
                assert b"Ada" not in answer.content


def test_what_one_organisation_set_for_its_columns_says_nothing_to_another(camp):
    committed_columns = sheet(ADA, headings=HEADINGS.replace("Town", "Where from"))
    made = staged(camp, committed_columns)
    fields = {int(place): field for place, field in made.columns.items()} | {5: "town"}
    choose_columns(sheet_import=made, fields=fields, month_first=False)
    commit(sheet_import=made, agreed_to_texts=True, by=None, now=NOW)
    world = make_world("Quokka")
    with scope(organisation=world.organisation):
        other = stage(
            camp=world.camp,
            file=sheet(ADA, headings=HEADINGS.replace("Town", "Where from")),
            name="a.csv",
            by=None,
            now=NOW,
        )
        assert other.columns["5"] == ""
