"""Finding people who are known already."""

from __future__ import annotations

from camps.models import Patient
from camps.names import name_key


def known_as(*, name: str, phone: str) -> list[Patient]:
    """Patients with this phone (E.164) and the same words in the name, in any order: likely the same person."""
    if not phone:
        return []
    words = sorted(name_key(name).split())
    found = Patient.objects.filter(contacts__value=phone).order_by("pk")
    return [patient for patient in found if sorted(patient.name_key.split()) == words]
