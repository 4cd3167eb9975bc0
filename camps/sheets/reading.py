"""An untidy file to rows of text: CSV, TSV and XLSX, told apart by their bytes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from camps.sheets.decoding import decoded
from camps.sheets.kinds import kind_of
from camps.sheets.limits import UPLOAD, Limits
from camps.sheets.problems import SheetRefused
from camps.sheets.table import Row, filled_rows
from camps.sheets.text_tables import text_rows
from camps.sheets.workbooks import visible_titles, workbook_rows

HEAD = 64


def open_table(file: BinaryIO, *, name: str, limits: Limits = UPLOAD, sheet: str | None = None) -> Iterator[Row]:
    """The rows of a file that hold something, one at a time; the file must stay open and seekable until the last.

    `name` is for messages only. `sheet` is a title in a workbook; by default the first visible sheet with content.
    Raises SheetRefused with the file's name, what is wrong and what to do, at once or at the row concerned.
    """
    try:
        rows = _numbered(file, limits, sheet)
    except SheetRefused as refusal:
        raise refusal.in_file(name) from refusal.__cause__
    return named(filled_rows(rows, limits), name)


def sheet_titles(file: BinaryIO, *, name: str, limits: Limits = UPLOAD) -> list[str]:
    """The visible sheets of a workbook; none for a text table. Raises SheetRefused."""
    try:
        _check_size(file, limits)
        return visible_titles(file, limits) if _kind(file) == "zip" else []
    except SheetRefused as refusal:
        raise refusal.in_file(name) from refusal.__cause__


def _numbered(file: BinaryIO, limits: Limits, sheet: str | None) -> Iterable[tuple[int, list[str]]]:
    _check_size(file, limits)
    if _kind(file) == "zip":
        return workbook_rows(file, limits, sheet=sheet)
    return text_rows(decoded(file.read()))


def _check_size(file: BinaryIO, limits: Limits) -> None:
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if size > limits.file_bytes:
        raise SheetRefused(
            f"The file has {size / 1_000_000:.1f} MB, and at most {limits.file_bytes / 1_000_000:g} MB are taken.",
            "Remove pictures and unused sheets, or split the sheet into several files.",
            kind="file-size",
        )


def _kind(file: BinaryIO) -> str:
    head = file.read(HEAD)
    file.seek(0)
    return kind_of(head)


def named(rows: Iterator[Row], name: str) -> Iterator[Row]:
    """The rows; a refusal on the way gets the file's name."""
    try:
        yield from rows
    except SheetRefused as refusal:
        raise refusal.in_file(name) from refusal.__cause__
