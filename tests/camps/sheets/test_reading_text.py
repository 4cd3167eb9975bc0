"""Text tables: encodings, separators, blank rows, quotes, row numbers."""

import io

import pytest

from camps.sheets.cells import Suspect
from camps.sheets.limits import Limits
from camps.sheets.problems import SheetRefused
from camps.sheets.reading import open_table

TEXT = "Name,Age,Complaint\nTítílayọ Joshua,5,hernia\nAdé Ọbí,7,lump\n"


def rows(data: bytes, name: str = "sheet.csv", **how):
    return [(row.sheet_row, list(row.cells)) for row in open_table(io.BytesIO(data), name=name, **how)]


def refusal(data: bytes, name: str = "sheet.csv", **how):
    with pytest.raises(SheetRefused) as refused:
        rows(data, name, **how)
    return refused.value.problem


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_text_in_a_unicode_encoding_is_read(encoding):
    assert rows(TEXT.encode(encoding))[1:] == [(2, ["Títílayọ Joshua", "5", "hernia"]), (3, ["Adé Ọbí", "7", "lump"])]


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_text_in_a_western_encoding_is_read(encoding):
    data = "Nom;Âge\nHélène Çelik;5\nFrançois Ñuñez;7\n".encode(encoding)
    assert rows(data) == [(1, ["Nom", "Âge"]), (2, ["Hélène Çelik", "5"]), (3, ["François Ñuñez", "7"])]


def test_text_with_curly_quotes_of_windows_is_read():
    assert rows("Name,Age\nO’Brien,5\n".encode("cp1252"))[1] == (2, ["O’Brien", "5"])


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_text_with_any_separator_is_read(separator):
    data = f"Name{separator}Age{separator}Hb\nAda Obi{separator}5{separator}11\nBen Eze{separator}7{separator}12\n"
    assert rows(data.encode()) == [(1, ["Name", "Age", "Hb"]), (2, ["Ada Obi", "5", "11"]), (3, ["Ben Eze", "7", "12"])]


def test_separator_is_found_among_commas_inside_cells():
    data = 'Name;Age;Hb;Complaint\nAda;5;11,2;"pain, left"\nBen;7;10,4;lump, large, red\n'
    assert rows(data.encode())[2] == (3, ["Ben", "7", "10,4", "lump, large, red"])


def test_separator_line_of_a_spreadsheet_is_obeyed_and_not_counted():
    assert rows(b"sep=;\nName;Age\nAda, Obi;5\n") == [(1, ["Name", "Age"]), (2, ["Ada, Obi", "5"])]


def test_row_numbers_are_the_sheets_own_across_blank_rows_and_quoted_newlines():
    data = b'Camp of March\n\nName,Age\n"Ada\nObi",5\n,,\nBen,7\n'
    assert rows(data) == [(1, ["Camp of March"]), (3, ["Name", "Age"]), (4, ["Ada\nObi", "5"]), (6, ["Ben", "7"])]


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\n"])
def test_lines_of_any_system_are_read(newline):
    assert rows(f"Name,Age{newline}Ada,5{newline}".encode()) == [(1, ["Name", "Age"]), (2, ["Ada", "5"])]


def test_doubled_quotes_are_one():
    assert rows(b'Name,Age\n"Ada ""Big"" Obi",5\n')[1] == (2, ['Ada "Big" Obi', "5"])


def test_formula_text_is_suspect_and_text_marked_as_text_is_not():
    found = rows(b'Name,Phone,Age\n=cmd|x,"=""08034075067""",#REF!\n')[1][1]
    assert isinstance(found[0], Suspect)
    assert found[0] == "=cmd|x"
    assert found[1] == "08034075067"
    assert not isinstance(found[1], Suspect)
    assert isinstance(found[2], Suspect)


def test_sheet_of_one_column_is_read():
    assert rows(b"Name\nAda\n") == [(1, ["Name"]), (2, ["Ada"])]


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"", "empty.csv", "empty"),
        (b"\xef\xbb\xbf \n\n", "bom.csv", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old.xls", "file-kind"),
        (b"%PDF-1.7\n", "list.pdf", "file-kind"),
        (b"\x89PNG\r\n\x1a\n", "photo.png", "file-kind"),
        (b"\xff\xd8\xff\xe0JFIF", "photo.jpg", "file-kind"),
        (b"<!DOCTYPE html><html>", "page.xls", "file-kind"),
        (b"\n <table><tr><td>", "page.csv", "file-kind"),
        (b"<?xml version='1.0'?><Workbook>", "sheet.xls", "file-kind"),
        (b"{\\rtf1 hello}", "letter.rtf", "file-kind"),
        (b'{"people": []}', "people.json", "file-kind"),
        (b"\x1f\x8b\x08\x00", "sheet.csv.gz", "file-kind"),
        (b"MZ\x90\x00\x03\x00\x00\x00", "sheet.exe", "file-kind"),
        (b"Name,Age\n\x00\x01\x02,5\n", "odd.csv", "not-text"),
        (b'Name,Age\n"Ada,5\nBen,7\n', "open.csv", "quote"),
        (b'Name,Age\n"Ada" Obi,5\n', "quote.csv", "quote"),
    ],
)
def test_file_that_is_no_text_table_is_refused_with_a_cure(data, name, kind):
    problem = refusal(data, name)
    assert problem.kind == kind
    assert problem.file == name
    assert problem.cure


def test_file_over_the_limit_is_refused():
    assert refusal(b"Name\n" + b"x" * 2_000, limits=Limits(file_bytes=1_000)).kind == "file-size"


def test_rows_over_the_limit_are_refused_and_blank_rows_do_not_count():
    data = b"Name\n" + b"Ada\n\n" * 10
    assert len(rows(data, limits=Limits(rows=11))) == 11
    assert refusal(data, limits=Limits(rows=10)).kind == "rows"


def test_cell_over_the_limit_is_refused_with_its_row():
    problem = refusal(b"Name,Age\nAda,5\n" + b"x" * 40_000 + b",5\n")
    assert (problem.kind, problem.sheet_row) == ("cell-size", 3)


def test_columns_over_the_limit_are_refused():
    assert refusal(b"," * 2_000 + b"x\n").kind == "columns"


def test_text_mostly_in_utf8_with_a_broken_letter_is_refused_with_its_row():
    problem = refusal("Name,Age\nTítílayọ,5\nỌláolúwa,6\n".encode() + b"Ad\xe9,7\n" + "Ọbí,8\n".encode())
    assert (problem.kind, problem.sheet_row) == ("encoding", 4)
