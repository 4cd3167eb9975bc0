"""What a spreadsheet would run is marked; a figure below zero is a figure."""

import pytest

from camps.sheets.cells import text_of_csv
from camps.sheets.safe_csv import csv_lines, safe_cell


@pytest.mark.parametrize("text", ["=1+1", "+2348030000199", "-1+1", "-@A1", "-", "- 16", "-16\n=1", "-1.", "-٣", "@A1"])
def test_what_a_spreadsheet_would_run_is_marked_and_read_back_as_it_was(text):
    assert safe_cell(text) == f"'{text}"
    assert text_of_csv(safe_cell(text)) == text


@pytest.mark.parametrize(("value", "cell"), [(-16, "-16"), ("-16", "-16"), ("-0.5", "-0.5"), (0, "0"), (None, "")])
def test_a_figure_below_zero_stays_a_figure(value, cell):
    assert list(csv_lines([[value, "late"]]))[1] == f"{cell},late\r\n"
