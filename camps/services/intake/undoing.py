"""A commit is taken back, as long as nothing hangs on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from camps.errors import CampError
from camps.models import (
    Family,
    Observation,
    Outcome,
    Patient,
    Procedure,
    Registration,
    Resource,
    SheetImport,
    SheetRow,
    SheetState,
)
from camps.queries.hanging import Hanging, what_hangs
from camps.queries.standing import CHUNK, standing_of
from camps.services.intake.consents import HOW
from camps.services.intake.persons import write_values
from camps.services.intake.progress import Progress, Step, silent
from camps.services.intake.state import lock_people_of, locked

NAMED = 5  # of those on whom something hangs


class Hangs(CampError):
    """Something rests on these registrations by now. `hanging` says on which, and what."""

    def __init__(self, hanging: Sequence[Hanging]) -> None:
        some = "; ".join(f"{found.number:03d} {found.name} ({found.why})" for found in hanging[:NAMED])
        rest = f" and {len(hanging) - NAMED:,} more" if len(hanging) > NAMED else ""
        super().__init__(
            f"This import can't be undone: something hangs on it by now. {some}{rest}.",
            value=len(hanging),
            cure="Put single people right on their own pages.",
        )
        self.hanging = tuple(hanging)


def hanging_on(sheet_import: SheetImport) -> list[Hanging]:
    """What stands in the way of `undo`."""
    return what_hangs(sheet_import, consent_words=HOW)


def undo(*, sheet_import: SheetImport, now: datetime, on_row: Progress = silent) -> int:
    """Remove the people that the import registered and write back what it changed; returns how many people go.

    What people who stay had said about texts is kept: it was said. All or nothing. Raises NotNow, Hangs.
    """
    with transaction.atomic():
        lock_people_of(sheet_import.camp)
        found = locked(sheet_import, state=SheetState.COMMITTED)
        # Booking one of them waits from here on, and then finds nobody.
        made = Registration.objects.filter(sheet_import=found)
        patients = list(made.select_for_update().order_by("pk").values_list("patient_id", flat=True))
        if hanging := hanging_on(found):
            raise Hangs(hanging)
        _write_back(found)
        families = list(made.exclude(family=None).values_list("family_id", flat=True).distinct())
        for start in range(0, len(patients), CHUNK):
            _remove(patients[start : start + CHUNK])
            on_row(Step.REMOVE, min(start + CHUNK, len(patients)), len(patients))
        Family.objects.filter(pk__in=families, registrations=None).delete()
        found.state = SheetState.UNDONE
        found.undone_at = now
        found.save(update_fields=["state", "undone_at"])
    return len(patients)


def _write_back(sheet_import: SheetImport) -> None:
    procedures = {procedure.code: procedure for procedure in Procedure.objects.filter(camp=sheet_import.camp)}
    rows = SheetRow.objects.filter(sheet_import=sheet_import, outcome=Outcome.CHANGED, before__isnull=False)
    for row in rows.select_related("registration__patient", "registration__camp").order_by("pk"):
        registration, before = row.registration, row.before
        assert registration is not None
        assert before is not None
        if before["observation"]:
            Observation.objects.filter(pk=before["observation"]).delete()
        write_values(
            registration=registration,
            standing=standing_of(sheet_import.camp, [registration.pk])[registration.pk],
            values={field: value for field, value in before["was"].items() if field != "haemoglobin"},
            procedures=procedures,
        )


def _remove(patients: list[int]) -> None:
    Registration.objects.filter(patient__in=patients).delete()
    Resource.objects.filter(patient__in=patients).delete()
    Patient.objects.filter(pk__in=patients).delete()
