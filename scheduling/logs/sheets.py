"""Which sheet of a workbook holds the operations: a cover or notes may stand before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import BinaryIO

from camps.sheets.columns import ROWS_ABOVE
from camps.sheets.problems import SheetRefused
from camps.sheets.reading import open_table, sheet_titles
from camps.sheets.table import Row
from scheduling.logs.columns import find_heading


def sheet_of_log(file: BinaryIO, *, name: str, remembered: Mapping[str, str] | None = None) -> str | None:
    """The title of the one sheet with a log's headings; None where there is no choice to make, or none has them.

    Raises SheetRefused: sheets (several have them), and all of `open_table`.
    """
    found = []
    for title in _titles(file, name):
        try:
            find_heading(iter(_top(file, name, title)), remembered=remembered)
        except SheetRefused as refusal:
            if refusal.problem.kind not in ("heading-row", "empty"):
                raise
        else:
            found.append(title)
    if len(found) > 1:
        raise SheetRefused(
            f"The sheets {' and '.join(f'“{title}”' for title in found)} both hold operations.",
            "Put all of them on one sheet, or load each from a file of its own.",
            kind="sheets",
            file=name,
        )
    return found[0] if found else None


def sheet_by_headings(file: BinaryIO, *, name: str, heading_row: int, headings: Sequence[str]) -> str | None:
    """The title of the sheet in which these headings stand in that row. Raises SheetRefused."""
    wanted = Row(heading_row, tuple(headings))
    return next((title for title in _titles(file, name) if wanted in _top(file, name, title)), None)


def _titles(file: BinaryIO, name: str) -> list[str]:
    """The sheets among which there is a choice: none for a text table or a workbook of one."""
    titles = sheet_titles(file, name=name)
    return titles if len(titles) > 1 else []


def _top(file: BinaryIO, name: str, title: str) -> list[Row]:
    try:
        return list(islice(open_table(file, name=name, sheet=title), ROWS_ABOVE))
    except SheetRefused as refusal:
        if refusal.problem.kind != "empty":
            raise
        return []
