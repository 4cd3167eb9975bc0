"""Cells merged over several rows: a spreadsheet shows one value for all of them, the file holds it once."""

from __future__ import annotations

import re
import zipfile
from typing import Any, BinaryIO

from openpyxl.utils.cell import range_boundaries

BLOCK = 65_536
MOST_MERGES = 20_000
MOST_CELLS = 100_000  # of all merges together: a small file can name as many as a whole sheet has
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')


def merged_below(file: BinaryIO, sheet: Any) -> dict[int, set[int]]:
    """The places from 0, by row, of cells that are merged with one above; read from the file of a checked workbook.

    openpyxl does not tell them when it reads row by row, since they stand after the rows.
    """
    below: dict[int, set[int]] = {}
    at = file.tell()
    try:
        with zipfile.ZipFile(file) as archive, archive.open(sheet._worksheet_path) as stream:
            count, cells, tail = 0, 0, b""
            while block := stream.read(BLOCK):
                joined = tail + block
                for found in _MERGE.finditer(joined):
                    if found.end() <= len(tail):
                        continue  # seen with the block before
                    count += 1
                    cells += _add(below, found[1].decode())
                    if count >= MOST_MERGES or cells >= MOST_CELLS:
                        return below
                tail = joined[-120:]
    finally:
        file.seek(at)
    return below


def _add(below: dict[int, set[int]], ref: str) -> int:
    """Returns how many cells these are."""
    left, top, right, bottom = range_boundaries(ref)
    if bottom - top > 1_000 or right - left > 200:
        return 0  # a frame around the sheet, no cell of a person
    for row in range(top + 1, bottom + 1):
        below.setdefault(row, set()).update(range(left - 1, right))
    return max(0, bottom - top) * max(0, right - left + 1)
