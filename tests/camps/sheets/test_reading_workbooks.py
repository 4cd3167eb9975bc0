"""Workbooks: what cells hold, and what is refused before anything is opened."""

import io
import time
import tracemalloc
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from camps.sheets.cells import Suspect
from camps.sheets.limits import Limits
from camps.sheets.problems import SheetRefused
from camps.sheets.reading import open_table, sheet_titles
from tests.camps.sheets.workbooks import a_workbook, changed, saved, zipped

SHEET = "xl/worksheets/sheet1.xml"
HEADINGS = ("Name", "Age", "Phone")


def rows(data: bytes, name: str = "sheet.xlsx", **how):
    return [(row.sheet_row, list(row.cells)) for row in open_table(io.BytesIO(data), name=name, **how)]


def refusal(data: bytes, name: str = "sheet.xlsx", **how):
    with pytest.raises(SheetRefused) as refused:
        rows(data, name, **how)
    return refused.value.problem


def test_cells_of_a_workbook_become_the_text_a_person_sees():
    data = a_workbook(
        HEADINGS,
        ("Ada Obi", 5, 8034075067),
        ("Ben", 4.5, 8034075067.0),
        ("Eze", date(2015, 4, 3), datetime(2015, 4, 3, 0, 0)),
        ("Ike", True, 11.200000000000001),
        (None, None, " "),
        ("Ọlá", datetime(2015, 4, 3, 10, 30), None),
    )
    assert rows(data) == [
        (1, ["Name", "Age", "Phone"]),
        (2, ["Ada Obi", "5", "8034075067"]),
        (3, ["Ben", "4.5", "8034075067"]),
        (4, ["Eze", "2015-04-03", "2015-04-03"]),
        (5, ["Ike", "TRUE", "11.2"]),
        (7, ["Ọlá", "2015-04-03 10:30:00"]),
    ]


def test_row_numbers_of_a_workbook_are_its_own_across_gaps():
    book = Workbook()
    book.active["B3"] = "Name"
    book.active["B9"] = "Ada"
    assert rows(saved(book)) == [(3, ["", "Name"]), (9, ["", "Ada"])]


def test_wrong_size_written_in_a_workbook_hides_no_row():
    def shrink(members):
        members[SHEET] = members[SHEET].replace(b'<dimension ref="A1:C3"', b'<dimension ref="A1:A1"')

    assert len(rows(changed(a_workbook(HEADINGS, ("Ada", 5, ""), ("Ben", 7, "")), shrink))) == 3


def test_rich_and_inline_text_is_read_whole():
    book = Workbook()
    book.active.append(["Name"])
    book.active["A1"].font = Font(bold=True)

    def inline(members):
        cell = (
            b'<row r="2"><c r="A2" t="inlineStr"><is><r><t>Ada </t></r><r><rPr><b/></rPr><t>Obi</t></r></is></c></row>'
        )
        members[SHEET] = members[SHEET].replace(b"</sheetData>", cell + b"</sheetData>")

    assert rows(changed(saved(book), inline))[1] == (2, ["Ada Obi"])


def test_formula_cell_is_suspect_whatever_value_was_cached():
    def cache(members):
        members[SHEET] = members[SHEET].replace(b"<f>1+4</f><v></v>", b"<f>1+4</f><v>5</v>")

    found = rows(changed(a_workbook(HEADINGS, ("Ada", "=1+4", "#REF!")), cache))[1][1]
    assert isinstance(found[1], Suspect)
    assert found[1] == "=1+4"
    assert "formula" in found[1].why
    assert isinstance(found[2], Suspect)


def test_hidden_and_empty_sheets_are_passed_over():
    book = Workbook()
    book.active.title = "Codes"
    book.active.sheet_state = "hidden"
    book.active.append(["CLUBF"])
    book.create_sheet("People").append(["Name"])
    book.create_sheet("Sheet3")
    assert rows(saved(book)) == [(1, ["Name"])]
    assert sheet_titles(io.BytesIO(saved(book)), name="x.xlsx") == ["People", "Sheet3"]


def test_sheet_can_be_chosen_by_its_title():
    data = a_workbook(("Name",), more={"Women": [("Nom",)]})
    assert rows(data, sheet="Women") == [(1, ["Nom"])]
    assert refusal(data, sheet="Men").kind == "sheet-title"


def test_workbook_is_told_by_its_bytes_and_not_by_its_name():
    assert rows(a_workbook(("Name",)), name="sheet.csv") == [(1, ["Name"])]


def add(name, content=b"x"):
    return lambda members: members.__setitem__(name, content)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (changed(a_workbook(HEADINGS), add("xl/externalLinks/externalLink1.xml", b"<externalLink/>")), "external-link"),
        (changed(a_workbook(HEADINGS), add("xl/vbaProject.bin")), "macro"),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"}), "file-kind"),
        (zipped({"word/document.xml": b"<x/>"}), "file-kind"),
        (zipped({"Index/Document.iwa": b"x"}), "file-kind"),
        (zipped({"list.csv": b"Name\n"}), "file-kind"),
        (a_workbook(HEADINGS)[:-40], "damaged"),
        (b"PK\x03\x04" + b"\0" * 100, "damaged"),
        (changed(a_workbook(HEADINGS), add(SHEET, b"<worksheet><sheetData><row>")), "damaged"),
        (
            changed(a_workbook(HEADINGS), add("xl/workbook.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')),
            "entities",
        ),
        (changed(a_workbook(HEADINGS), add("xl/worksheets/sheet1.xml", "<worksheet/>".encode("utf-16"))), "entities"),
        (a_workbook(), "empty"),
        (zipped({**{f"xl/x{n}.xml": b"<x/>" for n in range(250)}, "xl/workbook.xml": b"<x/>"}), "members"),
    ],
)
def test_workbook_that_is_not_safe_or_not_whole_is_refused_with_a_cure(data, kind):
    problem = refusal(data)
    assert problem.kind == kind
    assert problem.cure


def bomb(fill: bytes, size: int) -> bytes:
    """A workbook whose sheet unpacks to `size` bytes of `fill`, written without holding them."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open(SHEET, "w", force_zip64=True) as member:
            member.write(b"<worksheet>")
            for _ in range(size // (len(fill) * 10_000)):
                member.write(fill * 10_000)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [(bomb(b"<row/>" * 10, 120_000_000), "unpacked"), (bomb(b"<row/>" * 10, 40_000_000), "ratio")],
)
def test_zip_bomb_is_refused_quickly_and_in_little_memory(data, kind):
    tracemalloc.start()
    began = time.process_time()  # what a busy machine does meanwhile is not our work
    problem = refusal(data)
    took = time.process_time() - began
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert problem.kind == kind
    assert took < 2
    assert peak < 20_000_000


def test_cell_of_forty_megabytes_is_refused():
    def swell(members):
        cell = b'<row r="2"><c r="A2" t="inlineStr"><is><t>' + b"x" * 40_000_000 + b"</t></is></c></row>"
        members[SHEET] = members[SHEET].replace(b"</sheetData>", cell + b"</sheetData>")

    problem = refusal(changed(a_workbook(HEADINGS), swell), limits=Limits(ratio=10_000))
    assert problem.kind == "cell-size"


def test_sheet_of_too_many_rows_or_columns_is_refused():
    data = a_workbook(*[(f"p{n}",) for n in range(30)])
    assert refusal(data, limits=Limits(rows=29)).kind == "rows"
    wide = Workbook()
    wide.active["ZZZ1"] = "x"
    assert refusal(saved(wide)).kind == "columns"


def test_row_number_beyond_any_spreadsheet_is_refused():
    def far(members):
        members[SHEET] = members[SHEET].replace(b'<row r="1"', b'<row r="99999999999"')

    assert refusal(changed(a_workbook(HEADINGS), far)).kind == "damaged"


def test_password_of_a_workbook_is_named_as_the_cause():
    # An encrypted workbook is an OLE file, as an old .xls is: the sentence has to serve both.
    assert "password" in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600).cure
