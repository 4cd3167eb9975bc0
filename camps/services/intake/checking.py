"""A staged sheet is checked: what its columns are, what is put right by hand, which answers a person gave."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from camps.errors import Invalid
from camps.models import Outcome, SheetImport, SheetRow
from camps.services.intake.progress import Progress, silent
from camps.services.intake.reading import context_of, fixed_row, judge, problem_of, read_people, write_rows
from camps.services.intake.settling import settle
from camps.services.intake.staging import columns_of, kept_columns
from camps.services.intake.state import locked
from camps.sheets.headings import FIELDS
from camps.sheets.problems import Problem
from camps.sheets.report import Report


def check(*, sheet_import: SheetImport, on_row: Progress = silent) -> Report:
    """Read every row and settle what becomes of it. Raises NotNow, SheetRefused (the columns)."""
    with transaction.atomic():
        found = locked(sheet_import)
        read_people(found, on_row=on_row)
        return settle(found)


def check_again(*, sheet_import: SheetImport) -> Report:
    """Settle anew against what stands by now; the rows are not read again. Raises NotNow."""
    with transaction.atomic():
        return settle(locked(sheet_import))


def choose_columns(*, sheet_import: SheetImport, fields: Mapping[int, str], month_first: bool) -> Report:
    """Say which field each column holds (place: field, empty to leave it out), and check the rows by it.

    Raises NotNow, Invalid (no such field), SheetRefused (heading-twice, heading-missing); then nothing is changed.
    """
    with transaction.atomic():
        found = set_columns(sheet_import=sheet_import, fields=fields, month_first=month_first)
        read_people(found)
        return settle(found)


def set_columns(*, sheet_import: SheetImport, fields: Mapping[int, str], month_first: bool) -> SheetImport:
    """As `choose_columns`, without a look at the rows: `check` comes after it."""
    for place, field in fields.items():
        if field and field not in FIELDS:
            raise Invalid(
                "There is no such field.", field=f"column-{place}", value=field, cure="Choose one of the list."
            )
    with transaction.atomic():
        found = locked(sheet_import)
        found.columns = kept_columns(fields.get(place, "") for place in range(len(found.headings)))
        found.month_first = month_first
        columns_of(found).check()
        found.save(update_fields=["columns", "month_first"])
    return found


def fix_rows(*, sheet_import: SheetImport, fixes: Mapping[int, Mapping[int, str]]) -> dict[int, list[Problem]]:
    """Put cells right: text by column place by sheet row. Each text that is good is kept, also where another cell of
    its row still is not; what is wrong with the others is returned by sheet row. Raises NotNow.
    """
    with transaction.atomic():
        found = locked(sheet_import)
        columns, context = columns_of(found), context_of(found.camp, month_first=found.month_first)
        rows = list(SheetRow.objects.filter(sheet_import=found, sheet_row__in=fixes).order_by("pk"))
        refused: dict[int, list[Problem]] = {}
        for row in rows:
            wanted = {str(place): text for place, text in fixes[row.sheet_row].items()}
            problems = judge(fixed_row(row, {**row.fixes, **wanted}), columns, context)[1]
            bad = [plain for plain in problems if str(plain["place"]) in wanted]
            if bad:
                refused[row.sheet_row] = [problem_of(plain) for plain in bad]
            faulty = {str(plain["place"]) for plain in bad}
            row.fixes = {**row.fixes, **{place: text for place, text in wanted.items() if place not in faulty}}
            person, row.problems = judge(fixed_row(row, row.fixes), columns, context)
            row.person = person.as_json() if person else None
        write_rows(rows, ["fixes", "person", "problems"])
        settle(found)
    return refused


def answer_doubles(*, sheet_import: SheetImport, two_people: Mapping[int, bool]) -> Report:
    """Say by sheet row whether the double is somebody else. Raises NotNow."""
    with transaction.atomic():
        found = locked(sheet_import)
        for answer in (True, False):
            rows = [row for row, two in two_people.items() if two is answer]
            SheetRow.objects.filter(sheet_import=found, sheet_row__in=rows).update(two_people=answer)
        return settle(found)


def answer_changes(
    *, sheet_import: SheetImport, take: Mapping[int, bool], somebody_else: tuple[int, ...] = ()
) -> Report:
    """Say by sheet row whether the sheet's values replace what stands, or that the row is another person: then he or
    she is registered as new. Raises NotNow.
    """
    with transaction.atomic():
        found = locked(sheet_import)
        rows = SheetRow.objects.filter(sheet_import=found, outcome=Outcome.CHANGED)
        for answer in (True, False):
            rows.filter(sheet_row__in=[row for row, taken in take.items() if taken is answer]).update(
                take_changes=answer
            )
        rows.filter(sheet_row__in=somebody_else).update(two_people=True)
        return settle(found)


def answer_all_changes(*, sheet_import: SheetImport, take: bool) -> int:
    """The same answer for every change not answered yet; returns how many. Raises NotNow."""
    with transaction.atomic():
        found = locked(sheet_import)
        rows = SheetRow.objects.filter(sheet_import=found, outcome=Outcome.CHANGED, take_changes=None)
        return rows.update(take_changes=take)
