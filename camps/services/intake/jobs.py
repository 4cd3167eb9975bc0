"""Long steps of loading a sheet are asked for here and done by a worker: each ends once, whatever dies on the way."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, BinaryIO

from django.db import InterfaceError, OperationalError, transaction

from camps.errors import CampError
from camps.models import Camp, JobState, SheetAct, SheetImport, SheetJob, SheetState, User
from camps.services.intake.checking import check, check_again
from camps.services.intake.committing import ChangesToAnswer, commit
from camps.services.intake.progress import Progress
from camps.services.intake.staging import read_staged, stage, stage_headings
from camps.services.intake.state import NotNow, locked
from camps.services.intake.undoing import undo
from camps.services.intake.watching import watched
from camps.sheets.problems import SheetRefused

LONG = 1_000  # rows from which a step is a worker's
MOST_TRIES = 3  # a sheet that ends its worker each time must not go on for ever
FILE_KEPT = timedelta(days=7)  # of a sheet that could not be read through no fault of its own
_log = logging.getLogger(__name__)


def is_long(sheet_import: SheetImport) -> bool:
    """Whether a step with every row of the sheet takes longer than a page should."""
    return sheet_import.rows.count() > LONG


def ask(*, sheet_import: SheetImport, act: SheetAct, by: User | None, now: datetime, **facts: Any) -> SheetJob:
    """Write down that a long step is wanted; asked twice, it is the same one. Raises NotNow."""
    with transaction.atomic():
        found = locked(sheet_import, state=SheetState.COMMITTED if act == SheetAct.UNDO else SheetState.STAGED)
        job = SheetJob.objects.filter(sheet_import=found).first()
        if job and job.on_its_way:
            if job.act != act:
                raise NotNow("A worker is busy with this sheet.", cure="Wait until it has ended.")
            return job
        fresh = {"step": "", "done": 0, "whole": 0, "tries": 0, "trouble": "", "ended_at": None, "file": None}
        return SheetJob.objects.update_or_create(
            sheet_import=found,
            defaults={
                **fresh,
                "agreed_to_texts": None,
                "organisation_id": found.organisation_id,
                "act": act,
                "state": JobState.QUEUED,
                "by": by,
                "asked_at": now,
                **facts,
            },
        )[0]


def take_in(
    *, camp: Camp, file: BinaryIO, name: str, by: User | None, now: datetime, sheet: str, heading_row: int | None
) -> SheetImport:
    """An uploaded sheet: read at once, or, when it is long, with its job to be read. Raises SheetRefused."""
    about: dict[str, Any] = {
        "camp": camp, "file": file, "name": name, "by": by, "now": now, "sheet": sheet, "heading_row": heading_row
    }  # fmt: skip
    with transaction.atomic():
        begun = stage_headings(**about, more_rows_than=LONG)
        if begun is not None:
            file.seek(0)
            ask(sheet_import=begun, act=SheetAct.READ, by=by, now=now, file=file.read(), sheet_title=sheet)
            return begun
    return stage(**about)


def ask_again(*, job: SheetJob, now: datetime) -> None:
    """A step that failed is wanted once more; one on its way stays as it is, and so does one whose file is gone."""
    failed = SheetJob.objects.filter(pk=job.pk, state=JobState.FAILED)
    failed.exclude(act=SheetAct.READ, file=None).update(
        state=JobState.QUEUED, tries=0, done=0, whole=0, step="", trouble="", asked_at=now, ended_at=None
    )


def forget_files(*, now: datetime) -> None:
    """The uploaded bytes of steps that failed and that nobody tried again: they hold patients."""
    SheetJob.objects.filter(state=JobState.FAILED, asked_at__lt=now - FILE_KEPT).exclude(file=None).update(file=None)


def run_job(*, job: SheetJob, now: datetime) -> bool:
    """Do what was asked for. False when somebody else does it, or it is over.

    The work and the word that it is done are one transaction: a worker that is killed leaves nothing, and the next one
    begins anew. Call it outside of transactions: what it says on the way must be seen at once.
    """
    with watched(job) as on_row:
        if on_row is None or not _begin(job, now=now):
            return False
        try:
            with transaction.atomic():
                _ACTS[SheetAct(job.act)](job, now, on_row)
                _end(job, JobState.DONE, now=now)
        except (OperationalError, InterfaceError):
            raise  # the database went away: it stays open, and is taken up again
        except ChangesToAnswer as error:
            check_again(sheet_import=job.sheet_import)  # so that the changes are shown
            _end(job, JobState.FAILED, now=now, trouble=str(error))
        except SheetRefused as error:  # read again it would be refused again
            _end(job, JobState.FAILED, now=now, trouble=str(error), keep_file=False)
        except CampError as error:
            _end(job, JobState.FAILED, now=now, trouble=str(error))
        except Exception:  # noqa: BLE001  whatever it was, a person waits for a word
            _log.exception("A sheet's step failed: %s", job.act)
            _end(job, JobState.FAILED, now=now, trouble="Something went wrong on our side. Nothing was changed.")
    return True


def _begin(job: SheetJob, *, now: datetime) -> bool:
    with transaction.atomic(durable=True):
        found = SheetJob.objects.select_for_update().filter(pk=job.pk).first()
        if found is None or not found.on_its_way:
            return False
        if found.tries >= MOST_TRIES:
            found.state, found.ended_at = JobState.FAILED, now
            found.trouble = f"The worker stopped {MOST_TRIES} times on the way. Nothing was changed."
        else:
            found.state, found.tries, found.done = JobState.RUNNING, found.tries + 1, 0
        found.save(update_fields=["state", "tries", "done", "trouble", "ended_at"])
    job.refresh_from_db()
    return job.on_its_way


def _end(job: SheetJob, state: JobState, *, now: datetime, trouble: str = "", keep_file: bool = True) -> None:
    """A job that somebody else ended meanwhile stays as it is: its work is done or refused already."""
    longest = SheetJob._meta.get_field("trouble").max_length or 0
    kept = {} if keep_file and state == JobState.FAILED else {"file": None}
    still_open = SheetJob.objects.filter(pk=job.pk, state__in=(JobState.QUEUED, JobState.RUNNING))
    still_open.update(state=state, trouble=trouble[:longest], ended_at=now, **kept)


def _read(job: SheetJob, now: datetime, on_row: Progress) -> None:
    read_staged(
        sheet_import=job.sheet_import, file=io.BytesIO(job.file or b""), sheet=job.sheet_title or None, on_row=on_row
    )


def _check(job: SheetJob, now: datetime, on_row: Progress) -> None:
    check(sheet_import=job.sheet_import, on_row=on_row)


def _commit(job: SheetJob, now: datetime, on_row: Progress) -> None:
    commit(sheet_import=job.sheet_import, agreed_to_texts=job.agreed_to_texts, by=job.by, now=now, on_row=on_row)


def _undo(job: SheetJob, now: datetime, on_row: Progress) -> None:
    undo(sheet_import=job.sheet_import, now=now, on_row=on_row)


_ACTS: dict[SheetAct, Callable[[SheetJob, datetime, Progress], None]] = {
    SheetAct.READ: _read,
    SheetAct.CHECK: _check,
    SheetAct.COMMIT: _commit,
    SheetAct.UNDO: _undo,
}
