"""How a case is called where others may look: its number and initials, never a name or an illness (safety.md §5)."""

from __future__ import annotations

from camps.models import Registration
from notifications.wording.catalogue import words


def case_name(registration: Registration | None, lang: str) -> str:
    """Such as "Case 014 - A.O."; just "Case" for an appointment without a patient."""
    word = words(lang).event_case
    if registration is None:
        return word
    initials = "".join(f"{part[0].upper()}." for part in registration.patient.name.split()[:2])
    return f"{word} {registration.number:03d} - {initials}".rstrip(" -")
