"""May this patient go in? What was made sure of before theatre, and who else could be taken for the patient."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from camps.models import Camp, Guardian, Registration
from scheduling.models import Appointment, AppointmentState, Identifier, IdentityCheck


def comparable(registration: Registration) -> list[str]:
    """What the list says of the person at all: what it does not say can't match."""
    patient = registration.patient
    known = {
        Identifier.NAME: True,
        Identifier.BORN: patient.birth_date is not None,
        Identifier.TOWN: bool(patient.town),
        Identifier.GUARDIAN: Guardian.objects.filter(patient=patient).exists(),
        Identifier.CARD: True,
    }
    return [kind for kind in Identifier.values if known[Identifier(kind)]]


def side_differs(listed: str, said: str) -> bool:
    """What the list does not say can't differ."""
    return bool(listed) and listed != said


def holds(check: IdentityCheck, *, listed: str) -> bool:
    """Whether a check still stands: not once the list's side was changed after it."""
    return bool(check.emergency) or not side_differs(listed, check.side)


def newest_check(appointment: Appointment) -> IdentityCheck | None:
    """The one that counts, whether it holds or not."""
    return IdentityCheck.objects.filter(appointment=appointment).select_related("by").order_by("-at", "-pk").first()


def may_go_in(appointment: Appointment) -> bool:
    """Asked anew with each wheels-in."""
    check = newest_check(appointment)
    person = appointment.registration
    return check is not None and holds(check, listed=person.side if person else "")


def namesakes(registration: Registration, *, camp: Camp, at: datetime) -> list[Registration]:
    """Others who are at the camp on that day under the same name, in whatever order its words stand."""
    day = at.astimezone(camp.zone).date()
    begins, ends = camp.instant(day, time.min), camp.instant(day + timedelta(days=1), time.min)
    words = sorted(registration.patient.name_key.split())
    if not words:
        return []
    that_day = Appointment.objects.filter(
        camp=camp, state=AppointmentState.BOOKED, starts_at__gte=begins, starts_at__lt=ends
    )
    others = (
        Registration.objects.filter(pk__in=that_day.values("registration"), patient__name_key__contains=words[0])
        .exclude(pk=registration.pk)
        .select_related("patient")
        .order_by("number")
    )
    return [other for other in others if sorted(other.patient.name_key.split()) == words]
