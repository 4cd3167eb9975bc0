"""How much of a sheet is taken in (safety.md §9)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one sheet. The defaults are those of an upload; a command on the server may raise `file_bytes`."""

    file_bytes: int = 5_000_000
    rows: int = 20_000
    columns: int = 200
    cell_characters: int = 32_767  # the most that a spreadsheet cell holds
    unpacked_bytes: int = 50_000_000
    members: int = 200
    ratio: int = 150  # of unpacked to packed; real sheets stay under 30


UPLOAD = Limits()
