"""People who stand twice in one sheet."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from camps.sheets.people import Person

PHONE_DIGITS = 10  # the last ones are compared: national and international spellings agree in them


class Answer(StrEnum):
    """What two alike rows are."""

    SAME = "same person"
    TWO = "two people"


@dataclass(frozen=True, slots=True)
class Double:
    """A row like an earlier one. `decided` tells a person's answer from the default."""

    first: int
    twin: int
    alike: str
    answer: Answer
    decided: bool


def find_doubles(people: Iterable[Person], *, decisions: Mapping[int, Answer] | None = None) -> list[Double]:
    """Every row that is like an earlier one, in the order of the sheet; `decisions` are answers by the twin's row.

    The same letters in the name, in any order and case, with a phone in common are by default the same person.
    The same letters with only a guardian's phone in common are asked about, and by default are two people:
    one mother may bring two children whose short names share their letters. Give understood people only: a row
    that was refused is nobody's twin.
    """
    decisions = decisions or {}
    own: dict[tuple[str, str], int] = {}
    guardians: dict[tuple[str, str], int] = {}
    found: list[Double] = []
    for person in people:
        row, letters = person.sheet_row, name_letters(person.name)
        keys = [(letters, phone[-PHONE_DIGITS:]) for phone in person.phones]
        guardian_keys = [(letters, phone[-PHONE_DIGITS:]) for phone in person.guardian_phones]
        first = next((own[key] for key in keys if key in own), None)
        alike, answer = "name and phone", Answer.SAME
        if first is None:
            first = next((guardians[key] for key in guardian_keys if key in guardians), None)
            alike, answer = "name and guardian's phone", Answer.TWO
        kept = row
        if first is not None:
            answer = decisions.get(row, answer)
            found.append(Double(first, row, alike, answer, decided=row in decisions))
            kept = first if answer is Answer.SAME else row
        for key in keys:
            own.setdefault(key, kept)
        for key in guardian_keys:
            guardians.setdefault(key, kept)
    return found


def name_letters(name: str) -> str:
    """The letters of a name, sorted: "Ada Obi" and "OBI ADA" have the same. Accents count."""
    composed = unicodedata.normalize("NFC", name.casefold())
    return "".join(sorted(c for c in composed if c.isalnum() or unicodedata.combining(c)))
