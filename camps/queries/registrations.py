"""One person at a camp, with everything that hangs on it."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from camps.models import ConsentRecord, Doctor, Observation, Registration


def referred_to(doctor: Doctor) -> QuerySet[Registration]:
    """The cases referred to `doctor` at any camp, the newest camp first."""
    return (
        Registration.objects.filter(referred_to=doctor)
        .select_related("camp__venue", "patient", "procedure")
        .order_by("-camp__first_day", "number")
    )


def consents_that_hold(registration: Registration) -> list[ConsentRecord]:
    """The newest record of each purpose: what the person's word is today."""
    newest: dict[str, ConsentRecord] = {}
    said = ConsentRecord.objects.filter(patient_id=registration.patient_id).order_by("at", "pk")
    # An operation is agreed to at one camp, all else for good.
    for record in said.filter(Q(registration=None) | Q(registration=registration)):
        newest[record.purpose] = record
    return list(newest.values())


def newest_haemoglobin(registration: Registration) -> Observation | None:
    """The value that the rules look at."""
    values = Observation.objects.filter(patient_id=registration.patient_id, kind="hb")
    return values.order_by("-recorded_at", "-pk").first()
