"""What a person said of a log's headings and names is kept for the organisation's next log."""

from __future__ import annotations

from collections.abc import Mapping

from camps.sheets.folding import fold
from scheduling.models import LogName, NameKind, TimingLog
from scheduling.queries.timing_logs import LONGEST_KEY, LogCheck, columns_of, guessed_columns


def remember_columns(log: TimingLog) -> None:
    """Keep what a person set otherwise than guessed; a heading that stands twice teaches nothing."""
    set_now, guessed = columns_of(log), guessed_columns(log)
    headings = [fold(text) for text in set_now.headings]
    learnt: dict[str, str] = {}
    plain: list[str] = []
    for heading, field, guess in zip(headings, set_now.fields, guessed.fields, strict=True):
        if not heading or len(heading) > LONGEST_KEY or headings.count(heading) > 1:
            continue
        if field == guess:
            plain.append(heading)
        else:
            learnt[heading] = field or ""
    LogName.objects.filter(kind=NameKind.COLUMN, text__in=plain).delete()
    _remember(log, NameKind.COLUMN, learnt)


def remember_names(log: TimingLog, check: LogCheck) -> None:
    """Keep what a person chose for this log's procedures and surgeons."""
    there = {asked.key for asked in [*check.procedures, *check.surgeons]}
    for kind, chosen in ((NameKind.PROCEDURE, log.procedures), (NameKind.SURGEON, log.surgeons)):
        _remember(log, kind, {key: means for key, means in chosen.items() if key in there})


def _remember(log: TimingLog, kind: NameKind, said: Mapping[str, str]) -> None:
    LogName.objects.bulk_create(
        (
            LogName(organisation_id=log.organisation_id, kind=kind, text=text, means=means)
            for text, means in said.items()
        ),
        update_conflicts=True,
        unique_fields=["organisation", "kind", "text"],
        update_fields=["means"],
    )
