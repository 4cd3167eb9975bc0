"""The rows of a staged sheet become people, or problems that a person can put right."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any

from django.db import connection

from camps.models import Camp, Procedure, SheetImport, SheetRow
from camps.names import name_key
from camps.services.intake.progress import Progress, Step, silent
from camps.services.intake.staging import columns_of
from camps.sheets.columns import Columns
from camps.sheets.context import SheetContext
from camps.sheets.people import Person
from camps.sheets.problems import Problem
from camps.sheets.rows import read_row
from camps.sheets.table import Row, stored_row

CHUNK = 500


def context_of(camp: Camp, *, month_first: bool = False) -> SheetContext:
    """What a reader has to know of the camp."""
    return SheetContext(
        country=camp.venue.country,
        first_day=camp.first_day,
        days=camp.days,
        procedures=dict(Procedure.objects.filter(camp=camp).values_list("code", "name")),
        language=camp.language,
        day_first=not month_first,
        kinds=dict(Procedure.objects.filter(camp=camp).values_list("code", "station_kind")),
    )


def read_people(sheet_import: SheetImport, *, only: Collection[int] | None = None, on_row: Progress = silent) -> None:
    """Write person or problems beside every row, or beside `only` these sheet rows; 500 rows are held at a time.

    Raises SheetRefused: heading-twice, heading-missing.
    """
    columns = columns_of(sheet_import)
    columns.check()
    context = context_of(sheet_import.camp, month_first=sheet_import.month_first)
    rows = SheetRow.objects.filter(sheet_import=sheet_import)
    if only is not None:
        rows = rows.filter(sheet_row__in=only)
    whole = rows.count()
    done = 0
    last = -1
    # By the last row's number and not by a cursor: the rows themselves are written on the way.
    while chunk := list(rows.filter(sheet_row__gt=last).order_by("sheet_row")[:CHUNK]):
        for row in chunk:
            person, row.problems = judge(row_of(row), columns, context)
            row.person = person.as_json() if person else None
        write_rows(chunk, ["person", "problems"])
        last = chunk[-1].sheet_row
        done += len(chunk)
        on_row(Step.CHECK, done, whole)


def row_of(row: SheetRow) -> Row:
    """The row as it stands in the sheet, with what was put right by hand."""
    return fixed_row(row, row.fixes)


def fixed_row(row: SheetRow, fixes: dict[str, str]) -> Row:
    """The row as it would stand with these texts by column place."""
    cells: list[str] = list(row.cells)
    for place, text in fixes.items():
        cells += [""] * (int(place) + 1 - len(cells))
        cells[int(place)] = text
    return stored_row(row.sheet_row, cells)


def judge(row: Row, columns: Columns, context: SheetContext) -> tuple[Person | None, list[dict[str, Any]]]:
    """The person in a row, or every problem with the place of its column."""
    found = read_row(row, columns, context)
    if isinstance(found, Person):
        if name_key(found.name):
            return found, []
        found = [_nameless(found, columns)]
    return None, [
        {**problem.as_json(), "kind": problem.kind, "place": _place(problem, row, columns)} for problem in found
    ]


def problem_of(plain: dict[str, Any]) -> Problem:
    """A kept problem, as the reader gave it."""
    return Problem(**{key: plain[key] for key in ("sheet_row", "column", "value", "why", "cure", "kind")})


def write_rows(rows: Sequence[SheetRow], fields: Sequence[str]) -> None:
    """Write these columns of rows that exist, in one statement that gets all values as one JSON text: arrays of texts,
    which bulk_update and bulk_create send, take ten times as long to make.
    """
    columns = [column for column in SheetRow._meta.concrete_fields if column.name in fields]
    kinds = ", ".join(f"{column.column} {column.db_type(connection)}" for column in columns)
    sets = ", ".join(f"{column.column} = v.{column.column}" for column in columns)
    values = [{"id": row.pk, **{column.column: getattr(row, column.attname) for column in columns}} for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {SheetRow._meta.db_table} AS r SET {sets}"  # noqa: S608  names of our own columns
            f" FROM jsonb_to_recordset(%s::jsonb) AS v(id bigint, {kinds}) WHERE r.id = v.id",
            [json.dumps(values)],
        )


def _nameless(person: Person, columns: Columns) -> Problem:
    """Signs that count as letters but can't be searched for, such as a lone apostrophe of a script."""
    place = next(place for place, field in enumerate(columns.fields) if field in ("name", "first_name", "last_name"))
    why, cure = "A name has letters, and this has none.", "Write the person's full name."
    return Problem(person.sheet_row, columns.heading(place), person.name, why, cure, "name-letters")


def _place(problem: Problem, row: Row, columns: Columns) -> int:
    """A problem names its column by the heading, which two columns may share: then its value tells."""
    places = range(max(len(columns.headings), len(row.cells)))
    named = [place for place in places if columns.heading(place) == problem.column]
    cells = row.cells
    exact = [place for place in named if (cells[place] if place < len(cells) else "") == problem.value]
    return (exact or named or [0])[0]
