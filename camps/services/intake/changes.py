"""What a sheet says otherwise than what stands. An empty cell says nothing, so it never empties what stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from camps.names import name_key
from camps.queries.standing import Plain, plain_person, sorted_words
from camps.services.intake.matching import DAYS_APART
from camps.sheets.columns import Columns
from camps.sheets.folding import is_blank
from camps.sheets.people import Person

YEAR = 366  # days: an exact birth date and an age agree within it

# Where a field of a person is read from.
SOURCES: dict[str, tuple[str, ...]] = {
    "name": ("name", "first_name", "last_name"),
    "birth_date": ("birth_date", "age"),
    "phones": ("phone", "other_phone"),
    "guardian_phones": ("guardian_phone",),
    **{
        field: (field,)
        for field in (
            "sex", "email", "town", "km", "complaint", "procedure", "haemoglobin", "language", "guardian_name",
            "family", "arrives_from", "earliest_time", "home_by", "diabetic", "infected", "urgency", "remarks",
        )
    },
}  # fmt: skip

Changes = dict[str, list[Any]]


def fields_said(cells: Sequence[str], columns: Columns) -> set[str]:
    """The fields of a person that the row says anything about."""
    said = {
        field
        for place, field in enumerate(columns.fields)
        if field and place < len(cells) and not is_blank(cells[place])
    }
    return {field for field, sources in SOURCES.items() if said.intersection(sources)}


def changes_between(standing: Plain, person: Person, *, said: set[str], said_before: Plain | None) -> Changes:
    """[what stands, what would stand] by field. `said_before` is the person of an earlier sheet's row.

    A new phone goes first; it replaces those that the earlier sheet gave and this one no longer does.
    """
    sheet = plain_person(person)
    changes: Changes = {}
    for field in SOURCES:
        if field not in said or _same(field, standing, sheet):
            continue
        old, new = standing[field], sheet[field]
        if field.endswith("phones"):
            gone = set(said_before[field] if said_before else ()) - set(new)
            new = [*new, *(phone for phone in old if phone not in new and phone not in gone)]
        changes[field] = [old, new]
        if field == "birth_date":
            changes["birth_estimated"] = [standing["birth_estimated"], sheet["birth_estimated"]]
    return changes


def _same(field: str, standing: Plain, sheet: Plain) -> bool:
    old, new = standing[field], sheet[field]
    if field == "name":
        return sorted_words(old) == sorted_words(new)
    if field == "birth_date":
        return _same_birth(standing, sheet)
    if field.endswith("phones"):
        return not _missing(new, (*standing["phones"], *standing["guardian_phones"]))
    if field == "email":
        return str(old).lower() == str(new).lower()
    if field == "guardian_name":
        return name_key(old) == name_key(new)
    return bool(old == new)


def _missing(new: Iterable[str], old: Iterable[str]) -> set[str]:
    return set(new) - set(old)


def _same_birth(standing: Plain, sheet: Plain) -> bool:
    """An estimate agrees with a better date of about that age, and with an estimate made on another day."""
    if standing["birth_date"] is None or sheet["birth_date"] is None:
        return standing["birth_date"] == sheet["birth_date"]
    apart = abs((date.fromisoformat(standing["birth_date"]) - date.fromisoformat(sheet["birth_date"])).days)
    if not sheet["birth_estimated"]:
        return apart == 0 and not standing["birth_estimated"]
    return apart <= (DAYS_APART if standing["birth_estimated"] else YEAR)
