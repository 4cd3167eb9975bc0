"""Workbooks (.xlsx), row by row, through openpyxl."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from openpyxl import load_workbook
from openpyxl.cell.read_only import EMPTY_CELL

from camps.sheets.cells import formula, merged, text_of_value
from camps.sheets.limits import Limits
from camps.sheets.merging import merged_below
from camps.sheets.problems import SheetRefused
from camps.sheets.table import LAST_ROW
from camps.sheets.workbook_safety import WIDEST, check_workbook, damaged


def workbook_rows(file: BinaryIO, limits: Limits, *, sheet: str | None = None) -> Iterator[tuple[int, list[str]]]:
    """Every row of one sheet with its number: `sheet` by title, else the first visible one that holds something.

    The file is checked first (workbook_safety.py). A formula is kept as a formula, never as the value last cached
    for it, so that its row is refused rather than filled with a number nobody looked at.
    """
    with _opened(file, limits) as book:
        for found in [_titled(book, sheet)] if sheet else _visible(book):
            empty = True
            for numbered in _rows(found, merged_below(file, found)):
                empty = empty and not any(cell.strip() for cell in numbered[1])
                yield numbered
            if not empty:
                return
    raise SheetRefused(
        "The workbook is empty.", "Choose the file and the sheet that hold the registrations.", kind="empty"
    )


def visible_titles(file: BinaryIO, limits: Limits) -> list[str]:
    """The titles of the sheets a person sees, in their order."""
    with _opened(file, limits) as book:
        return [found.title for found in _visible(book)]


@contextmanager
def _opened(file: BinaryIO, limits: Limits) -> Iterator[Any]:
    check_workbook(file, limits)
    # openpyxl warns of fonts, filters and extensions it passes over: none of them is a value.
    warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
    book = None
    try:
        book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
        yield book
    except SheetRefused:
        raise
    except Exception as error:
        raise damaged() from error
    finally:
        if book is not None:
            book.close()


def _visible(book: Any) -> list[Any]:
    return [found for found in book.worksheets if found.sheet_state == "visible"]


def _titled(book: Any, title: str) -> Any:
    titles = [found.title for found in _visible(book)]
    if title not in titles:
        raise SheetRefused(
            f"The workbook has no sheet “{title}”.", f"Choose one of: {', '.join(titles)}.", kind="sheet-title"
        )
    return book[title]


def _rows(sheet: Any, below: dict[int, set[int]]) -> Iterator[tuple[int, list[str]]]:
    # The size written in the file may be wrong, and rows beyond it would be lost without a word.
    sheet.reset_dimensions()
    gap = None
    for number, cells in enumerate(sheet.iter_rows(max_col=WIDEST), 1):
        if number > LAST_ROW:
            raise damaged()
        if cells is gap:  # openpyxl fills a gap between rows with one and the same tuple
            continue
        gap = cells
        width = len(cells)
        while width and cells[width - 1] is EMPTY_CELL:
            width -= 1
        if width:
            texts = [_text(cell) for cell in cells[:width]]
            yield number, _marked(texts, below[number]) if number in below else texts


def _marked(texts: list[str], places: set[int]) -> list[str]:
    """The row with its merged cells marked, unless nothing else stands in it."""
    if not any(text.strip() for text in texts):
        return texts
    texts += [""] * (max(places) + 1 - len(texts))
    return [merged() if place in places and not text else text for place, text in enumerate(texts)]


def _text(cell: Any) -> str:
    if cell.data_type == "f":
        return formula(str(getattr(cell.value, "text", None) or cell.value))
    return text_of_value(cell.value)
