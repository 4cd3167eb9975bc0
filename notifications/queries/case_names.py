"""How a case is called where others may look: its number and initials, never a name or an illness (safety.md §5)."""

from __future__ import annotations

from camps.models import Registration
from notifications.wording.catalogue import words


def case_name(registration: Registration | None, lang: str) -> str:
    """Such as "Case 014 - A.O."; just "Case" for an appointment without a patient."""
    if registration is None:
        return words(lang).event_case
    return case_label(number=registration.number, patient_name=registration.patient.name, lang=lang)


def case_label(*, number: int, patient_name: str, lang: str) -> str:
    """The same from values, for lists of hundreds."""
    initials = "".join([f"{part[0].upper()}." for part in patient_name.split(maxsplit=2)[:2]])
    return f"{words(lang).event_case} {number:03d} - {initials}".rstrip(" -")
