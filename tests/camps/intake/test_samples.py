"""The three sample camps go through the whole path, and the report equals what a careful reader found."""

import pytest

from camps.models import ConsentRecord, Patient, Registration, SheetImport
from camps.queries.standing import plain_person, standing_of
from camps.services.intake.whole import import_sheet, load_sheet
from camps.services.loading import load_camp
from camps.sheets.bundle import read_bundle
from camps.sheets.people import Person
from tests.camps.intake.conftest import NOW
from tests.camps.sheets.samples import NAMES, SAMPLES, expected


@pytest.fixture(params=NAMES)
def sample(request, team):
    """The camp of a folder, its sheet's path, and what is expected of it."""
    bundle = read_bundle(SAMPLES / request.param)
    return load_camp(organisation=team, bundle=bundle), bundle.registrations, expected(request.param)


def load(camp, path, **how):
    with path.open("rb") as file:
        return import_sheet(camp=camp, file=file, name=path.name, agreed_to_texts=True, by=None, now=NOW, **how)


def cells(errors):
    return sorted((error["sheet_row"], error["column"], error["value"]) for error in errors)


def test_import_of_a_sample_camp_reports_what_is_expected_and_registers_the_rest(sample):
    camp, path, wanted = sample
    report = load(camp, path).as_json()
    assert report["rows"] == wanted["rows"]
    assert sorted(report["duplicates"]) == sorted(wanted["duplicates"])
    assert cells(report["errors"]) == cells(wanted["errors"])
    assert report["no_contact"] == wanted["no_contact"]
    assert camp.registrations.count() == report["imported"]
    assert ConsentRecord.objects.filter(given=True).count() == report["imported"]


def test_each_row_of_a_sample_camp_ends_as_something(sample):
    camp, path, wanted = sample
    report = load(camp, path)
    rows = SheetImport.objects.get().rows
    assert rows.filter(outcome="").count() == 0
    assert rows.filter(outcome="new", registration__isnull=False).count() == report.imported
    assert set(rows.filter(outcome="doubled").values_list("twin_row", "sheet_row")) == {
        tuple(pair) for pair in wanted["duplicates"]
    }
    assert set(rows.filter(outcome="refused").values_list("sheet_row", flat=True)) == {
        error["sheet_row"] for error in wanted["errors"]
    }


def test_what_stands_after_an_import_is_what_the_rows_say(sample):
    camp, path, _ = sample
    load(camp, path)
    said = {
        row.registration_id: plain_person(Person.from_json(row.person))
        for row in SheetImport.objects.get().rows.filter(outcome="new")
    }
    assert standing_of(camp, list(said)) == said


def test_a_dry_run_reports_the_same_and_writes_nothing(sample):
    camp, path, _ = sample
    dry = load(camp, path, dry_run=True)
    assert (Registration.objects.count(), Patient.objects.count(), SheetImport.objects.count()) == (0, 0, 0)
    assert dry == load(camp, path)


def test_the_same_sheet_again_finds_everybody_and_changes_nothing(sample):
    camp, path, _ = sample
    first = load(camp, path)
    with path.open("rb") as file:
        again = load_sheet(camp=camp, file=file, name="x.csv", agreed_to_texts=True, by=None, now=NOW)
    assert again.report == first
    assert again.outcomes == {
        "new": 0,
        "same": first.imported,
        "changed": 0,
        "doubled": len(first.duplicates),
        "refused": len({error.sheet_row for error in first.errors}),
    }
    assert camp.registrations.count() == first.imported
