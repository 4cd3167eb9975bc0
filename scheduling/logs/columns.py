"""The heading row of a log, and which of its columns is which field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice

from camps.sheets.columns import ROWS_ABOVE, column_letter
from camps.sheets.folding import fold
from camps.sheets.problems import SheetRefused
from camps.sheets.table import Row
from scheduling.logs.fields import FIELDS, meaning

LEAST = 3  # columns that a heading row must name


@dataclass(frozen=True, slots=True)
class LogColumns:
    """The headings as they stand, and the field of each column (None: left out)."""

    sheet_row: int
    headings: tuple[str, ...]
    fields: tuple[str | None, ...]

    def place(self, field: str) -> int | None:
        return self.fields.index(field) if field in self.fields else None

    def heading(self, place: int | None) -> str:
        """The heading as it stands, or the column's letter where it has none."""
        if place is None:
            return ""
        return self.headings[place].strip() or f"column {column_letter(place)}"

    def check(self) -> None:
        """Refuse what can't be read. Raises SheetRefused: heading-twice, heading-missing."""
        for field, label in FIELDS.items():
            if self.fields.count(field) > 1:
                twice = [self.heading(place) for place, found in enumerate(self.fields) if found == field]
                raise self._refusal(
                    "heading-twice",
                    f"The headings {' and '.join(f'“{heading}”' for heading in twice)} both hold “{label}”.",
                    "Leave one of them out.",
                )
        if not {"code", "procedure"} & set(self.fields):
            raise self._missing("the procedure", "Procedure's name")
        if "started" not in self.fields:
            raise self._missing("when each operation began", FIELDS["started"])
        if not {"ended", "minutes"} & set(self.fields):
            raise self._missing("when each operation ended", f"{FIELDS['ended']}” or “{FIELDS['minutes']}")

    def _missing(self, what: str, label: str) -> SheetRefused:
        headings = ", ".join(heading for heading in self.headings if heading.strip())
        return self._refusal(
            "heading-missing",
            f"No column says {what}. The headings are: {headings}.",
            f"Say which column holds “{label}”.",
        )

    def _refusal(self, kind: str, why: str, cure: str) -> SheetRefused:
        return SheetRefused(why, cure, kind=kind, sheet_row=self.sheet_row)


def guess_columns(heading: Row, *, remembered: Mapping[str, str] | None = None) -> LogColumns:
    """The field of each column as remembered by folded heading (empty: left out), else as guessed.

    Where several headings mean one field it is the first of those taken most gladly; the others are left out.
    """
    known = remembered or {}
    fields = [known.get(fold(text)) or None for text in heading.cells]
    best: dict[str, tuple[int, int]] = {}
    for place, text in enumerate(heading.cells):
        if fold(text) in known or (found := meaning(text)) is None:
            continue
        field, rank = found
        if field not in fields and (rank, place) < best.get(field, (9, 0)):
            best[field] = (rank, place)
    for field, (_, place) in best.items():
        fields[place] = field
    return LogColumns(heading.sheet_row, heading.cells, tuple(fields))


def find_heading(rows: Iterator[Row], *, remembered: Mapping[str, str] | None = None) -> tuple[Row, Iterator[Row]]:
    """The row whose cells name most fields, and the rows after it. Raises SheetRefused: heading-row."""
    first = list(islice(rows, ROWS_ABOVE))
    named = [len({field for field in guess_columns(row, remembered=remembered).fields if field}) for row in first]
    most = max(named, default=0)
    if most < LEAST:
        raise SheetRefused(
            f"No row among the first {ROWS_ABOVE} names the columns of a log of operations.",
            "Put a row with headings above the operations: Date, Procedure, Surgeon, Start, End, Minutes planned …",
            kind="heading-row",
        )
    best = named.index(most)
    return first[best], chain(first[best + 1 :], rows)
