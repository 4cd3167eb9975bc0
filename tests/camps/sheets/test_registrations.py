"""The whole way: a file in, and every row of it imported, doubled or refused."""

import csv
import io
import json
import subprocess
import sys
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from camps.sheets.doubles import Answer
from camps.sheets.limits import Limits
from camps.sheets.problems import SheetRefused
from camps.sheets.registrations import read_registrations
from tests.camps.sheets.samples import SAMPLES, a_context
from tests.camps.sheets.workbooks import a_long_workbook, a_workbook

HEADINGS = ["Name", "Age", "Sex", "Phone", "E-mail", "Procedure", "Hb", "Guardian phone"]
SHEET = (
    "Name,Age,Sex,Phone,E-mail,Procedure,Hb,Guardian phone\n"
    "Ada Obi,12,F,08034075067,,OSTEO,11,\n"
    "OBI ADA,12,F,+2348034075067,,OSTEO,11,\n"
    ",12,F,,,OSTEO,110,\n"
    ",,,,,,,\n"
    "Ben Eze,30,M,,,CONS,,\n"
)


def read(data, name="sheet.csv", **how):
    data = data.encode() if isinstance(data, str) else data
    return read_registrations(io.BytesIO(data), name=name, context=how.pop("context", a_context()), **how)


def test_report_has_the_form_of_expected_json():
    report = json.loads(json.dumps(read(SHEET).report().as_json()))
    assert {key: report[key] for key in ("rows", "imported", "duplicates", "no_contact")} == {
        "rows": 4,
        "imported": 2,
        "duplicates": [[2, 3]],
        "no_contact": [6],
    }
    assert [(e["sheet_row"], e["column"], e["value"]) for e in report["errors"]] == [(4, "Name", ""), (4, "Hb", "110")]
    assert set(report["errors"][0]) == {"sheet_row", "column", "value", "why", "cure"}
    assert list(report) == ["rows", "imported", "duplicates", "errors", "no_contact"]


def test_row_refused_is_no_twin_and_has_no_missing_contact():
    found = read(SHEET.replace("OBI ADA,12,F", "OBI ADA,12,X?")).report()
    assert found.duplicates == ()
    assert found.no_contact == (6,)


def test_decision_two_people_imports_both():
    found = read(SHEET, decisions={3: Answer.TWO})
    assert [p.sheet_row for p in found.imported] == [2, 3, 6]
    assert found.report().duplicates == ()


def test_progress_is_told_for_each_row():
    told = []
    read(SHEET, on_row=told.append)
    assert told == [1, 2, 3, 4]


def test_workbook_gives_the_same_people_as_the_text():
    rows = [
        HEADINGS,
        ["Ada Obi", 12, "F", 8034075067, None, "OSTEO", 11, None],
        ["Ben", "about 30", "M", "", "", "CONS"],
    ]
    text = "\n".join(",".join("" if c is None else str(c) for c in row) for row in rows)
    assert read(a_workbook(*rows), "sheet.xlsx").people == read(text).people


def test_sheet_with_the_people_is_found_among_other_sheets():
    data = a_workbook(
        ("Codes of the camp",),
        ("OSTEO", "leg"),
        title="Codes",
        more={"People": [("Name", "Procedure"), ("Ada", "OSTEO")]},
    )
    assert [p.name for p in read(data, "sheet.xlsx").people] == ["Ada"]


def refusal(data, name="sheet.csv", **how):
    with pytest.raises(SheetRefused) as refused:
        read(data, name, **how)
    return refused.value.problem


def test_two_sheets_with_people_are_refused_by_their_titles():
    men, women = [("Name", "Procedure"), ("Ben", "CONS")], [("Name", "Procedure"), ("Ada", "OSTEO")]
    data = a_workbook(*men, title="Men", more={"Women": women})
    problem = refusal(data, "sheet.xlsx")
    assert problem.kind == "sheets"
    assert "Men" in problem.why
    assert "Women" in problem.why
    assert [p.name for p in read(data, "sheet.xlsx", sheet="Women").people] == ["Ada"]


def test_refusal_of_the_headings_names_the_file():
    assert refusal("Age,Sex,Procedure\n1,M,X\n").file == "sheet.csv"


def test_sheet_with_headings_and_nobody_is_refused():
    assert refusal("Name,Procedure\n,\n").kind == "no-rows"


CELLS = {
    "Name": st.sampled_from(["Ada Obi", "OBI ADA", "Ben Eze", "", "12", "Ọlá"]),
    "Age": st.sampled_from(["12", "about 15", "31/02/2015", "", "1875", "2015-04-03"]),
    "Sex": st.sampled_from(["M", "F", "X?", ""]),
    "Phone": st.sampled_from(["08034075067", "+2348034075067", "0803-12", "", "08061234567 / 08034075067"]),
    "E-mail": st.sampled_from(["", "a@example.org", "a@"]),
    "Procedure": st.sampled_from(["OSTEO", "osteo", "HERNIA??", ""]),
    "Hb": st.sampled_from(["11.2", "140", "=A1", ""]),
    "Guardian phone": st.sampled_from(["", "08099999999"]),
}


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(st.fixed_dictionaries(CELLS), min_size=1, max_size=12),
    two=st.sets(st.integers(2, 13)),
    data=st.data(),
)
def test_every_row_ends_as_exactly_one_of_imported_doubled_and_refused(rows, two, data):
    filled = [(n, row) for n, row in enumerate(rows, 2) if any(row.values())]
    if not filled:
        return
    text = "\n".join([",".join(HEADINGS), *(",".join(row[h] for h in HEADINGS) for row in rows)])
    found = read(text, decisions=dict.fromkeys(two, data.draw(st.sampled_from(Answer))))
    report = found.report()
    imported = [p.sheet_row for p in found.imported]
    doubled = [twin for _, twin in report.duplicates]
    refused = sorted({e.sheet_row for e in report.errors})
    assert sorted([*imported, *doubled, *refused]) == [n for n, _ in filled]
    assert report.rows == len(filled)
    assert report.imported == len(imported)
    assert all(first in imported for first, _ in report.duplicates)
    assert set(report.no_contact) <= set(imported)


@settings(max_examples=150, deadline=None)
@given(rows=st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=8), min_size=1, max_size=6))
def test_no_text_in_any_cell_breaks_the_reader(rows):
    file = io.StringIO(newline="")
    csv.writer(file).writerows([HEADINGS, *rows])
    with suppress(SheetRefused):  # such as an empty sheet: a refusal in words is an answer too
        found = read(file.getvalue().encode("utf-8", "surrogatepass"))
        assert found.rows == len({p.sheet_row for p in found.people} | {p.sheet_row for p in found.problems})


BIG = """
import io, json, sys
from pathlib import Path
from camps.sheets.bundle import read_bundle
from camps.sheets.registrations import read_registrations
bundle = read_bundle(Path(sys.argv[1]))
found = read_registrations(io.BytesIO(sys.stdin.buffer.read()), name=sys.argv[2], context=bundle.sheet_context())
# Not getrusage: that remembers how large the process was that started this one.
peak = next(line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in line)
print(json.dumps([found.rows, int(peak) // 1024]))
"""


@pytest.mark.parametrize(
    ("name", "rows_in_it", "limit"),
    [
        ("big.csv", 4_000, 80),
        ("big.xlsx", 2_000, 80),  # a workbook takes a second for 1,500 rows
        pytest.param("big.csv", 20_000, 300, marks=[pytest.mark.long, pytest.mark.timeout(600)]),
        pytest.param("big.xlsx", 20_000, 300, marks=[pytest.mark.long, pytest.mark.timeout(600)]),
    ],
)
def test_a_long_sheet_is_read_within_its_memory(name, rows_in_it, limit):
    with (SAMPLES / "taraba" / "registrations.csv").open(encoding="utf-8", newline="") as file:
        heading, *rows = csv.reader(file)
    table = [heading, *(rows * 22)[:rows_in_it]]
    if name.endswith(".csv"):
        data = "\n".join(",".join(f'"{cell}"' for cell in row) for row in table).encode()
    else:
        data = a_long_workbook(table)
    run = subprocess.run(
        [sys.executable, "-c", BIG, str(SAMPLES / "taraba"), name], input=data, capture_output=True, check=True
    )
    rows_read, megabytes = json.loads(run.stdout)
    assert rows_read == rows_in_it
    assert megabytes < limit


def test_one_row_over_the_limit_is_refused():
    assert refusal("Name,Procedure\n" + "Ada,CONS\n" * 3, limits=Limits(rows=2)).kind == "rows"
    assert read("A list\nName,Procedure\n" + "Ada,CONS\n" * 2, limits=Limits(rows=2)).rows == 2
