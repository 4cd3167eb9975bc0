"""A registration sheet, from the file to the report: nothing here is written anywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import BinaryIO

from camps.sheets.columns import ROWS_ABOVE, Columns, choose_columns, find_heading
from camps.sheets.context import SheetContext
from camps.sheets.doubles import Answer, Double, find_doubles
from camps.sheets.limits import UPLOAD, Limits
from camps.sheets.people import Person
from camps.sheets.problems import Problem, SheetRefused
from camps.sheets.reading import named, open_table, sheet_titles
from camps.sheets.report import Report
from camps.sheets.rows import read_row
from camps.sheets.table import Row, at_most


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sheet holds. `people` are all understood rows, the twins among `doubles` too."""

    columns: Columns
    rows: int
    people: tuple[Person, ...]
    problems: tuple[Problem, ...]
    doubles: tuple[Double, ...]

    @property
    def imported(self) -> list[Person]:
        """The people to register: understood, and not the same person as an earlier row."""
        twins = {double.twin for double in self.doubles if double.answer is Answer.SAME}
        return [person for person in self.people if person.sheet_row not in twins]

    def report(self) -> Report:
        imported = self.imported
        return Report(
            rows=self.rows,
            imported=len(imported),
            duplicates=tuple((d.first, d.twin) for d in self.doubles if d.answer is Answer.SAME),
            errors=tuple(sorted(self.problems, key=lambda problem: problem.sheet_row)),
            no_contact=tuple(person.sheet_row for person in imported if not person.has_contact),
        )


def read_registrations(
    file: BinaryIO,
    *,
    name: str,
    context: SheetContext,
    remembered: Mapping[str, str] | None = None,
    chosen: Mapping[int, str | None] | None = None,
    heading_row: int | None = None,
    sheet: str | None = None,
    decisions: Mapping[int, Answer] | None = None,
    limits: Limits = UPLOAD,
    on_row: Callable[[int], None] | None = None,
) -> Reading:
    """Read a sheet whole. `on_row` is told the number of rows read, for a progress bar.

    See `open_people` for the heading and the columns, `find_doubles` for `decisions`.
    Raises SheetRefused where the sheet as a whole can't be taken.
    """
    heading, rows = open_people(
        file, name=name, remembered=remembered, heading_row=heading_row, sheet=sheet, limits=limits
    )
    try:
        columns = choose_columns(heading, remembered=remembered, chosen=chosen)
    except SheetRefused as refusal:
        raise refusal.in_file(name) from None
    return gather(columns, read_rows(rows, columns, context), name=name, decisions=decisions, on_row=on_row)


def open_people(
    file: BinaryIO,
    *,
    name: str,
    remembered: Mapping[str, str] | None = None,
    heading_row: int | None = None,
    sheet: str | None = None,
    limits: Limits = UPLOAD,
) -> tuple[Row, Iterator[Row]]:
    """The heading row and the rows below it, for a console that shows and maps the columns itself.

    In a workbook with several sheets it is the one with headings. Raises SheetRefused: sheets (several have
    them), heading-row, and all of `open_table`.
    """
    if sheet is None:
        sheet = _sheet_with_people(file, name=name, remembered=remembered, limits=limits)
    # The bound on rows is for people: title rows and the heading come on top.
    with_titles = replace(limits, rows=limits.rows + ROWS_ABOVE)
    rows = open_table(file, name=name, limits=with_titles, sheet=sheet)
    try:
        heading, people = find_heading(rows, heading_row=heading_row, remembered=remembered)
    except SheetRefused as refusal:
        raise refusal.in_file(name) from None
    return heading, named(at_most(people, limits.rows), name)


def read_rows(
    rows: Iterable[Row], columns: Columns, context: SheetContext
) -> Iterator[tuple[Row, Person | list[Problem]]]:
    """Each row as it stands, with the person in it or what is wrong."""
    for row in rows:
        yield row, read_row(row, columns, context)


def gather(
    columns: Columns,
    read: Iterable[tuple[Row, Person | list[Problem]]],
    *,
    name: str,
    decisions: Mapping[int, Answer] | None = None,
    on_row: Callable[[int], None] | None = None,
) -> Reading:
    """All rows together, with the doubles among them. Raises SheetRefused: no-rows."""
    people: list[Person] = []
    problems: list[Problem] = []
    count = 0
    for count, (_, found) in enumerate(read, 1):
        if isinstance(found, Person):
            people.append(found)
        else:
            problems.extend(found)
        if on_row:
            on_row(count)
    if not count:
        raise SheetRefused(
            "Below the headings the sheet has no people.",
            "Choose the sheet with the people.",
            kind="no-rows",
            file=name,
        )
    doubles = find_doubles(people, decisions=decisions)
    return Reading(columns, count, tuple(people), tuple(problems), tuple(doubles))


def _sheet_with_people(
    file: BinaryIO, *, name: str, remembered: Mapping[str, str] | None, limits: Limits
) -> str | None:
    titles = sheet_titles(file, name=name, limits=limits)
    if len(titles) < 2:
        return None
    with_headings = []
    for title in titles:
        try:
            top = list(islice(open_table(file, name=name, limits=limits, sheet=title), ROWS_ABOVE))
            find_heading(iter(top), remembered=remembered)
        except SheetRefused as refusal:
            if refusal.problem.kind not in ("heading-row", "empty"):
                raise
        else:
            with_headings.append(title)
    if len(with_headings) > 1:
        named = " and ".join(f"“{title}”" for title in with_headings)
        raise SheetRefused(
            f"The sheets {named} both hold people.",
            "Choose one of them, or put all people on one sheet.",
            kind="sheets",
            file=name,
        )
    return with_headings[0] if with_headings else None
