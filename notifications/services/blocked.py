"""A reader who blocked us at the phone network or the provider: a refusal like any other, on record."""

from __future__ import annotations

from datetime import datetime

from camps.models import ConsentRecord, Contact
from notifications.models import Message
from notifications.queries.audience import BY_STOP, refusals_of
from notifications.services.last_look import PURPOSE_OF

HOW = f"{BY_STOP} at the provider"


def note_block(message: Message, *, now: datetime) -> None:
    """No more of these to this number, for everybody we write to there; a person may still call.

    The word START in a text takes it back, as it does after STOP.
    """
    if message.contact is None:
        return
    purpose = PURPOSE_OF[message.channel]  # type: ignore[index]  # a Channel is its value
    same = Contact.objects.filter(
        organisation=message.organisation_id, kind=message.contact.kind, value=message.contact.value
    )
    patients = sorted(set(same.values_list("patient_id", flat=True)))
    refused = refusals_of(patients)
    asked = set(
        ConsentRecord.objects.filter(patient__in=patients, purpose=purpose).values_list("patient_id", flat=True)
    )
    ConsentRecord.objects.bulk_create(
        ConsentRecord(
            organisation_id=message.organisation_id, patient_id=patient, purpose=purpose, given=False, how=HOW, at=now
        )
        for patient in patients
        if purpose not in refused.get(patient, frozenset()) or patient not in asked
    )
