"""What people do in real sheets: understood, or refused with a sentence; nothing is lost or made up in silence."""

from __future__ import annotations

import io
import tracemalloc

import pytest
from openpyxl import Workbook

from camps.sheets.cells import MERGED
from camps.sheets.limits import UPLOAD
from camps.sheets.problems import SheetRefused
from camps.sheets.registrations import Reading, read_registrations
from camps.sheets.table import stored_row
from camps.sheets.workbooks import workbook_rows
from tests.camps.sheets.samples import a_context
from tests.camps.sheets.workbooks import a_workbook, changed

HEADINGS = ["Name", "Age", "Sex", "Phone", "Town", "Procedure"]
ADA = ["Ada Obi", "30", "F", "08031234567", "Bori", "CONS"]


def read(data: bytes, name: str = "a.xlsx") -> Reading:
    return read_registrations(io.BytesIO(data), name=name, context=a_context())


def of_rows(*rows: list[str]) -> Reading:
    return read(a_workbook(HEADINGS, ADA, *rows))


def merged(*ranges: str) -> Reading:
    book = Workbook()
    sheet = book.active
    for row in (HEADINGS, ADA, ["Musa Bello", "40", "M", "", "", "CONS"]):
        sheet.append(row)
    for cells in ranges:
        sheet.merge_cells(cells)
    kept = io.BytesIO()
    book.save(kept)
    return read(kept.getvalue())


def kinds(found: Reading) -> list[tuple[int, str, str]]:
    return [(problem.sheet_row, problem.column, problem.kind) for problem in found.problems]


def test_a_cell_merged_with_the_one_above_is_asked_about_and_not_taken_for_empty():
    found = merged("D2:D3", "E2:E3")
    assert kinds(found) == [(3, "Phone", "merged"), (3, "Town", "merged")]
    assert [person.name for person in found.people] == ["Ada Obi"]


def test_a_cell_merged_to_the_right_or_beside_the_columns_holds_up_nobody():
    assert kinds(merged("A5:F5", "D3:E3")) == []


def test_a_small_file_of_endless_merges_takes_little_memory():
    def fill(members: dict[str, bytes]) -> None:
        name = "xl/worksheets/sheet1.xml"
        merges = "".join(f'<mergeCell ref="A{n}:GR{n + 999}"/>' for n in range(1, 40_000, 1_000))
        members[name] = members[name].replace(
            b"</sheetData>", f"</sheetData><mergeCells>{merges}</mergeCells>".encode()
        )

    file = io.BytesIO(changed(a_workbook(["Name", "Age"], ["Ada Obi", 30]), fill))
    tracemalloc.start()
    rows = list(workbook_rows(file, UPLOAD))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [row for row, _ in rows] == [1, 2]
    assert peak < 60_000_000


def test_a_merged_cell_is_still_one_after_it_was_kept_as_text():
    assert stored_row(3, [MERGED]).cells[0].kind == "merged"


def test_rows_and_columns_that_are_hidden_are_read_too():
    book = Workbook()
    sheet = book.active
    for row in (HEADINGS, ADA, ["Musa Bello", *ADA[1:]]):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = sheet.column_dimensions["E"].hidden = True
    kept = io.BytesIO()
    book.save(kept)
    assert [(person.name, person.town) for person in read(kept.getvalue()).people] == [
        ("Ada Obi", "Bori"),
        ("Musa Bello", "Bori"),
    ]


@pytest.mark.parametrize(
    "mark", ['"', "\u201d", "\u3003", "''", "\u2033", "do", "do.", "-do-", "ditto", "Idem", '- " -', ",,", "\u00bb"]
)
def test_a_ditto_mark_is_refused_in_every_column_and_never_taken_for_nothing(mark):
    found = of_rows(["Musa Bello", "40", "M", mark, mark, mark])
    assert kinds(found) == [(3, "Phone", "ditto"), (3, "Town", "ditto"), (3, "Procedure", "ditto")]
    assert "each row is read by itself" in found.problems[0].sentence


@pytest.mark.parametrize("word", ["Dora", "Do Nam", "Idemudia", "Dodo", "D", "-", "O'Neil"])
def test_a_word_like_a_ditto_mark_is_a_word(word):
    assert kinds(of_rows(["Musa Bello", "40", "M", "", word, "CONS"])) == []


@pytest.mark.parametrize(
    "text",
    [
        "Total",
        "Total patients: 45",
        "TOTAL GÉNÉRAL",
        "Total number of patients",
        "Nombre total de malades",
        "Sub-total 3",
    ],
)
def test_a_sum_at_the_end_is_nobody(text):
    assert kinds(of_rows([text, "45", "", "", "", ""])) == [(3, "Name", "name-sum")]


@pytest.mark.parametrize("text", ["Prepared by: Nurse Joy", "Établi par Dr Ndi", "Checked by A. O."])
def test_a_note_below_the_people_is_nobody(text):
    assert kinds(of_rows([text, "", "", "", "", ""])) == [(3, "Name", "name-note")]


@pytest.mark.parametrize("text", ["DAY 2", "Male ward", "HERNIA CASES", "Jour 1", "Enfants", "Liste 2"])
def test_a_heading_between_people_is_nobody(text):
    assert kinds(of_rows([text, "", "", "", "", ""], ADA)) == [(3, "Name", "section-row")]


@pytest.mark.parametrize(
    "name", ["Total Obi", "Jour Page", "Enfant Ward", "Ada Cases", "Grand Bello", "Prepared Moses"]
)
def test_a_person_named_like_a_sum_or_a_heading_is_a_person(name):
    assert kinds(of_rows([name, "30", "", "", "", ""])) == []


def test_a_second_row_of_headings_is_refused_and_the_people_below_it_are_read():
    found = read(a_workbook(HEADINGS, ["", "(years)", "M or F", "(mobile)", "", "(code)"], ADA))
    assert {row for row, _, _ in kinds(found)} == {2}
    assert [person.name for person in found.people] == ["Ada Obi"]


def test_headings_under_wider_headings_are_found():
    found = read(
        a_workbook(
            ["Patient", "", "", "Contact", ""],
            ["Surname", "First name", "Age", "Phone", "Procedure"],
            ["Obi", "Ada", "30", "08031234567", "CONS"],
        )
    )
    assert [(person.name, person.phones) for person in found.people] == [("Ada Obi", ("+2348031234567",))]


def test_signs_that_nobody_sees_change_nothing():
    found = of_rows(
        ["A\u200bda\ufeff Obi", "3\u200b0", "F\u200e", "0803\u200b1234567", "Bori\u00a0", "\u00a0CO\u00adNS"]
    )
    first, second = found.people
    assert (second.name, second.birth_date, second.sex, second.phones, second.town, second.procedure) == (
        first.name,
        first.birth_date,
        first.sex,
        first.phones,
        first.town,
        first.procedure,
    )


@pytest.mark.parametrize(
    ("text", "born"),
    [
        ("12 août 2015", "2015-08-12"),
        ("1er janvier 2000", "2000-01-01"),
        ("15-déc-98", "1998-12-15"),
        ("le 3 févr. 1990", "1990-02-03"),
        ("١٧/٠٥/٢٠١٥", "2015-05-17"),
    ],
)
def test_dates_with_french_months_or_arabic_digits_are_read(text, born):
    assert str(of_rows(["Musa Bello", text, "M", "", "", ""]).people[1].birth_date) == born


@pytest.mark.parametrize(
    ("text", "phones"),
    [
        ("+234 (0) 803 123 4567", ["+2348031234567"]),
        ("234-(0)-803-123-4567", ["+2348031234567"]),
        ("08031234567/08051234567", ["+2348031234567", "+2348051234567"]),
        ("0803 123 4567\n0805 123 4567", ["+2348031234567", "+2348051234567"]),
        ("٠٨٠٣١٢٣٤٥٦٧", ["+2348031234567"]),
        ("0803-123-4567 (wife)", ["+2348031234567"]),
    ],
)
def test_phones_as_people_write_them_are_read(text, phones):
    assert list(of_rows(["Musa Bello", "40", "M", text, "", ""]).people[1].phones) == phones


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_unicode_of_two_bytes_without_a_mark_is_read(encoding):
    text = "\n".join(",".join(row) for row in (HEADINGS, ADA))
    assert read(text.encode(encoding), "a.csv").people[0].name == "Ada Obi"


def test_line_ends_inside_quoted_cells_are_spaces():
    text = 'Name,"Phone\r\nnumber",Age,Procedure\r\n"Ada\r\nObi",08031234567,"30",CONS\r\n'
    assert [(person.name, person.phones) for person in read(text.encode(), "a.csv").people] == [
        ("Ada Obi", ("+2348031234567",))
    ]


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_a_sheet_of_300_columns_is_refused(name):
    headings = [*HEADINGS, *[f"c{n}" for n in range(294)]]
    data = a_workbook(headings, ADA) if name.endswith("xlsx") else f"{','.join(headings)}\n{','.join(ADA)}".encode()
    with pytest.raises(SheetRefused, match="Keep the columns that matter"):
        read(data, name)
