"""The two commands, as somebody types them."""

import io
import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django_scopes import scopes_disabled

from camps.models import Camp, ConsentRecord, Organisation, Registration, SheetImport
from tests.camps.intake.conftest import sheet
from tests.camps.sheets.samples import NAMES, SAMPLES, expected

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_scope():
    """A command opens the scope itself; only the look at what it left needs none."""
    with scopes_disabled():
        yield


@pytest.fixture
def team():
    return Organisation.objects.create(name="Team", slug="team")


@pytest.fixture
def camp(team) -> Camp:
    run("import_camp", SAMPLES / "ortho")
    return Camp.objects.get()


def run(*words) -> str:
    out = io.StringIO()
    call_command(*map(str, words), stdout=out, stderr=io.StringIO())
    return out.getvalue()


def cells(report):
    return sorted((error["sheet_row"], error["column"], error["value"]) for error in report["errors"])


@pytest.mark.parametrize("name", NAMES)
def test_import_camp_prints_what_a_careful_reader_found(team, name):
    report, wanted = json.loads(run("import_camp", SAMPLES / name, "--json")), expected(name)
    assert set(report) == {"rows", "imported", "duplicates", "errors", "no_contact"}
    assert report["rows"] == wanted["rows"]
    assert sorted(report["duplicates"]) == sorted(wanted["duplicates"])
    assert cells(report) == cells(wanted)
    assert report["no_contact"] == wanted["no_contact"]
    assert all(error["why"] and error["cure"] for error in report["errors"])
    assert Registration.objects.count() == report["imported"]


def test_import_camp_moves_the_camp_to_other_dates(team):
    run("import_camp", SAMPLES / "ortho", "--starts", "2027-06-07", "--slug", "june")
    camp = Camp.objects.get()
    assert (camp.slug, camp.first_day) == ("june", date(2027, 6, 7))
    assert camp.registrations.filter(arrives_on=date(2027, 6, 8)).exists()


@pytest.mark.parametrize("flags", [["--dry-run"], ["--dry-run", "--json"]])
def test_a_dry_run_of_import_camp_leaves_no_trace(team, flags):
    assert run("import_camp", SAMPLES / "ortho", *flags)
    assert (Camp.objects.count(), Registration.objects.count(), SheetImport.objects.count()) == (0, 0, 0)


def test_a_dry_run_prints_the_very_report_of_the_import(team):
    dry = run("import_camp", SAMPLES / "ortho", "--dry-run", "--json")
    assert dry == run("import_camp", SAMPLES / "ortho", "--json")


def test_import_camp_tells_a_person_what_to_do_grouped_by_cure(team):
    said = run("import_camp", SAMPLES / "ortho")
    assert "64 rows: 57 new" in said
    assert "row 54, Phone No.: “0803-12”" in said
    assert "Write the whole number with all its digits, or leave the cell empty." in said
    assert "Nobody said whether these people agreed to be called or texted." in said


@pytest.mark.parametrize(("flag", "given"), [("--agreed", True), ("--not-agreed", False)])
def test_the_answer_about_texts_is_recorded_for_each_person(team, flag, given):
    run("import_camp", SAMPLES / "ortho", flag)
    assert set(ConsentRecord.objects.values_list("given", flat=True)) == {given}
    assert ConsentRecord.objects.count() == Registration.objects.count()


def test_nobody_is_said_to_have_agreed_when_nobody_was_asked(camp):
    assert ConsentRecord.objects.count() == 0


def test_import_camp_without_an_organisation_says_where_to_make_one():
    with pytest.raises(CommandError, match="There is no organisation yet"):
        run("import_camp", SAMPLES / "ortho")


def test_import_camp_asks_which_of_several_organisations(team):
    Organisation.objects.create(name="Other", slug="other")
    with pytest.raises(CommandError, match="--organisation: other, team"):
        run("import_camp", SAMPLES / "ortho")
    run("import_camp", SAMPLES / "ortho", "--organisation", "other")
    assert Camp.objects.get().organisation.slug == "other"
    with pytest.raises(CommandError, match="No organisation has the slug “nobody”"):
        run("import_camp", SAMPLES / "ortho", "--organisation", "nobody")


def test_import_camp_names_everything_that_is_wrong_with_a_folder(team, tmp_path):
    with pytest.raises(CommandError) as error:
        run("import_camp", tmp_path)
    assert "camp.json: The file is missing." in str(error.value)
    assert "stations.csv: The file is missing." in str(error.value)


def test_a_refused_sheet_leaves_no_camp_behind(team, tmp_path):
    for file in (SAMPLES / "ortho").iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "registrations.csv").write_bytes(b"%PDF-1.4")
    with pytest.raises(CommandError, match="This is a PDF, not a sheet that can be read"):
        run("import_camp", tmp_path)
    assert Camp.objects.count() == 0


def test_import_registrations_adds_to_a_camp_that_has_people(camp, tmp_path):
    path = tmp_path / "more.csv"
    path.write_bytes(sheet("1,Newa Newman,30,F,08031234567,Bori,CONS").read())
    before = camp.registrations.count()
    report = json.loads(run("import_registrations", camp.slug, path, "--json"))
    assert (report["rows"], report["imported"]) == (1, 1)
    assert camp.registrations.count() == before + 1


def test_import_registrations_again_says_that_all_are_known(camp):
    said = run("import_registrations", camp.slug, SAMPLES / "ortho" / "registrations.csv")
    assert "0 new, 57 known already and the same" in said
    assert camp.registrations.count() == 57


def test_import_registrations_refuses_an_unknown_camp_and_a_missing_file(camp, tmp_path):
    with pytest.raises(CommandError, match="No camp has the slug “nowhere”"):
        run("import_registrations", "nowhere", SAMPLES / "ortho" / "registrations.csv")
    with pytest.raises(CommandError, match="No such file"):
        run("import_registrations", camp.slug, tmp_path / "none.csv")


def test_a_sheet_refused_as_json_is_a_report_of_one_problem(camp, tmp_path, capsys):
    path = tmp_path / "broken.csv"
    path.write_bytes(b"")
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("import_registrations", camp.slug, str(path), "--json", stdout=out, stderr=io.StringIO())
    report = json.loads(out.getvalue())
    assert (report["rows"], report["imported"]) == (0, 0)
    assert [error["why"] for error in report["errors"]] == ["The file is empty."]
