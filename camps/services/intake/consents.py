"""Whether a sheet's people agreed to be called or texted: asked once for all of them, and written down."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from camps.errors import Invalid
from camps.models import ConsentRecord, Guardian, Outcome, Registration, SheetImport, SheetRow, SheetState, User
from camps.services.intake.state import locked

HOW = "registration sheet, said at its import"
_CHUNK = 2_000


def answer_consent(*, sheet_import: SheetImport, agreed: bool, by: User | None, now: datetime) -> None:
    """The answer for a sheet that was committed before anybody was asked. Raises NotNow, Invalid (answered before)."""
    with transaction.atomic():
        found = locked(sheet_import, state=SheetState.COMMITTED)
        if found.agreed_to_texts is not None:
            raise Invalid(
                "This was answered already.",
                field="agreed_to_texts",
                cure="Write down what a person says now on his or her own page.",
            )
        found.agreed_to_texts = agreed
        found.save(update_fields=["agreed_to_texts"])
        rows = SheetRow.objects.filter(sheet_import=found, registration__isnull=False)
        _record(found, rows.values("registration_id"), given=agreed, by=by, now=now)


def record_for_known(sheet_import: SheetImport, *, by: User | None, now: datetime) -> None:
    """For those of the sheet who were registered before it. Call inside the commit's transaction."""
    rows = SheetRow.objects.filter(sheet_import=sheet_import, outcome__in=[Outcome.SAME, Outcome.CHANGED])
    if (given := sheet_import.agreed_to_texts) is not None:
        _record(sheet_import, rows.values("registration_id"), given=given, by=by, now=now)


def _record(sheet_import: SheetImport, registrations: QuerySet, *, given: bool, by: User | None, now: datetime) -> None:
    """Only where nothing is on record: one answer for a whole sheet never speaks against a person's own word."""
    spoken = ConsentRecord.objects.filter(patient=OuterRef("patient"), purpose=ConsentRecord.Purpose.TEXTS)
    of_guardian = Exists(Guardian.objects.filter(patient=OuterRef("patient")))
    silent = Registration.objects.filter(~Exists(spoken), pk__in=registrations).annotate(child=of_guardian)
    ConsentRecord.objects.bulk_create(
        (
            ConsentRecord(
                organisation_id=sheet_import.organisation_id,
                patient_id=patient,
                purpose=ConsentRecord.Purpose.TEXTS,
                given=given,
                giver="guardian" if child else "self",
                how=HOW,
                at=now,
                by=by,
            )
            for patient, child in silent.order_by("pk").values_list("patient_id", "child")
        ),
        batch_size=_CHUNK,
    )
