"""Files that can't be taken as a whole."""

import io
import zipfile

from openpyxl import Workbook

from tests.camps.sheets.broken.case import GOOD, HEADINGS, Broken, as_csv
from tests.camps.sheets.workbooks import a_workbook, changed, saved, zipped

PEOPLE = [HEADINGS, GOOD]


def _bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"<worksheet>" + b"0" * 60_000_000)
    return file.getvalue()


def _great_cell() -> bytes:
    def swell(members: dict[str, bytes]) -> None:
        # Noise every so often, so that it is not the packing that gives it away.
        cell = b"".join(b"%x" % (n * 2_654_435_761) + b"y" * 90 for n in range(400_000))
        name = "xl/worksheets/sheet1.xml"
        row = b'<row r="3"><c r="A3" t="inlineStr"><is><t>' + cell + b"</t></is></c></row></sheetData>"
        members[name] = members[name].replace(b"</sheetData>", row)

    return changed(a_workbook(*PEOPLE), swell)


def _with_member(name: str, content: bytes) -> bytes:
    return changed(a_workbook(*PEOPLE), lambda members: members.__setitem__(name, content))


def _two_lists() -> bytes:
    return a_workbook(*PEOPLE, more={"Day 2": PEOPLE})


def _wide() -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["XFD1"] = "x"
    return saved(book)


LINK = "xl/externalLinks/externalLink1.xml"
TWO_NAMES = ("Name", "Full name", "Procedure")
TWO_TONGUES = "Name,Procedure\nTítílayọ̀ Ọbí,OSTEO\n".encode() + b"H\xe9l\xe8ne,OSTEO\n"
NO_NAMES = (("Age", "Sex", "Procedure"), ("12", "F", "OSTEO"))
LAUGHS = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><sst>&c;</sst>'
FILES = [
    Broken("nothing in it", lambda: b"", "Choose the file"),
    Broken("old workbook", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "password", name="list.xls"),
    Broken("web page called a workbook", lambda: b"<html><table><tr><td>Ada", ".xlsx", name="export.xls"),
    Broken("scan of a paper list", lambda: b"%PDF-1.7 \n", "Save as", name="scan.pdf"),
    Broken("photo of a list", lambda: b"\xff\xd8\xff\xe1\x00\x10Exif", "Save as", name="IMG_2041.jpg"),
    Broken("OpenDocument", lambda: zipped({"mimetype": b"x", "content.xml": b"<x/>"}), "Save as", name="list.ods"),
    Broken("text document", lambda: zipped({"word/document.xml": b"<x/>"}), "Save as", name="list.docx"),
    Broken("workbook cut short", lambda: a_workbook(*PEOPLE)[:-900], "save it again", name="cut.xlsx"),
    Broken("zip bomb", _bomb, "new workbook", name="bomb.xlsx"),
    Broken("cell of 40 MB", _great_cell, "Shorten", name="cell.xlsx"),
    Broken("entities that grow", lambda: _with_member("xl/sharedStrings.xml", LAUGHS), "Save as", name="laughs.xlsx"),
    Broken("links to other files", lambda: _with_member(LINK, b"<x/>"), "Break the links", name="links.xlsx"),
    Broken("macros", lambda: _with_member("xl/vbaProject.bin", b"x"), "holds none", name="macros.xlsm"),
    Broken("last column of all", _wide, "delete the others", name="wide.xlsx"),
    Broken("two lists in one file", _two_lists, "one sheet", value="Day 2", name="two.xlsx"),
    Broken("20,001 people", lambda: b"Name,Procedure\n" + b"Ada,OSTEO\n" * 20_001, "Split", 20_002),
    Broken("too many megabytes", lambda: b"Name,Procedure\n" + b"Ada,OSTEO,,,,,,,,,\n" * 300_000, "split"),
    Broken("no headings", lambda: as_csv(*[GOOD] * 40), "Name, Age, Sex"),
    Broken("no column of names", lambda: as_csv(*NO_NAMES), "“Name”", 1, value="Sex"),
    Broken("nothing to be done", lambda: as_csv(("Name", "Age"), ("Ada", "12")), "“Procedure”", 1, value="Age"),
    Broken("two columns of names", lambda: as_csv(TWO_NAMES, GOOD[:3]), "rename", 1, value="Full name"),
    Broken("headings and nobody", lambda: as_csv(HEADINGS), "with the people"),
    Broken("quotation mark left open", lambda: as_csv(HEADINGS, GOOD) + b'\n"Ben,12,M\nEze,7\n', "Close it", 3),
    Broken("half in another encoding", lambda: TWO_TONGUES, "UTF-8", 3),
    Broken("binary", lambda: b"Name,Procedure\n\0\1\2\3,OSTEO\n", "CSV UTF-8"),
    Broken("JSON of another program", lambda: b'[{"name": "Ada"}]', "Save as", name="people.json"),
]  # fmt: skip
