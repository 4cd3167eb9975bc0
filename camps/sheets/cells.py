"""The text of a cell, and the mark on text that must not be trusted."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any, Self

_TEXT_AS_FORMULA = re.compile(r'^="([^"]*)"$')
_ERROR = re.compile(r"^#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA|#+)$")


class Suspect(str):
    """A cell's text that is not what a person wrote: refused when its column is in use."""

    __slots__ = ("cure", "kind", "why")
    kind: str
    why: str
    cure: str

    def __new__(cls, text: str, *, kind: str, why: str, cure: str) -> Self:
        cell = super().__new__(cls, text)
        cell.kind, cell.why, cell.cure = kind, why, cure
        return cell


def text_of_csv(text: str) -> str:
    """A cell of a text table: ="0803…" is text (a spreadsheet's way to keep a zero), other formulas are suspect."""
    if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@"):  # kept from being run (safe_csv.py)
        text = text[1:]
    if text[:1] not in ("=", "#"):
        return text
    if found := _TEXT_AS_FORMULA.match(text):
        return found[1]
    if text[0] == "=" and len(text) > 1:
        return formula(text)
    if text == MERGED:
        return merged()
    return error(text) if _ERROR.match(text) else text


def text_of_value(value: Any) -> str:
    """A workbook's value as a person sees it: 5.0 is 5, a date is 2015-04-03, 11.200000000000001 is 11.2."""
    if value is None:
        return ""
    if isinstance(value, str):
        return error(value) if _ERROR.match(value) else value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else format(value, ".15g")
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date | time):  # a datetime is a date
        return str(value)
    return str(value)


MERGED = "#MERGED!"  # kept as the text of a cell below another one that it is merged with


def merged() -> Suspect:
    return Suspect(
        MERGED,
        kind="merged",
        why="The cell is merged with the one above it, so it is not clear whether the value holds for this person too.",
        cure="Type the value for this person, or unmerge the cells in the sheet and fill in each of them.",
    )


_DITTO = re.compile(
    r'^[\s.-]*(?:["\u201c\u201d\u201e\u2033\u3003\u00ab\u00bb]+|\'\'|\u2019\u2019|,,|ditto|idem|do)[\s.-]*$',
    re.IGNORECASE,
)


def ditto(text: str) -> Suspect | None:
    """The text marked, where it only says to look at the row above."""
    if not _DITTO.match(text):
        return None
    return Suspect(
        text,
        kind="ditto",
        why="A ditto mark points to the row above, and each row is read by itself.",
        cure="Write the value itself, or leave the cell empty.",
    )


def formula(text: str) -> Suspect:
    return Suspect(
        text,
        kind="formula",
        why="The cell holds a formula, and a formula is not read.",
        cure="Copy the column and paste it again as values.",
    )


def error(text: str) -> Suspect:
    return Suspect(
        text,
        kind="cell-error",
        why="The cell shows a spreadsheet error instead of a value.",
        cure="Type the value itself into the cell, or widen a column that shows only # signs before saving.",
    )
