"""The three sample camps go through the whole path, and the report equals what a careful reader found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from django_scopes import scope, scopes_disabled

from camps.models import Camp, ConsentRecord, Patient, Registration, SheetImport
from camps.queries.standing import plain_person, standing_of
from camps.services.intake.whole import import_sheet, load_sheet
from camps.sheets.bundle import read_bundle
from camps.sheets.people import Person
from camps.sheets.report import Report
from tests.camps.intake.conftest import NOW, loaded
from tests.camps.sheets.samples import NAMES, SAMPLES, expected

pytestmark = pytest.mark.xdist_group("samples")  # so that each is imported once


@dataclass(frozen=True)
class Sample:
    """A sample camp, loaded and its sheet imported after a dry run, and what is expected of it."""

    camp: Camp
    path: Path
    dry: Report
    left_by_the_dry_run: tuple[int, ...]
    report: Report
    wanted: dict


def imported(name: str) -> Sample:
    bundle = read_bundle(SAMPLES / name)
    path = bundle.registrations
    camp = loaded(bundle)
    with scope(organisation=camp.organisation):
        dry = load(camp, path, dry_run=True)
        left = tuple(model.objects.count() for model in (Registration, Patient, SheetImport))
        return Sample(camp, path, dry, left, load(camp, path), expected(name))


@pytest.fixture(scope="module", params=NAMES)
def name(request) -> str:
    return request.param


@pytest.fixture
def begin_sample(kept, name):
    return kept(f"begin_sample[{name}]", partial(imported, name))


@pytest.fixture
def sample(begin_sample, db) -> Iterator[Sample]:
    with scopes_disabled():
        made = begin_sample()
    with scope(organisation=made.camp.organisation):
        yield made


def load(camp, path, **how) -> Report:
    with path.open("rb") as file:
        return import_sheet(camp=camp, file=file, name=path.name, agreed_to_texts=True, by=None, now=NOW, **how)


def cells(errors):
    return sorted((error["sheet_row"], error["column"], error["value"]) for error in errors)


def test_import_of_a_sample_camp_reports_what_is_expected_and_registers_the_rest(sample):
    report, wanted = sample.report.as_json(), sample.wanted
    assert report["rows"] == wanted["rows"]
    assert sorted(report["duplicates"]) == sorted(wanted["duplicates"])
    assert cells(report["errors"]) == cells(wanted["errors"])
    assert report["no_contact"] == wanted["no_contact"]
    assert sample.camp.registrations.count() == report["imported"]
    assert ConsentRecord.objects.filter(given=True).count() == report["imported"]


def test_each_row_of_a_sample_camp_ends_as_something(sample):
    rows = SheetImport.objects.get().rows
    assert rows.filter(outcome="").count() == 0
    assert rows.filter(outcome="new", registration__isnull=False).count() == sample.report.imported
    assert set(rows.filter(outcome="doubled").values_list("twin_row", "sheet_row")) == {
        tuple(pair) for pair in sample.wanted["duplicates"]
    }
    assert set(rows.filter(outcome="refused").values_list("sheet_row", flat=True)) == {
        error["sheet_row"] for error in sample.wanted["errors"]
    }


def test_what_stands_after_an_import_is_what_the_rows_say(sample):
    said = {
        row.registration_id: plain_person(Person.from_json(row.person))
        for row in SheetImport.objects.get().rows.filter(outcome="new")
    }
    assert said
    assert standing_of(sample.camp, list(said)) == said


def test_a_dry_run_reports_the_same_and_writes_nothing(sample):
    assert sample.left_by_the_dry_run == (0, 0, 0)
    assert sample.dry == sample.report


def test_the_same_sheet_again_finds_everybody_and_changes_nothing(sample):
    first = sample.report
    with sample.path.open("rb") as file:
        again = load_sheet(camp=sample.camp, file=file, name="x.csv", agreed_to_texts=True, by=None, now=NOW)
    assert again.report == first
    assert again.outcomes == {
        "new": 0,
        "same": first.imported,
        "changed": 0,
        "doubled": len(first.duplicates),
        "refused": len({error.sheet_row for error in first.errors}),
    }
    assert sample.camp.registrations.count() == first.imported
