"""What became of a sheet, in the form that expected.json has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from camps.sheets.problems import Problem


@dataclass(frozen=True, slots=True)
class Report:
    """`rows` counts the people's rows that hold something. Each is imported, a twin in `duplicates`, or in `errors`.

    `duplicates` are (first row, twin's row); `errors` stand in the order of the sheet, several for a row with
    several faults; `no_contact` are imported rows with no phone, mail or guardian's phone.
    """

    rows: int
    imported: int
    duplicates: tuple[tuple[int, int], ...]
    errors: tuple[Problem, ...]
    no_contact: tuple[int, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "rows": self.rows,
            "imported": self.imported,
            "duplicates": [list(pair) for pair in self.duplicates],
            "errors": [problem.as_json() for problem in self.errors],
            "no_contact": list(self.no_contact),
        }
