"""A log from the file until it counts in one act, for commands: the same path as the pages'."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import BinaryIO

from django.db import transaction

from camps.errors import Invalid
from camps.models import Camp, User
from camps.sheets.folding import fold
from scheduling.logs.fields import FIELDS
from scheduling.models import TimingLog
from scheduling.queries.timing_logs import LogCheck, check_log, key_of
from scheduling.services.timings.logs import commit_log, set_log_columns, set_log_names, stage_log


def load_log(
    *,
    camp: Camp,
    file: BinaryIO,
    name: str,
    by: User | None,
    now: datetime,
    columns: Mapping[str, str] | None = None,
    procedures: Mapping[str, str] | None = None,
    month_first: bool | None = None,
    dry_run: bool = False,
) -> LogCheck:
    """Stage, settle and take in a log; with `dry_run` all of it is done and then rolled back.

    `columns` are headings by field, `procedures` our codes by the log's names, over what is guessed or remembered.
    A log of which nothing is new is no error: the counts say so. Raises SheetRefused, Invalid; then nothing is written.
    """
    with transaction.atomic():
        log = stage_log(camp=camp, file=file, name=name, by=by, now=now)
        log = set_log_columns(
            log=log,
            fields=_fields(log, columns or {}),
            month_first=log.month_first if month_first is None else month_first,
        )
        if procedures:
            said = {key_of(text): code for text, code in procedures.items()}
            log = set_log_names(log=log, procedures=said, surgeons={})
        check = check_log(log, now=now)
        if check.new:
            commit_log(log=log, by=by, now=now)
        if dry_run or not check.new:
            transaction.set_rollback(True)
    return check


def _fields(log: TimingLog, columns: Mapping[str, str]) -> dict[int, str]:
    """The field of each place, with what was asked for put in the place of what was guessed."""
    fields = {int(place): field for place, field in log.columns.items()}
    for field, heading in columns.items():
        if field not in FIELDS:
            raise Invalid(
                f"“{field}” is no field of a log.", field="columns", value=field, cure=f"Use {', '.join(FIELDS)}."
            )
        places = [place for place, text in enumerate(log.headings) if fold(text) == fold(heading)]
        if not places:
            raise Invalid(
                f"The log has no heading “{heading}”.",
                field="columns",
                value=heading,
                cure=f"Its headings are: {', '.join(log.headings)}.",
            )
        fields = {place: "" if known == field else known for place, known in fields.items()} | {places[0]: field}
    return fields
