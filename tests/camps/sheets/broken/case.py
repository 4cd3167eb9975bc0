"""One broken sheet, and the parts of the sentence that has to answer it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

HEADINGS = ("Name", "Age", "Sex", "Phone", "E-mail", "Procedure", "Hb", "Language", "Arrives from", "Urgency", "Km")
GOOD = ("Ada Obi", "12", "F", "08034075067", "", "OSTEO", "11.2", "Igbo", "day 1", "soon", "12")


@dataclass(frozen=True)
class Broken:
    """`row` and `column` are where it is said to be broken, `value` is quoted, `cure` stands in what to do."""

    title: str
    build: Callable[[], bytes]
    cure: str
    row: int = 0
    column: str = ""
    value: str = ""
    name: str = "sheet.csv"


def a_row(**changed: str) -> tuple[str, ...]:
    """The good row with some cells changed, by heading in lower case."""
    places = {heading.casefold().replace(" ", "_").replace("-", "_"): n for n, heading in enumerate(HEADINGS)}
    cells = list(GOOD)
    for heading, text in changed.items():
        cells[places[heading]] = text
    return tuple(cells)


def as_csv(*rows: tuple[str, ...]) -> bytes:
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows).encode()


def with_cell(**changed: str) -> Callable[[], bytes]:
    """A sheet of two people, the second with these cells."""
    return lambda: as_csv(HEADINGS, GOOD, a_row(**changed))
