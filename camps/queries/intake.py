"""Imports of registration sheets, as their pages show them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, QuerySet

from camps.models import Camp, JobState, Outcome, SheetAct, SheetImport, SheetJob, SheetRow, SheetState
from camps.sheets.cells import text_of_csv

CHUNK = 500
SAMPLES, SAMPLE_ROWS = 3, 60
FIRST_OF_GROUP = 5
NAMES = ("name", "first_name", "last_name")
# No single cell puts these right.
WHOLE_ROW = frozenset({"heading-repeated", "cells-slipped", "example-row", "section-row"})


def job_of(sheet_import: SheetImport) -> SheetJob | None:
    """The last long step of an import, without the file it holds."""
    return SheetJob.objects.filter(sheet_import=sheet_import).defer("file").first()


def can_be_repeated(job: SheetJob) -> bool:
    """Whether a step that failed can be tried again: a file that was refused is not kept."""
    return job.act != SheetAct.READ or SheetJob.objects.filter(pk=job.pk, file__isnull=False).exists()


def failed_job(sheet_import: SheetImport) -> SheetJob | None:
    """The last long step, where it failed and the sheet still stands as it did before it."""
    job = job_of(sheet_import)
    wanted = SheetState.COMMITTED if job and job.act == SheetAct.UNDO else SheetState.STAGED
    return job if job and job.state == JobState.FAILED and sheet_import.state == wanted else None


def open_jobs() -> QuerySet[SheetJob]:
    """What workers still have to do, the longest waiting first."""
    states = (JobState.QUEUED, JobState.RUNNING)
    return SheetJob.objects.filter(state__in=states).select_related("organisation").defer("file").order_by("asked_at")


def imports_of(camp: Camp) -> QuerySet[SheetImport]:
    """The camp's imports, newest first, each with `people`, those it registered who are still there."""
    found = SheetImport.objects.filter(camp=camp).select_related("uploaded_by", "job").defer("job__file")
    return found.annotate(people=Count("registrations")).order_by("-created_at", "-pk")


def outcomes_of(sheet_import: SheetImport) -> dict[str, int]:
    """How many rows end as what, by the value of Outcome; every outcome is there."""
    rows = SheetRow.objects.filter(sheet_import=sheet_import).order_by().values_list("outcome")
    counted = dict(rows.annotate(count=Count("pk")))
    return {outcome: counted.get(outcome, 0) for outcome in Outcome.values}


def sample_values(sheet_import: SheetImport) -> list[list[str]]:
    """A few different values of each column, from the first rows."""
    found: list[list[str]] = [[] for _ in sheet_import.headings]
    rows = SheetRow.objects.filter(sheet_import=sheet_import).order_by("sheet_row")[:SAMPLE_ROWS]
    for cells in rows.values_list("cells", flat=True):
        for values, cell in zip(found, cells, strict=False):
            text = " ".join(str(text_of_csv(cell)).split())[:40]
            if text and text not in values and len(values) < SAMPLES:
                values.append(text)
    return found


@dataclass(frozen=True, slots=True)
class FaultyCell:
    """A cell to put right: where it stands, what it holds, whose row it is. No place: the row as a whole is wrong."""

    sheet_row: int
    place: int | None
    who: str
    column: str
    text: str
    why: str
    cure: str
    kind: str


@dataclass(slots=True)
class Cure:
    """Cells that the same cure puts right; `cells` are the first of `count`."""

    kind: str
    why: str
    cure: str
    count: int = 0
    cells: list[FaultyCell] = field(default_factory=list)


def cures_of(sheet_import: SheetImport, *, first: int = FIRST_OF_GROUP) -> list[Cure]:
    """The faulty cells grouped by their cure, the largest group first."""
    groups: dict[tuple[str, str], Cure] = {}
    for cell in faulty_cells(sheet_import):
        group = groups.setdefault((cell.kind, cell.cure), Cure(cell.kind, cell.why, cell.cure))
        group.count += 1
        if len(group.cells) < first:
            group.cells.append(cell)
    return sorted(groups.values(), key=lambda group: -group.count)


def faulty_cells(sheet_import: SheetImport, *, kind: str = "", rows: list[int] | None = None) -> Iterator[FaultyCell]:
    """Every faulty cell in the order of the sheet: of one kind, or of these sheet rows."""
    found = SheetRow.objects.filter(sheet_import=sheet_import, outcome=Outcome.REFUSED).order_by("sheet_row")
    if rows is not None:
        found = found.filter(sheet_row__in=rows)
    for row in found.iterator(chunk_size=CHUNK):
        for problem in row.problems:
            if kind and problem["kind"] != kind:
                continue
            place = None if problem["kind"] in WHOLE_ROW else problem["place"]
            yield FaultyCell(
                sheet_row=row.sheet_row,
                place=place,
                who=name_in(row, sheet_import),
                column=problem["column"],
                text=problem["value"] if place is None else cell_of(row, place),
                why=problem["why"],
                cure=problem["cure"],
                kind=problem["kind"],
            )


def cell_of(row: SheetRow, place: int) -> str:
    """The text of a cell as it stands now."""
    cells: list[str] = row.cells
    text: str = row.fixes.get(str(place), cells[place] if place < len(cells) else "")
    return text


def name_in(row: SheetRow, sheet_import: SheetImport) -> str:
    """Whom a row is about, as far as it says."""
    if row.person:
        return str(row.person["name"])
    places = [int(place) for place, meant in sheet_import.columns.items() if meant in NAMES]
    return " ".join(filter(None, (cell_of(row, place).strip() for place in sorted(places))))[:80]


def doubled_rows(sheet_import: SheetImport) -> QuerySet[SheetRow]:
    """Rows like an earlier one, whatever the answer is now."""
    return SheetRow.objects.filter(sheet_import=sheet_import, twin_row__isnull=False).order_by("sheet_row")


def with_twins(rows: list[SheetRow]) -> list[tuple[SheetRow, SheetRow]]:
    """Each row behind the earlier one that it is like."""
    if not rows:
        return []
    wanted = SheetRow.objects.filter(
        sheet_import=rows[0].sheet_import_id, sheet_row__in=[row.twin_row for row in rows if row.twin_row]
    )
    twins = {twin.sheet_row: twin for twin in wanted}
    return [(twins[row.twin_row], row) for row in rows if row.twin_row in twins]


def changed_rows(sheet_import: SheetImport) -> QuerySet[SheetRow]:
    """Rows that say otherwise than what stands, those not answered yet first."""
    rows = SheetRow.objects.filter(sheet_import=sheet_import, outcome=Outcome.CHANGED)
    return rows.select_related("registration__patient").order_by("sheet_row")


def unanswered(sheet_import: SheetImport) -> int:
    """How many changes nobody has answered yet."""
    return changed_rows(sheet_import).filter(take_changes=None).count()


def rows_of(sheet_import: SheetImport, *, outcome: str = "", no_contact: bool = False) -> QuerySet[SheetRow]:
    """The rows in the order of the sheet, of one outcome or of those that nobody can call."""
    rows = SheetRow.objects.filter(sheet_import=sheet_import).select_related("registration__patient")
    if outcome:
        rows = rows.filter(outcome=outcome)
    if no_contact:
        rows = rows.filter(sheet_row__in=sheet_import.report.get("no_contact", []))
    return rows.order_by("sheet_row")


def faulty_table(sheet_import: SheetImport, *, what_to_do: str, row_heading: str) -> Iterator[list[str]]:
    """The refused rows as a sheet of their own, that can be put right and loaded again.

    Two columns are added at the end, which a reader leaves out: the row in this sheet, and what to do.
    """
    width = len(sheet_import.headings)
    yield [*sheet_import.headings, row_heading, what_to_do]
    rows = SheetRow.objects.filter(sheet_import=sheet_import, outcome=Outcome.REFUSED).order_by("sheet_row")
    for row in rows.iterator(chunk_size=CHUNK):
        cells = [cell_of(row, place) for place in range(max(width, len(row.cells)))]
        yield [*_into(cells, width), str(row.sheet_row), " ".join(_to_do(row.problems))]


def _into(cells: list[str], width: int) -> list[str]:
    """Cells that stand to the right of the last heading are kept in the last one: nothing is lost."""
    return cells if len(cells) <= width else [*cells[: width - 1], " ".join(cells[width - 1 :])]


def _to_do(problems: list[dict[str, Any]]) -> list[str]:
    return [f"{problem['column']}: {problem['why']} {problem['cure']}" for problem in problems]
