"""A checked sheet becomes registrations, all in one transaction."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from datetime import datetime

from django.db import transaction

from camps.errors import CampError, Invalid
from camps.models import Camp, Outcome, Procedure, Registration, SheetImport, SheetRow, SheetState, User
from camps.queries.standing import CHUNK, Plain, standing_of
from camps.services.intake.consents import HOW, record_for_known
from camps.services.intake.persons import Newcomers, write_values
from camps.services.intake.progress import Progress, Step, silent
from camps.services.intake.reading import write_rows
from camps.services.intake.settling import settle
from camps.services.intake.staging import remember_columns
from camps.services.intake.state import lock_people_of, locked
from camps.services.registrations import NewPerson, register_many
from camps.sheets.people import Person
from camps.sheets.report import Report


class ChangesToAnswer(CampError):
    """Some rows would change what stands, and nobody said yet whether they may."""


def commit(
    *,
    sheet_import: SheetImport,
    agreed_to_texts: bool | None,
    by: User | None,
    now: datetime,
    consent_later: bool = False,
    settled: Report | None = None,
    on_row: Progress = silent,
) -> Report:
    """Register the new people and write the changes that were accepted; all of it or, on any error, nothing.

    What stands is looked at once more first, with the camp locked, so a person who was registered by hand meanwhile is
    not registered twice. `agreed_to_texts` is the one answer for all people of the sheet; with `consent_later` it may
    be None, for `answer_consent`. `settled` is the report of a check in this very transaction, made with the camp
    locked: then nothing is looked at twice. Raises NotNow, Invalid (agreed_to_texts), ChangesToAnswer.
    """
    if agreed_to_texts is None and not consent_later:
        raise Invalid(
            "Say whether these people agreed to be called or texted.",
            field="agreed_to_texts",
            cure="Choose yes or no; it is written down for each of them.",
        )
    with transaction.atomic():
        lock_people_of(sheet_import.camp)
        found = locked(sheet_import)
        report = settled or settle(found)
        _refuse_unanswered(found)
        found.agreed_to_texts = agreed_to_texts
        _register_new(found, by=by, now=now, on_row=on_row)
        _write_changes(found)
        record_for_known(found, by=by, now=now)
        remember_columns(found)
        found.state = SheetState.COMMITTED
        found.committed_at = now
        found.save(update_fields=["agreed_to_texts", "state", "committed_at"])
    return report


def _refuse_unanswered(sheet_import: SheetImport) -> None:
    open_ones = SheetRow.objects.filter(sheet_import=sheet_import, outcome=Outcome.CHANGED, take_changes=None)
    if count := open_ones.count():
        raise ChangesToAnswer(
            f"{count} rows say otherwise than what stands."
            if count > 1
            else "One row says otherwise than what stands.",
            field="changes",
            value=count,
            cure="Answer each of them: take the sheet's values, or keep those that stand.",
        )


def _register_new(sheet_import: SheetImport, *, by: User | None, now: datetime, on_row: Progress) -> None:
    newcomers = Newcomers(
        camp=sheet_import.camp,
        procedures=_procedures(sheet_import.camp),
        agreed_to_texts=sheet_import.agreed_to_texts,
    )
    new = SheetRow.objects.filter(sheet_import=sheet_import, outcome=Outcome.NEW)
    whole = new.count()
    done = 0
    waiting: deque[SheetRow] = deque()

    def people() -> Iterator[NewPerson]:
        last = -1
        while rows := list(new.filter(sheet_row__gt=last).order_by("sheet_row")[:CHUNK]):
            for row in rows:
                assert row.person is not None
                waiting.append(row)
                yield newcomers.register_as(Person.from_json(row.person))
            last = rows[-1].sheet_row

    def link(made: list[Registration]) -> None:
        nonlocal done
        rows = [waiting.popleft() for _ in made]
        for row, registration in zip(rows, made, strict=True):
            row.registration = registration
        write_rows(rows, ["registration"])
        done += len(rows)
        on_row(Step.WRITE, done, whole)

    register_many(
        camp=sheet_import.camp,
        people=people(),
        by=by,
        now=now,
        how=HOW,
        sheet_import=sheet_import,
        on_chunk=link,
    )


def _write_changes(sheet_import: SheetImport) -> None:
    """Each with what it replaced, so that it can be undone, and with what then stood, to see whether it still does."""
    procedures = _procedures(sheet_import.camp)
    rows = SheetRow.objects.filter(sheet_import=sheet_import, outcome=Outcome.CHANGED, take_changes=True)
    wanted = list(rows.order_by("sheet_row").values_list("pk", flat=True))
    for start in range(0, len(wanted), CHUNK):
        chunk = list(rows.filter(pk__in=wanted[start : start + CHUNK]).order_by("pk"))
        ids = [row.registration_id for row in chunk if row.registration_id]
        standing = standing_of(sheet_import.camp, ids)
        registrations = {
            row.pk: row
            for row in Registration.objects.filter(pk__in=ids).select_related("patient", "camp", "procedure", "family")
        }
        for row in chunk:
            assert row.registration_id is not None
            observation = write_values(
                registration=registrations[row.registration_id],
                standing=standing[row.registration_id],
                values={field: new for field, (_, new) in row.changes.items()},
                procedures=procedures,
            )
            row.before = {"was": _replaced(row, standing[row.registration_id]), "observation": observation}
        after = standing_of(sheet_import.camp, ids)
        for row in chunk:
            assert row.registration_id is not None
            assert row.before is not None
            row.before["then"] = after[row.registration_id]
        write_rows(chunk, ["before"])


def _replaced(row: SheetRow, standing: Plain) -> Plain:
    """What undo writes back. A new number may have moved from the guardian's to the patient's own: both, then."""
    phones = (
        ("phones", "guardian_phones") if any(field in row.changes for field in ("phones", "guardian_phones")) else ()
    )
    return {field: standing[field] for field in (*row.changes, *phones)}


def _procedures(camp: Camp) -> Mapping[str, Procedure]:
    return {procedure.code: procedure for procedure in Procedure.objects.filter(camp=camp)}
