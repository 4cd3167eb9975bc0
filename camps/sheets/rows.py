"""A raw row to a person, or to every problem in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from itertools import islice, zip_longest
from typing import TypeVar

from camps.sheets.cells import Suspect, ditto
from camps.sheets.columns import Columns
from camps.sheets.context import SheetContext
from camps.sheets.fields.ages import Birth, parse_birth
from camps.sheets.fields.arrival import parse_arrival
from camps.sheets.fields.distances import parse_km
from camps.sheets.fields.haemoglobin import parse_haemoglobin
from camps.sheets.fields.hours import parse_hour
from camps.sheets.fields.languages import parse_language
from camps.sheets.fields.mails import parse_mail
from camps.sheets.fields.phones import parse_phones
from camps.sheets.fields.procedures import parse_procedure
from camps.sheets.fields.sexes import parse_sex
from camps.sheets.fields.text import LONGEST_NAME, is_section, parse_name, parse_text, without_unseen
from camps.sheets.fields.urgency import parse_urgency
from camps.sheets.fields.yes_no import DIABETIC, INFECTED, parse_yes_no
from camps.sheets.folding import fold, is_blank
from camps.sheets.people import Person
from camps.sheets.problems import NotUnderstood, Problem
from camps.sheets.table import Row

NAMES = frozenset({"name", "first_name", "last_name"})
# As our template writes it (template.py); a person may well be called Exemple.
_EXAMPLE = re.compile(r"\s*(?:example|exemple)\s*[:\uff1a]", re.IGNORECASE)
YEARS_APART = 2  # how far an age may be from the birth date beside it

T = TypeVar("T")
S = TypeVar("S")


def read_row(row: Row, columns: Columns, context: SheetContext) -> Person | list[Problem]:
    """The person in a row, or everything that stands in the way, in the order of the columns."""
    if problem := _no_person_row(row, columns):
        return [problem]
    cells = _Cells(row, columns)
    birth = _birth(cells, context)
    phones = partial(parse_phones, country=context.country)
    person = Person(
        sheet_row=row.sheet_row,
        name=_name(cells),
        birth_date=birth.date if birth else None,
        birth_estimated=bool(birth and birth.estimated),
        sex=cells.read("sex", parse_sex, ""),
        phones=tuple(dict.fromkeys([*cells.read("phone", phones, ()), *cells.read_all("other_phone", phones)])),
        email=cells.read("email", parse_mail, ""),
        town=cells.joined("town", ", ", longest=80),
        km=cells.read("km", parse_km, None),
        complaint=cells.joined("complaint", "; ", longest=300),
        procedure=cells.read(
            "procedure", partial(parse_procedure, procedures=context.procedures, kinds=context.kinds), ""
        ),
        haemoglobin=cells.read("haemoglobin", partial(parse_haemoglobin, heading=cells.heading("haemoglobin")), None),
        language=cells.read("language", partial(parse_language, default=context.language), context.language),
        guardian_name=cells.read("guardian_name", partial(_said, longest=LONGEST_NAME), ""),
        guardian_phones=cells.read("guardian_phone", phones, ()),
        family=cells.read("family", partial(_said, longest=40), ""),
        arrives_from=cells.read(
            "arrives_from",
            partial(parse_arrival, first_day=context.first_day, days=context.days, day_first=context.day_first),
            None,
        ),
        earliest_time=cells.read("earliest_time", parse_hour, ""),
        home_by=cells.read("home_by", parse_hour, ""),
        diabetic=cells.read("diabetic", partial(parse_yes_no, also_yes=DIABETIC), False),
        infected=cells.read("infected", partial(parse_yes_no, also_yes=INFECTED), False),
        urgency=cells.read("urgency", parse_urgency, 4),
        remarks=cells.joined("remarks", "; ", longest=4_000),
    )
    if person.earliest_time and person.home_by and person.home_by <= person.earliest_time:
        cells.refuse(
            columns.places("home_by")[0],
            NotUnderstood(
                "hours-cross",
                f"The patient can't be there before {person.earliest_time}.",
                "Correct one of the two hours, or empty it.",
            ),
        )
    return cells.problems() or person


class _Cells:
    """The cells of one row by field, and what was wrong with them."""

    def __init__(self, row: Row, columns: Columns) -> None:
        self.row = row
        self.columns = columns
        self.found: list[tuple[int, Problem]] = []

    def text(self, place: int) -> str:
        return self.row.cells[place] if place < len(self.row.cells) else ""

    def heading(self, field: str) -> str:
        places = self.columns.places(field)
        return self.columns.heading(places[0]) if places else ""

    def read(self, field: str, parse: Callable[[str], T], blank: S) -> T | S:
        """The value of the field's column; `blank` where there is no such column or the cell is refused."""
        places = self.columns.places(field)
        return self.parsed(places[0], parse, blank) if places else blank

    def read_all(self, field: str, parse: Callable[[str], tuple[T, ...]]) -> list[T]:
        return [value for place in self.columns.places(field) for value in self.parsed(place, parse, ())]

    def joined(self, field: str, between: str, *, longest: int) -> str:
        """The text of every column of the field, in one."""
        places = self.columns.places(field)
        parts = [self.parsed(place, partial(_said, longest=longest), "") for place in places]
        text = between.join(part for part in parts if part)
        if len(text) > longest:
            self.refuse(
                places[-1],
                NotUnderstood(
                    "too-long",
                    f"Together the columns hold {len(text)} characters, and {longest} fit.",
                    "Shorten one of them.",
                ),
            )
        return text

    def refuse(self, place: int, refusal: NotUnderstood | Suspect) -> None:
        problem = Problem(
            self.row.sheet_row,
            self.columns.heading(place),
            str(self.text(place)),
            refusal.why,
            refusal.cure,
            refusal.kind,
        )
        self.found.append((place, problem))

    def problems(self) -> list[Problem]:
        return [problem for _, problem in sorted(self.found, key=lambda found: found[0])]

    def parsed(self, place: int, parse: Callable[[str], T], blank: S) -> T | S:
        text = self.text(place)
        if suspect := text if isinstance(text, Suspect) else ditto(text):
            self.refuse(place, suspect)
            return blank
        try:
            return parse(without_unseen(text))
        except NotUnderstood as refusal:
            self.refuse(place, refusal)
            return blank


def _said(text: str, *, longest: int) -> str:
    """Free text, empty for a dash or a word for nothing: "-" is nobody's guardian and no town."""
    return "" if is_blank(text) else parse_text(text, longest=longest)


def _name(cells: _Cells) -> str:
    if cells.columns.places("name"):
        return cells.read("name", parse_name, "")
    part = partial(parse_text, longest=LONGEST_NAME)
    before = len(cells.found)
    whole = " ".join(filter(None, [cells.read("first_name", part, ""), cells.read("last_name", part, "")]))
    if len(cells.found) > before:
        return ""
    places = cells.columns.places("last_name") or cells.columns.places("first_name")
    return cells.parsed(places[0], lambda _: parse_name(whole), "")


def _birth(cells: _Cells, context: SheetContext) -> Birth | None:
    parse = partial(parse_birth, on=context.first_day, day_first=context.day_first)
    born = cells.read("birth_date", parse, None)
    by_age = cells.read("age", parse, None)
    if born and by_age and abs((born.date - by_age.date).days) > YEARS_APART * 366:
        cells.refuse(
            cells.columns.places("age")[0],
            NotUnderstood(
                "age-differs",
                f"The age and the birth date ({born.date.isoformat()}) are more than {YEARS_APART} years apart.",
                "Correct the one that is wrong, or empty it.",
            ),
        )
    return born or by_age


def _no_person_row(row: Row, columns: Columns) -> Problem | None:
    """A heading repeated on a new page, our template's example, or cells that have slipped to the right."""
    if _repeats(row, columns):
        first = columns.heading(0)
        why = "The row repeats the headings."
        return Problem(row.sheet_row, first, str(row.cells[0]), why, "Delete the row.", "heading-repeated")
    for place, field in enumerate(columns.fields[: len(row.cells)]):
        if field in NAMES and _EXAMPLE.match(row.cells[place]):
            return Problem(
                row.sheet_row,
                columns.heading(place),
                str(row.cells[place]),
                "This is the example of the template and not a person.",
                "It is left out; delete the row when you like.",
                "example-row",
            )
    if problem := _section(row, columns):
        return problem
    width = len(columns.headings)
    beyond = next((n for n, cell in enumerate(row.cells[width:], width) if cell.strip()), None)
    if beyond is not None:
        return Problem(
            row.sheet_row,
            columns.heading(beyond),
            str(row.cells[beyond]),
            "The cell stands to the right of the last heading, so the row's cells may have slipped.",
            "Put each value under its heading; in a CSV file, put quotation marks around text with a comma.",
            "cells-slipped",
        )
    return None


def _section(row: Row, columns: Columns) -> Problem | None:
    """A heading between people, alone in its row."""
    filled = list(islice((place for place, cell in enumerate(row.cells) if not is_blank(cell)), 2))
    if len(filled) != 1 or not is_section(row.cells[filled[0]]):
        return None
    return Problem(
        row.sheet_row,
        columns.heading(filled[0]),
        str(row.cells[filled[0]]),
        "This looks like a heading between people and not like a person.",
        "If it is a person, write an age or a phone beside the name; else delete the row.",
        "section-row",
    )


def _repeats(row: Row, columns: Columns) -> bool:
    headings = (heading for heading in columns.headings if heading.strip())
    cells = (cell for cell in row.cells if cell.strip())
    return all(fold(cell or "") == fold(heading or "") for cell, heading in zip_longest(cells, headings))
