"""A sheet from the file to the registrations in one act, for commands: the same path as the console's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from django.db import transaction

from camps.models import Camp, User
from camps.queries.intake import outcomes_of
from camps.services.intake.checking import answer_all_changes, check
from camps.services.intake.committing import commit
from camps.services.intake.progress import Progress, silent
from camps.services.intake.staging import stage
from camps.services.intake.state import lock_people_of
from camps.sheets.report import Report


@dataclass(frozen=True, slots=True)
class Loaded:
    """What an import came to: the report of the sheet, and how many rows ended as what against the camp."""

    report: Report
    outcomes: Mapping[str, int]


def import_sheet(
    *,
    camp: Camp,
    file: BinaryIO,
    name: str,
    agreed_to_texts: bool | None,
    by: User | None,
    now: datetime,
    dry_run: bool = False,
    on_row: Progress | None = None,
) -> Report:
    """`load_sheet` for who wants the sheet's report only; what stands is never written over."""
    return load_sheet(
        camp=camp,
        file=file,
        name=name,
        agreed_to_texts=agreed_to_texts,
        by=by,
        now=now,
        dry_run=dry_run,
        on_row=on_row,
    ).report


def load_sheet(
    *,
    camp: Camp,
    file: BinaryIO,
    name: str,
    agreed_to_texts: bool | None,
    by: User | None,
    now: datetime,
    dry_run: bool = False,
    take_changes: bool = False,
    on_row: Progress | None = None,
) -> Loaded:
    """Stage, check and commit a sheet; with `dry_run` all of it is done and then rolled back.

    Rows that can't be read are in the report and hold up none of the others. Rows about people who are registered
    already are written over them with `take_changes`, and otherwise left as they stand. `agreed_to_texts` None:
    nobody was asked yet (`answer_consent` later). Raises SheetRefused, CampError; then nothing is written.
    """
    told = on_row or silent
    with transaction.atomic():
        lock_people_of(camp)
        sheet_import = stage(camp=camp, file=file, name=name, by=by, now=now, on_row=told)
        report = check(sheet_import=sheet_import, on_row=told)
        answer_all_changes(sheet_import=sheet_import, take=take_changes)
        commit(
            sheet_import=sheet_import,
            agreed_to_texts=agreed_to_texts,
            by=by,
            now=now,
            consent_later=True,
            settled=report,
            on_row=told,
        )
        loaded = Loaded(report, outcomes_of(sheet_import))
        if dry_run:
            transaction.set_rollback(True)
    return loaded
