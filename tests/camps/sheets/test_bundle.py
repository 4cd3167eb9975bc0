"""The camp's own files: camp.json, procedures.csv, stations.csv, doctors.csv."""

import json
import shutil
from datetime import date, time
from decimal import Decimal

import pytest

from camps.sheets.bundle import BundleRefused, read_bundle
from tests.camps.sheets.samples import NAMES, SAMPLES


@pytest.mark.parametrize("name", NAMES)
def test_bundle_of_a_sample_camp_is_read_whole(name):
    bundle = read_bundle(SAMPLES / name)
    info = json.loads((SAMPLES / name / "camp.json").read_text(encoding="utf-8"))
    assert bundle.camp.name == info["name"]
    assert bundle.camp.help_phone == info["help_phone"]
    assert bundle.camp.languages == tuple(info["languages"])
    for part, file in [(bundle.procedures, "procedures"), (bundle.stations, "stations"), (bundle.doctors, "doctors")]:
        assert len(part) == len((SAMPLES / name / f"{file}.csv").read_text(encoding="utf-8").splitlines()) - 1
    assert bundle.registrations == SAMPLES / name / "registrations.csv"


def test_facts_of_the_ortho_camp_are_typed():
    bundle = read_bundle(SAMPLES / "ortho")
    camp = bundle.camp
    assert (camp.first_day, camp.days, camp.day_opens, camp.country) == (date(2027, 3, 1), 3, time(8), "NG")
    assert (camp.latitude, camp.timezone) == (Decimal("4.777"), "Africa/Lagos")
    osteo = next(p for p in bundle.procedures if p.code == "OSTEO")
    assert (osteo.median_min, osteo.p90_min, osteo.turnover_min, osteo.recovery_min) == (95, 150, 20, 240)
    assert (osteo.equipment, osteo.min_age_years, osteo.max_age_years) == (("c-arm", "tourniquet"), 4, None)
    assert (osteo.min_hb_g_dl, osteo.fasting_hours, osteo.anaesthesia) == (Decimal(10), 6, "spinal")
    table, *_, recovery = bundle.stations
    assert (table.equipment, table.beds) == (("anaesthesia-machine", "tourniquet", "c-arm"), 1)
    assert (recovery.equipment, recovery.beds, recovery.closes) == ((), 5, time(21))
    surgeon, expert = bundle.doctors[0], bundle.doctors[4]
    assert (surgeon.days, surgeon.starts, surgeon.ends) == ((1, 2, 3), time(8), time(17, 30))
    assert (surgeon.specialties, surgeon.email) == (("orthopaedics",), "dr.50@example.org")
    assert (expert.role, expert.days, expert.starts) == ("expert", (), None)
    assert expert.specialties == ("neurology", "regenerative")


def test_bundle_can_start_on_another_day():
    bundle = read_bundle(SAMPLES / "ortho").starting(date(2026, 12, 1))
    assert bundle.camp.first_day == date(2026, 12, 1)
    assert bundle.sheet_context().first_day == date(2026, 12, 1)
    assert bundle.sheet_context().language == "en"
    assert bundle.sheet_context().procedures["CONS"] == "Consultation and examination"


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(SAMPLES / "ortho", tmp_path / "camp")
    return tmp_path / "camp"


def problems(folder):
    with pytest.raises(BundleRefused) as refused:
        read_bundle(folder)
    return refused.value.problems


def replace(folder, file, old, new):
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "row", "column", "value"),
    [
        ("camp.json", '"NG"', '"XX"', 0, "country", "XX"),
        ("camp.json", "Africa/Lagos", "Africa/Lagoon", 0, "timezone", "Africa/Lagoon"),
        ("camp.json", "2027-03-01", "2027-02-30", 0, "first_day", "2027-02-30"),
        ("camp.json", '"days": 3', '"days": 0', 0, "days", "0"),
        ("camp.json", '"days": 3', '"days": "three"', 0, "days", "three"),
        (
            "camp.json",
            "Garden City Camp",
            "Garden City Orthopaedic Camp",
            0,
            "short_name",
            "Garden City Orthopaedic Camp",
        ),
        ("camp.json", "+2348030000399", "0803-12", 0, "help_phone", "0803-12"),
        ("camp.json", "4.777", "94.777", 0, "latitude", "94.777"),
        ("camp.json", '"08:00"', '"8 o clock"', 0, "day_opens", "8 o clock"),
        ("camp.json", '"18:00"', '"07:00"', 0, "day_closes", "07:00"),
        ("camp.json", '"name": "Orthopaedic surgical camp, Port Harcourt",', "", 0, "name", ""),
        ("camp.json", '"ig"', '"klingon"', 0, "languages", "klingon"),
        ("procedures.csv", "OSTEO,", ",", 3, "code", ""),
        ("procedures.csv", "TENDN,", "OSTEO,", 4, "code", "OSTEO"),
        ("procedures.csv", ",95,150,", ",95,50,", 3, "p90_min", "50"),
        ("procedures.csv", ",95,150,", ",long,150,", 3, "median_min", "long"),
        ("procedures.csv", "spinal", "hypnosis", 3, "anaesthesia", "hypnosis"),
        ("procedures.csv", ",table,spinal", ",sofa,spinal", 3, "station_kind", "sofa"),
        ("procedures.csv", "4,,10,6", "4,2,10,6", 3, "max_age_years", "2"),
        ("procedures.csv", "4,,10,6", "4,,100,6", 3, "min_hb_g_dl", "100"),
        ("stations.csv", "Table 2", "Table 1", 3, "name", "Table 1"),
        ("stations.csv", "beds=5", "beds=many", 6, "equipment", "beds=many"),
        ("stations.csv", "08:00,21:00", "08:00,07:00", 6, "closes", "07:00"),
        ("stations.csv", ",recovery,", ",cellar,", 6, "kind", "cellar"),
        ("doctors.csv", "dr.50@example.org", "dr.50@", 2, "e_mail", "dr.50@"),
        ("doctors.csv", "+919800000050", "98000", 2, "phone", "98000"),
        ("doctors.csv", "Asia/Kolkata", "Asia/Calcuttta", 2, "home_timezone", "Asia/Calcuttta"),
        ("doctors.csv", ",1-3,", ",1-9,", 2, "days", "1-9"),
        ("doctors.csv", ",1-3,08:00", ",1-3,", 2, "from", ""),
        ("doctors.csv", "surgeon", "wizard", 2, "role", "wizard"),
        ("doctors.csv", "Vikram Deshpande", "", 2, "name", ""),
    ],
)
def test_broken_value_of_a_bundle_is_refused_with_its_place(folder, file, old, new, row, column, value):
    replace(folder, file, old, new)
    (problem,) = problems(folder)
    assert (problem.file, problem.sheet_row, problem.column, problem.value) == (file, row, column, value)
    assert problem.why
    assert problem.cure


@pytest.mark.parametrize("file", ["camp.json", "procedures.csv", "stations.csv", "doctors.csv", "registrations.csv"])
def test_missing_file_of_a_bundle_is_refused_by_name(folder, file):
    (folder / file).unlink()
    (problem,) = problems(folder)
    assert problem.file == file
    assert "missing" in problem.why


def test_missing_folder_is_refused(tmp_path):
    assert "no folder" in problems(tmp_path / "nowhere")[0].why


def test_all_problems_of_a_bundle_are_told_together(folder):
    replace(folder, "camp.json", '"NG"', '"XX"')
    replace(folder, "stations.csv", "beds=5", "beds=0")
    replace(folder, "doctors.csv", "surgeon", "wizard")
    assert [p.file for p in problems(folder)] == ["camp.json", "stations.csv", "doctors.csv"]


def test_camp_file_that_is_no_json_is_refused_with_its_line(folder):
    replace(folder, "camp.json", '"days": 3,', '"days": 3')
    (problem,) = problems(folder)
    assert problem.file == "camp.json"
    assert "line" in problem.why


def test_missing_column_of_a_bundle_is_refused(folder):
    replace(folder, "stations.csv", "equipment", "gear")
    (problem,) = problems(folder)
    assert (problem.file, problem.column) == ("stations.csv", "equipment")


def test_neutral_facts_may_wait_until_publishing(folder):
    info = json.loads((folder / "camp.json").read_text(encoding="utf-8"))
    for key in ("short_name", "help_phone", "meeting_point", "latitude", "longitude", "preparation"):
        del info[key]
    (folder / "camp.json").write_text(json.dumps(info), encoding="utf-8")
    camp = read_bundle(folder).camp
    assert (camp.short_name, camp.help_phone, camp.latitude) == ("", "", None)


def test_registrations_may_be_a_workbook(folder):
    (folder / "registrations.csv").rename(folder / "registrations.xlsx")
    assert read_bundle(folder).registrations == folder / "registrations.xlsx"
