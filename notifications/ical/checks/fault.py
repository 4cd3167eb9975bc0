"""What is wrong with a calendar object."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One broken rule: its short name, where it is written, what was found, and in which line (from 1; 0 = none)."""

    rule: str
    source: str
    detail: str
    line: int = 0

    def __str__(self) -> str:
        return f"line {self.line}: {self.rule}: {self.detail} ({self.source})"
