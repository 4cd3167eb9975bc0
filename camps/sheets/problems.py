"""What is said when a cell, a row or a whole sheet can't be taken."""

from __future__ import annotations

from dataclasses import dataclass

LONGEST_QUOTE = 120


class NotUnderstood(ValueError):
    """A cell's text has no meaning for its field. `kind` groups problems that share a cure."""

    def __init__(self, kind: str, why: str, cure: str) -> None:
        super().__init__(f"{why} {cure}")
        self.kind = kind
        self.why = why
        self.cure = cure


@dataclass(frozen=True, slots=True)
class Problem:
    """A value that was refused: where it stands, why, and what puts it right. `sheet_row` 0 is the whole file."""

    sheet_row: int
    column: str
    value: str
    why: str
    cure: str
    kind: str = ""
    file: str = ""

    @property
    def sentence(self) -> str:
        """The problem in one breath, for a person."""
        parts = [self.file, f"row {self.sheet_row}" if self.sheet_row else "", self.column]
        where = ", ".join(part for part in parts if part)
        value = f" “{_short(self.value)}”:" if self.value else ""
        return f"{where}:{value} {self.why} {self.cure}" if where else f"{value} {self.why} {self.cure}".strip()

    def as_json(self) -> dict[str, object]:
        """The form of expected.json."""
        found: dict[str, object] = {
            "sheet_row": self.sheet_row,
            "column": self.column,
            "value": self.value,
            "why": self.why,
            "cure": self.cure,
        }
        return {"file": self.file, **found} if self.file else found


class SheetRefused(Exception):
    """The sheet as a whole can't be taken, so nothing of it is. `problem` says where and why."""

    def __init__(
        self,
        why: str,
        cure: str,
        *,
        kind: str,
        sheet_row: int = 0,
        column: str = "",
        value: str = "",
        file: str = "",
    ) -> None:
        self.problem = Problem(sheet_row, column, value, why, cure, kind, file)
        super().__init__(self.problem.sentence)

    def in_file(self, name: str) -> SheetRefused:
        """The same refusal with the file named, where it was not."""
        found = self.problem
        return SheetRefused(
            found.why,
            found.cure,
            kind=found.kind,
            sheet_row=found.sheet_row,
            column=found.column,
            value=found.value,
            file=found.file or name,
        )


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"
