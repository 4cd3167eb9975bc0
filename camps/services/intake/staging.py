"""A sheet is kept row by row as it stands: nothing else is written before the commit."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import BinaryIO

from django.db import transaction

from camps.models import Camp, ColumnMemory, SheetImport, SheetRow, User
from camps.services.intake.progress import Progress, Step, silent
from camps.services.intake.state import locked
from camps.sheets.columns import Columns, guess_columns
from camps.sheets.fields.ages import order_seen
from camps.sheets.folding import fold
from camps.sheets.limits import UPLOAD, Limits
from camps.sheets.problems import SheetRefused
from camps.sheets.registrations import open_people
from camps.sheets.table import Row

CHUNK = 500
LONGEST_FILE_NAME = 160
_BLOCK = 1 << 16
# A JSON column takes neither; a reader of text refuses the sign that is put there, with the row.
_LOST = {0: "\ufffd", **dict.fromkeys(range(0xD800, 0xE000), "\ufffd")}


def stage(
    *,
    camp: Camp,
    file: BinaryIO,
    name: str,
    by: User | None,
    now: datetime,
    sheet: str | None = None,
    heading_row: int | None = None,
    limits: Limits = UPLOAD,
    on_row: Progress = silent,
) -> SheetImport:
    """Read the file into rows, with columns and the order of dates as remembered or seen.

    Raises SheetRefused; then nothing is kept.
    """
    sha256 = _digest(file)
    with transaction.atomic():
        heading, rows = _opened(file, name=name, heading_row=heading_row, sheet=sheet, limits=limits)
        sheet_import = _begun(camp, heading, sha256=sha256, name=name, by=by, now=now)
        _read_rows(sheet_import, rows, on_row=on_row)
    return sheet_import


def stage_headings(
    *,
    camp: Camp,
    file: BinaryIO,
    name: str,
    by: User | None,
    now: datetime,
    sheet: str | None = None,
    heading_row: int | None = None,
    more_rows_than: int,
) -> SheetImport | None:
    """The import of a long sheet, its rows not read yet (`read_staged`); None where it has no more rows than that.

    Raises SheetRefused for what is seen so far; then nothing is kept.
    """
    sha256 = _digest(file)
    heading, rows = _opened(file, name=name, heading_row=heading_row, sheet=sheet)
    if next(islice(rows, more_rows_than, None), None) is None:
        return None
    return _begun(camp, heading, sha256=sha256, name=name, by=by, now=now)


def read_staged(*, sheet_import: SheetImport, file: BinaryIO, sheet: str | None, on_row: Progress = silent) -> None:
    """The rows of a sheet whose headings stand. Raises NotNow, SheetRefused; then no row is kept."""
    with transaction.atomic():
        found = locked(sheet_import)
        _, rows = _opened(file, name=found.file_name, heading_row=found.heading_row, sheet=sheet)
        _read_rows(found, rows, on_row=on_row)


def discard(*, sheet_import: SheetImport) -> None:
    """Forget a sheet that was never committed, rows and all. Raises NotNow."""
    with transaction.atomic():
        found = locked(sheet_import)
        SheetRow.objects.filter(sheet_import=found).delete()
        found.delete()


def remembered_columns() -> dict[str, str]:
    """What headings meant in this organisation's earlier sheets: field by folded heading, empty for left out."""
    return dict(ColumnMemory.objects.values_list("heading", "field"))


def columns_of(sheet_import: SheetImport) -> Columns:
    """The headings and the field of each column, as they are now set."""
    fields = (sheet_import.columns.get(str(place)) or None for place in range(len(sheet_import.headings)))
    return Columns(sheet_import.heading_row, tuple(sheet_import.headings), tuple(fields))


def kept_columns(fields: Iterable[str | None]) -> dict[str, str]:
    return {str(place): field or "" for place, field in enumerate(fields)}


def guessed_columns(sheet_import: SheetImport) -> Columns:
    """What would be guessed if nothing was remembered."""
    return guess_columns(Row(sheet_import.heading_row, tuple(sheet_import.headings)))


def remember_columns(sheet_import: SheetImport) -> None:
    """Keep for the organisation's next sheet what a person set otherwise than guessed; a heading that stands twice
    in the sheet is told apart by its place, which nothing can be learnt from.
    """
    set_now, guessed = columns_of(sheet_import), guessed_columns(sheet_import)
    headings = [fold(text) for text in set_now.headings]
    longest = ColumnMemory._meta.get_field("heading").max_length or 0
    learnt: dict[str, str] = {}
    plain: list[str] = []
    for heading, field, guess in zip(headings, set_now.fields, guessed.fields, strict=True):
        if not heading or len(heading) > longest or headings.count(heading) > 1:
            continue
        if field == guess:
            plain.append(heading)
        else:
            learnt[heading] = field or ""
    ColumnMemory.objects.filter(heading__in=plain).delete()
    ColumnMemory.objects.bulk_create(
        (
            ColumnMemory(organisation_id=sheet_import.organisation_id, heading=heading, field=field)
            for heading, field in learnt.items()
        ),
        update_conflicts=True,
        unique_fields=["organisation", "heading"],
        update_fields=["field"],
    )


def _opened(
    file: BinaryIO, *, name: str, heading_row: int | None, sheet: str | None, limits: Limits = UPLOAD
) -> tuple[Row, Iterator[Row]]:
    return open_people(
        file,
        name=name,
        remembered=remembered_columns(),
        heading_row=heading_row,
        sheet=sheet or None,
        limits=limits,
    )


def _begun(camp: Camp, heading: Row, *, sha256: str, name: str, by: User | None, now: datetime) -> SheetImport:
    return SheetImport.objects.create(
        organisation_id=camp.organisation_id,
        camp=camp,
        file_name=_storable(name)[-LONGEST_FILE_NAME:],
        sha256=sha256,
        headings=[_storable(text) for text in heading.cells],
        heading_row=heading.sheet_row,
        columns=kept_columns(guess_columns(heading, remembered=remembered_columns()).fields),
        uploaded_by=by,
        created_at=now,
    )


def _read_rows(sheet_import: SheetImport, rows: Iterator[Row], *, on_row: Progress) -> None:
    if not _keep_rows(sheet_import, rows, on_row=on_row):
        raise SheetRefused(
            "Below the headings the sheet has no people.",
            "Choose the sheet with the people.",
            kind="no-rows",
            file=sheet_import.file_name,
        )
    if _month_first(sheet_import):
        sheet_import.month_first = True
        sheet_import.save(update_fields=["month_first"])


def _month_first(sheet_import: SheetImport) -> bool:
    """Whether the birth dates say by themselves that the month comes first, as 05/17/2015 does."""
    places = [place for place, field in enumerate(columns_of(sheet_import).fields) if field in ("birth_date", "age")]
    if not places:
        return False
    rows = SheetRow.objects.filter(sheet_import=sheet_import).values_list("cells", flat=True).order_by("pk")
    cells = (row[place] for row in rows.iterator(chunk_size=CHUNK) for place in places if place < len(row))
    return order_seen(cells) == "month"


def _keep_rows(sheet_import: SheetImport, rows: Iterator[Row], *, on_row: Progress) -> int:
    count = 0
    while chunk := list(islice(rows, CHUNK)):
        SheetRow.objects.bulk_create(
            SheetRow(
                organisation_id=sheet_import.organisation_id,
                sheet_import=sheet_import,
                sheet_row=row.sheet_row,
                cells=[_storable(cell) for cell in row.cells],
            )
            for row in chunk
        )
        count += len(chunk)
        on_row(Step.READ, count, 0)
    return count


def _storable(text: str) -> str:
    return text if text.isascii() and "\0" not in text else str(text).translate(_LOST)


def _digest(file: BinaryIO) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while block := file.read(_BLOCK):
        digest.update(block)
    return digest.hexdigest()
