"""What reading gives: rows of cell texts with the sheet's own row numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from camps.sheets.cells import text_of_csv
from camps.sheets.limits import Limits
from camps.sheets.problems import SheetRefused

LAST_ROW = 1_048_576  # of any spreadsheet


class Row(NamedTuple):
    """A row that holds something. `sheet_row` counts from 1, blank rows included, as a spreadsheet shows it."""

    sheet_row: int
    cells: tuple[str, ...]


def stored_row(sheet_row: int, cells: Iterable[str]) -> Row:
    """A row whose cells were kept as plain text (in a JSON column): formulas and errors are marked again."""
    return Row(sheet_row, tuple(text_of_csv(cell) for cell in cells))


def filled_rows(numbered: Iterable[tuple[int, list[str]]], limits: Limits) -> Iterator[Row]:
    """The rows with something in them, without the empty cells at their ends.

    Raises SheetRefused: rows, columns, cell-size, damaged (a row number that no spreadsheet has).
    """
    taken = 0
    for sheet_row, cells in numbered:
        while cells and not cells[-1].strip():
            cells.pop()
        if sheet_row > LAST_ROW:
            raise SheetRefused(
                "The file is damaged: it counts more rows than a spreadsheet has.",
                "Open it in a spreadsheet program and save it again.",
                kind="damaged",
            )
        if not cells:
            continue
        taken += 1
        if taken > limits.rows:
            raise too_many_rows(limits.rows, sheet_row)
        if len(cells) > limits.columns:
            raise SheetRefused(
                f"The row has {len(cells)} cells, and at most {limits.columns} are read.",
                "Keep the columns that matter and delete the others.",
                kind="columns",
                sheet_row=sheet_row,
            )
        for cell in cells:
            if len(cell) > limits.cell_characters:
                raise SheetRefused(
                    f"A cell has {len(cell):,} characters, and at most {limits.cell_characters:,} are read.",
                    "Shorten it; often a quotation mark before it was never closed.",
                    kind="cell-size",
                    sheet_row=sheet_row,
                    value=cell[:200],
                )
        yield Row(sheet_row, tuple(cells))


def at_most(rows: Iterable[Row], most: int) -> Iterator[Row]:
    """The rows, as long as there are no more of them. Raises SheetRefused: rows."""
    for count, row in enumerate(rows, 1):
        if count > most:
            raise too_many_rows(most, row.sheet_row)
        yield row


def too_many_rows(most: int, sheet_row: int) -> SheetRefused:
    return SheetRefused(
        f"The sheet has more than {most:,} rows.",
        "Split it into several sheets and load one after the other.",
        kind="rows",
        sheet_row=sheet_row,
    )
