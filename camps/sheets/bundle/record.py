"""One record of a file (a row, or camp.json) read value by value, with all its problems."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from camps.sheets.problems import NotUnderstood, Problem

T = TypeVar("T")
S = TypeVar("S")


class Record:
    """Texts by column, and what was wrong with them. `sheet_row` is 0 for a file without rows."""

    def __init__(self, file: str, sheet_row: int, texts: Mapping[str, str], problems: list[Problem]) -> None:
        self.file = file
        self.sheet_row = sheet_row
        self.texts = texts
        self.problems = problems

    def read(self, column: str, parse: Callable[[str], T], fallback: S) -> T | S:
        """The value of a column; a problem is kept and `fallback` given, so that the other columns are read too."""
        try:
            return parse(self.texts.get(column, ""))
        except NotUnderstood as refusal:
            self.refuse(column, refusal)
            return fallback

    def refuse(self, column: str, refusal: NotUnderstood) -> None:
        value = self.texts.get(column, "")
        self.problems.append(Problem(self.sheet_row, column, value, refusal.why, refusal.cure, refusal.kind, self.file))
