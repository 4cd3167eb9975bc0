"""Tables in text files: comma, semicolon, tab or bar between cells."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from camps.sheets.cells import text_of_csv
from camps.sheets.problems import SheetRefused

SEPARATORS = (",", ";", "\t", "|")
_ROWS_TO_JUDGE = 60


def text_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Every record with its row number. Raises SheetRefused: quote, cell-size, empty."""
    if not text.strip("\ufeff \t\r\n"):
        raise SheetRefused("The file is empty.", "Choose the file that holds the registrations.", kind="empty")
    text, separator = _declared(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator or _separator(text), strict=True)
    number = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _refusal(str(error), number + 1) from error
        number += 1
        yield number, [text_of_csv(cell) for cell in cells]


def _declared(text: str) -> tuple[str, str | None]:
    """Spreadsheets may name the separator in a first line "sep=;", which they do not show as a row."""
    first, _, rest = text.lstrip("\ufeff").partition("\n")
    declared = first.strip("\r ").casefold()
    return (rest, first[4]) if len(declared) == 5 and declared.startswith("sep=") else (text, None)


def _separator(text: str) -> str:
    """The one that cuts most rows into the same, largest number of cells."""
    return max(SEPARATORS, key=lambda separator: _evenness(text, separator))


def _evenness(text: str, separator: str) -> float:
    try:
        counts = [
            len(cells)
            for cells in islice(csv.reader(io.StringIO(text, newline=""), delimiter=separator), _ROWS_TO_JUDGE)
        ]
    except csv.Error:
        return 0
    usual = Counter(n for n in counts if n > 1).most_common(1)
    return usual[0][1] / len(counts) * usual[0][0] if usual else 0


def _refusal(error: str, sheet_row: int) -> SheetRefused:
    if "field larger" in error:
        why, kind = "A cell runs on for more than 130,000 characters.", "cell-size"
    else:
        why, kind = 'A quotation mark (") opens a cell here and is not closed where the cell ends.', "quote"
    return SheetRefused(
        why,
        'Close it, or write "" for a quotation mark inside a cell; saving as .xlsx avoids this.',
        kind=kind,
        sheet_row=sheet_row,
    )
