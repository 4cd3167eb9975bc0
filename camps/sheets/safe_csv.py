"""CSV that a spreadsheet opens without running anything in it (OWASP, CSV injection), read back as it was."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator

# What a spreadsheet takes for the beginning of a formula, or drops before one.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
# A figure below zero runs nothing, and behind a mark it would be no figure any more.
FIGURE = re.compile(r"-\d+(\.\d+)?", re.ASCII)
MARK = "'"
BOM = "\ufeff"


def safe_cell(value: object) -> str:
    """The text of a value, nothing for None. `'` goes before what would be run; `text_of_csv` takes it off again."""
    text = "" if value is None else str(value)
    return f"{MARK}{text}" if text.startswith(DANGEROUS) and not FIGURE.fullmatch(text) else text


def csv_lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """The lines of a file (RFC 4180) with the mark that makes every spreadsheet read it as UTF-8."""
    writer = csv.writer(_Echo())
    yield BOM
    for row in rows:
        yield writer.writerow([safe_cell(cell) for cell in row])


class _Echo:
    """A file that hands back what is written, so that lines can be streamed."""

    def write(self, text: str) -> str:
        return text
