"""A log of operations on its way in: kept as it is, its columns and names settled, then taken in or undone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import islice
from typing import BinaryIO

from django.db import transaction

from camps.errors import CampError, Invalid
from camps.models import Camp, Doctor, User
from camps.sheets.limits import UPLOAD
from camps.sheets.problems import SheetRefused
from camps.sheets.reading import open_table
from camps.sheets.table import Row, at_most
from scheduling.logs.columns import find_heading, guess_columns
from scheduling.logs.fields import FIELDS
from scheduling.logs.hours import order_of_days
from scheduling.logs.sheets import sheet_of_log
from scheduling.models import LogState, NameKind, Timing, TimingLog, TimingSource
from scheduling.queries.timing_logs import LogCheck, check_log, columns_of, procedure_names, remembered
from scheduling.services.timings.memory import remember_columns, remember_names

LONGEST_FILE_NAME = 160
UNFINISHED = timedelta(days=7)  # is how long a log waits to be taken in
CHUNK = 1_000

_SAID = {
    LogState.COMMITTED: "This log was taken in already.",
    LogState.UNDONE: "This log was undone.",
    LogState.STAGED: "This log was not taken in.",
}


class LogNotNow(CampError):
    """The log is in another state than the act needs: somebody was quicker."""


def stage_log(*, camp: Camp, file: BinaryIO, name: str, by: User | None, now: datetime) -> TimingLog:
    """Keep the file, with columns and the order of days as remembered or seen.

    Raises SheetRefused; then nothing is kept.
    """
    before = remembered(NameKind.COLUMN)
    sheet = sheet_of_log(file, name=name, remembered=before)
    heading, rows = find_heading(open_table(file, name=name, sheet=sheet), remembered=before)
    columns = guess_columns(heading, remembered=before)
    kept = list(at_most(rows, UPLOAD.rows))
    if not kept:
        raise SheetRefused(
            "Below the headings there are no operations.", "Choose the sheet with the operations.", kind="no-rows"
        )
    file.seek(0)
    return TimingLog.objects.create(
        organisation_id=camp.organisation_id,
        camp=camp,
        file_name=name.replace("\0", "")[-LONGEST_FILE_NAME:],
        file=file.read(),
        headings=[text.replace("\0", "") for text in heading.cells],
        heading_row=heading.sheet_row,
        columns={str(place): field or "" for place, field in enumerate(columns.fields)},
        month_first=_order(kept, [columns.place("date"), columns.place("started")]) == "month",
        uploaded_by=by,
        created_at=now,
    )


def set_log_columns(*, log: TimingLog, fields: Mapping[int, str], month_first: bool) -> TimingLog:
    """Say which field each column holds (place: field, empty to leave it out) and the order of its days.

    Raises LogNotNow, Invalid (no such field), SheetRefused (heading-twice, heading-missing); nothing is changed then.
    """
    for place, field in fields.items():
        if field and field not in FIELDS:
            raise Invalid(
                "There is no such field.", field=f"column-{place}", value=field, cure="Choose one of the list."
            )
    with transaction.atomic():
        found = _locked(log)
        found.columns = {str(place): fields.get(place, "") for place in range(len(found.headings))}
        found.month_first = month_first
        columns_of(found).check()
        found.save(update_fields=["columns", "month_first"])
    return found


def set_log_names(*, log: TimingLog, procedures: Mapping[str, str], surgeons: Mapping[str, str]) -> TimingLog:
    """Say what the log's names mean: our code, or a doctor's id, by folded name; empty to leave them out.

    Raises LogNotNow, Invalid (a code or a doctor that is not ours).
    """
    codes = procedure_names()
    doctors = {str(pk) for pk in Doctor.objects.values_list("pk", flat=True)}
    for said, ours, what in ((procedures, codes, "procedure"), (surgeons, doctors, "doctor")):
        for name, means in said.items():
            if means and means not in ours:
                raise Invalid(
                    f"There is no such {what}.",
                    field=name,
                    value=means,
                    cure="Choose one of the list, or leave it out.",
                )
    with transaction.atomic():
        found = _locked(log)
        found.procedures = {**found.procedures, **procedures}
        found.surgeons = {**found.surgeons, **surgeons}
        found.save(update_fields=["procedures", "surgeons"])
    return found


def commit_log(*, log: TimingLog, by: User | None, now: datetime) -> LogCheck:
    """Take in every operation that is ours and not known yet, all in one transaction; returns what became of the rows.

    What people chose is remembered for the next log; the file itself is forgotten. Raises LogNotNow, SheetRefused
    (its columns), Invalid (nothing would be taken in).
    """
    with transaction.atomic():
        found = _locked(log)
        check = check_log(found, now=now)
        if not check.new:
            raise Invalid(
                "No row of this log would be taken in.",
                value=check.reading.rows,
                cure="Say which procedures its names mean, or discard it: what was known already counts already.",
            )
        for start in range(0, len(check.new), CHUNK):
            Timing.objects.bulk_create(
                (
                    Timing(
                        organisation_id=found.organisation_id,
                        codes=[code],
                        text=one.name[:200],
                        surgeon_id=doctor,
                        surgeon_text=one.surgeon[:160],
                        started_at=one.started_at,
                        ended_at=one.ended_at,
                        planned_min=one.planned,
                        source=TimingSource.LOG,
                        log=found,
                        sheet_row=one.sheet_row,
                        mark=one.mark,
                        by=by,
                        at=now,
                    )
                    for one, code, doctor in check.new[start : start + CHUNK]
                ),
                ignore_conflicts=True,  # another log with the same rows, taken in at this very moment
            )
        remember_columns(found)
        remember_names(found, check)
        found.state, found.committed_at, found.file = LogState.COMMITTED, now, None
        found.report = check.counts()
        found.save(update_fields=["state", "committed_at", "file", "report"])
    return check


def undo_log(*, log: TimingLog, now: datetime) -> int:
    """Take back what the log brought; returns how many operations no longer count. Raises LogNotNow."""
    with transaction.atomic():
        found = _locked(log, state=LogState.COMMITTED)
        gone, _ = Timing.objects.filter(log=found).delete()
        found.state, found.undone_at = LogState.UNDONE, now
        found.save(update_fields=["state", "undone_at"])
    return gone


def forget_unfinished(*, now: datetime) -> None:
    """Logs that nobody took in: their files hold patients. One that somebody is taking in just now is left alone."""
    with transaction.atomic():
        stale = TimingLog.objects.select_for_update(skip_locked=True).filter(
            state=LogState.STAGED, created_at__lt=now - UNFINISHED
        )
        TimingLog.objects.filter(pk__in=list(stale.values_list("pk", flat=True))).defer("file").delete()


def discard_log(*, log: TimingLog) -> None:
    """Forget a log that was never taken in. Raises LogNotNow."""
    with transaction.atomic():
        _locked(log).delete()


def _locked(log: TimingLog, *, state: LogState = LogState.STAGED) -> TimingLog:
    """The log's row, locked until the transaction ends; its camp comes with it. Raises LogNotNow."""
    found = (
        TimingLog.objects.select_for_update(no_key=True, of=("self",))
        .select_related("camp__venue")
        .filter(pk=log.pk)
        .first()
    )
    if found is None:
        raise LogNotNow("This log was discarded.", cure="Load it again.")
    if found.state != state:
        raise LogNotNow(_SAID[LogState(found.state)], cure="Open it again to see how it stands.")
    return found


def _order(rows: list[Row], places: list[int | None]) -> str:
    cells = (row.cells[place] for row in rows for place in places if place is not None and place < len(row.cells))
    return order_of_days(islice(cells, 2_000))
