"""Consent to the operation and fitness for it, of one patient or of many: what stands at one camp."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from camps.errors import Invalid
from camps.models import Consent, ConsentRecord, Fitness, Registration, User
from camps.services.saving import checked

SAID = {Consent.GIVEN: True, Consent.REFUSED: False}


def record_clearance(
    *,
    registrations: Collection[int],
    consent: str | None,
    fitness: str | None,
    giver: str = "self",
    how: str = "",
    by: User | None,
    now: datetime,
) -> int:
    """Write what stands for each of these (ids); None leaves it as it is. Returns how many were changed.

    A consent given or refused is also kept as a record of its own, with `giver` and `how`. Raises Invalid for a word
    that is none, and where nobody says how it was given or refused.
    """
    with transaction.atomic():
        found = list(Registration.objects.select_for_update(no_key=True).filter(pk__in=registrations).order_by("pk"))
        changed = [_written(one, consent=consent, fitness=fitness, by=by, now=now) for one in found]
        said = [one for one, fields in zip(found, changed, strict=True) if "consent" in fields and one.consent in SAID]
        if said and not how.strip():
            raise Invalid("Say how it was given or refused.", field="how", cure="Such as: signed on paper.")
        ConsentRecord.objects.bulk_create(
            checked(_record(one, giver=giver, how=how.strip(), by=by, now=now)) for one in said
        )
        Registration.objects.bulk_update(found, ["consent", "fitness", "fitness_at", "fitness_by"], batch_size=500)
    return sum(bool(fields) for fields in changed)


def _written(
    registration: Registration, *, consent: str | None, fitness: str | None, by: User | None, now: datetime
) -> set[str]:
    """The fields that are other than they were."""
    changed = set()
    if consent is not None and consent != registration.consent:
        registration.consent = consent
        changed.add("consent")
    if fitness is not None and fitness != registration.fitness:
        seen = fitness != Fitness.NOT_ASKED
        registration.fitness = fitness
        registration.fitness_at, registration.fitness_by = (now, by) if seen else (None, None)
        changed.add("fitness")
    checked(registration)
    return changed


def _record(registration: Registration, *, giver: str, how: str, by: User | None, now: datetime) -> ConsentRecord:
    return ConsentRecord(
        organisation_id=registration.organisation_id,
        patient_id=registration.patient_id,
        registration=registration,
        purpose=ConsentRecord.Purpose.SURGERY,
        given=SAID[Consent(registration.consent)],
        giver=giver,
        how=how,
        at=now,
        by=by,
    )
