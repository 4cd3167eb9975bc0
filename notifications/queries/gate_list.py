"""Everybody of a camp by surname, for whoever stands at the gate with a pencil."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from camps.models import Camp, Registration
from camps.names import name_key
from notifications.queries.settled import Settled, settled_places
from scheduling.models import Appointment, AppointmentState


@dataclass(frozen=True)
class GateRow:
    """`arrive_at` is the hour to come; None: no place. `told` is what the patient knows, where that is another hour."""

    registration: Registration
    letter: str
    arrive_at: datetime | None
    told: datetime | None


def gate_list(camp: Camp) -> list[GateRow]:
    """Everybody who is registered, also without a place: whoever stands at the gate is on the paper.

    The surname is the last word of the name. Nothing says what for, or why somebody has no place.
    """
    places = {
        one.registration_id: one.arrive_at
        for one in Appointment.objects.filter(camp=camp, state=AppointmentState.BOOKED, registration__isnull=False)
    }
    told = settled_places(camp)
    registrations = Registration.objects.filter(camp=camp).select_related("patient")
    keyed = sorted(((*surname_key(one.patient.name), one.number), one) for one in registrations)
    return [
        GateRow(one, key[0][:1].upper(), places.get(one.pk), _otherwise(told.get(one.pk), places.get(one.pk)))
        for key, one in keyed
    ]


def surname_key(name: str) -> tuple[str, str]:
    """Surname and whole name, folded: "Àdé Ọlá" stands under O, beside those without accents."""
    folded = name_key(name)
    return folded.rpartition(" ")[2], folded


def _otherwise(told: Settled | None, now: datetime | None) -> datetime | None:
    """The hour somebody was told, where the list has another one: he or she comes then."""
    return told.arrive_at if told and told.live and told.arrive_at != now else None
