"""Consent to the operation and fitness for it: what stands at one camp."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from camps.errors import Invalid
from camps.models import Consent, ConsentRecord, Fitness, Registration, User
from camps.services.saving import checked

SAID = {Consent.GIVEN: True, Consent.REFUSED: False}


def record_clearance(
    *,
    registration: Registration,
    consent: str,
    fitness: str,
    giver: str = "self",
    how: str = "",
    by: User | None,
    now: datetime,
) -> Registration:
    """Write what stands. A consent given or refused is also kept as a record of its own, with `giver` and `how`.

    Raises Invalid for a word that is none, and where nobody says how it was given or refused.
    """
    with transaction.atomic():
        registration = Registration.objects.select_for_update(no_key=True).get(pk=registration.pk)
        if consent != registration.consent and consent in SAID:
            if not how.strip():
                raise Invalid("Say how it was given or refused.", field="how", cure="Such as: signed on paper.")
            record = ConsentRecord(
                organisation_id=registration.organisation_id,
                patient_id=registration.patient_id,
                registration=registration,
                purpose=ConsentRecord.Purpose.SURGERY,
                given=SAID[Consent(consent)],
                giver=giver,
                how=how.strip(),
                at=now,
                by=by,
            )
            checked(record).save()
        if fitness != registration.fitness:
            registration.fitness_at, registration.fitness_by = (
                (now, by) if fitness != Fitness.NOT_ASKED else (None, None)
            )
        registration.consent, registration.fitness = consent, fitness
        checked(registration).save(update_fields=["consent", "fitness", "fitness_at", "fitness_by"])
    return registration
