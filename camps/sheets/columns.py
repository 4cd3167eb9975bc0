"""The heading row of a sheet, and which of its columns is which field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice

from camps.sheets.folding import fold
from camps.sheets.headings import FIELDS, guess_field
from camps.sheets.problems import SheetRefused
from camps.sheets.table import Row

ROWS_ABOVE = 30  # title rows looked through for the heading
MANY = frozenset({"number", "other_phone", "town", "complaint", "remarks"})  # fields that several columns may fill


@dataclass(frozen=True, slots=True)
class Columns:
    """The headings as they stand, and the field of each column (None: left out)."""

    sheet_row: int
    headings: tuple[str, ...]
    fields: tuple[str | None, ...]

    @property
    def unmapped(self) -> tuple[str, ...]:
        """Headings that nothing is read from."""
        return tuple(h for h, field in zip(self.headings, self.fields, strict=True) if field is None and h.strip())

    def places(self, field: str) -> list[int]:
        return _places(self.fields).get(field, [])

    def heading(self, place: int) -> str:
        """The heading as it stands, or the column's letter where it has none."""
        text = self.headings[place].strip() if place < len(self.headings) else ""
        return text or f"column {column_letter(place)}"

    def check(self) -> None:
        """Refuse what can't be read. Raises SheetRefused: heading-twice, heading-missing."""
        for field, label in FIELDS.items():
            places = self.places(field)
            if len(places) > 1 and field not in MANY:
                names = " and ".join(f"“{self.heading(place)}”" for place in places)
                raise self._refusal(
                    "heading-twice",
                    f"The headings {names} both seem to hold “{label}”.",
                    "Say which of the columns to read, or delete or rename the other.",
                )
        if not {"name", "first_name", "last_name"} & set(self.fields):
            raise self._missing("name", "Name")
        if not {"procedure", "complaint"} & set(self.fields):
            raise self._missing("procedure or complaint", "Procedure")

    def _missing(self, what: str, heading: str) -> SheetRefused:
        why = f"No column holds the {what}. The headings are: {', '.join(h for h in self.headings if h.strip())}."
        return self._refusal(
            "heading-missing", why, f"Give the column the heading “{heading}”, or say which column it is."
        )

    def _refusal(self, kind: str, why: str, cure: str) -> SheetRefused:
        return SheetRefused(why, cure, kind=kind, sheet_row=self.sheet_row)


@lru_cache(maxsize=64)  # asked for every cell of a sheet
def _places(fields: tuple[str | None, ...]) -> dict[str | None, list[int]]:
    return {field: [n for n, found in enumerate(fields) if found == field] for field in fields}


def guess_columns(
    heading: Row, *, remembered: Mapping[str, str] | None = None, chosen: Mapping[int, str | None] | None = None
) -> Columns:
    """The field of each column: what a person chose by place, else remembered by folded heading, else guessed.

    An empty text or None leaves a column out. Raises KeyError for a field that FIELDS does not have.
    """
    fields: list[str | None] = []
    for place, text in enumerate(heading.cells):
        if chosen is not None and place in chosen:
            field = chosen[place] or None
        elif remembered is not None and fold(text) in remembered:
            field = remembered[fold(text)] or None
        else:
            field = guess_field(text)
            if field == "phone" and "phone" in fields:
                field = "other_phone"
        if field is not None:
            FIELDS[field]
        fields.append(field)
    if "first_name" in fields and "last_name" not in fields and fields.count("name") == 1:
        fields[fields.index("name")] = "last_name"  # "Nom" beside "Prénom"
    return Columns(heading.sheet_row, heading.cells, tuple(fields))


def choose_columns(
    heading: Row, *, remembered: Mapping[str, str] | None = None, chosen: Mapping[int, str | None] | None = None
) -> Columns:
    """As `guess_columns`, and checked. Raises SheetRefused: heading-twice, heading-missing."""
    columns = guess_columns(heading, remembered=remembered, chosen=chosen)
    columns.check()
    return columns


def find_heading(
    rows: Iterator[Row], *, heading_row: int | None = None, remembered: Mapping[str, str] | None = None
) -> tuple[Row, Iterator[Row]]:
    """The heading row, and the rows after it. Without `heading_row` it is the one whose cells name most fields.

    Raises SheetRefused: heading-row.
    """
    first = list(islice(rows, ROWS_ABOVE))
    if heading_row is not None:
        best = next((n for n, row in enumerate(first) if row.sheet_row == heading_row), None)
    else:
        known = [_fields_named(row, remembered) for row in first]
        most = max(known, default=0)
        best = known.index(most) if most >= 2 else None
    if best is None:
        raise SheetRefused(
            f"No row among the first {ROWS_ABOVE} names the columns.",
            "Put a row with the headings above the people: Name, Age, Sex, Phone, Procedure …",
            kind="heading-row",
        )
    return first[best], chain(first[best + 1 :], rows)


def _fields_named(row: Row, remembered: Mapping[str, str] | None) -> int:
    return len({field for field in guess_columns(row, remembered=remembered).fields if field and field != "number"})


def column_letter(place: int) -> str:
    """A for 0, Z for 25, AA for 26: what a spreadsheet writes above the column."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
