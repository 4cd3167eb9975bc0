"""The report of each sample camp equals what a careful reader found, row for row."""

import pytest

from camps.sheets.bundle import read_bundle
from camps.sheets.registrations import read_registrations
from tests.camps.sheets.samples import NAMES, SAMPLES, expected


@pytest.fixture(params=NAMES)
def read(request):
    bundle = read_bundle(SAMPLES / request.param)
    with (SAMPLES / request.param / "registrations.csv").open("rb") as file:
        return read_registrations(file, name="registrations.csv", context=bundle.sheet_context()), expected(
            request.param
        )


def test_report_of_a_sample_camp_counts_every_row(read):
    found, wanted = read
    report = found.report().as_json()
    assert report["rows"] == wanted["rows"]
    assert report["rows"] == report["imported"] + len(wanted["duplicates"]) + len(
        {e["sheet_row"] for e in wanted["errors"]}
    )


def test_report_of_a_sample_camp_refuses_the_same_cells(read):
    found, wanted = read

    def cells(errors):
        return sorted((e["sheet_row"], e["column"], e["value"]) for e in errors)

    errors = found.report().as_json()["errors"]
    assert cells(errors) == cells(wanted["errors"])
    assert all(e["why"] and e["cure"] for e in errors)
    assert [e["sheet_row"] for e in errors] == sorted(e["sheet_row"] for e in errors)


def test_report_of_a_sample_camp_finds_the_same_doubles(read):
    found, wanted = read
    assert sorted(found.report().as_json()["duplicates"]) == sorted(wanted["duplicates"])


def test_report_of_a_sample_camp_finds_the_same_people_without_contact(read):
    found, wanted = read
    assert found.report().as_json()["no_contact"] == wanted["no_contact"]
