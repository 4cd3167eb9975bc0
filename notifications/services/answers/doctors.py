"""What a doctor's answer does: a decline is an absence for exactly the time declined, so that what stands on it needs
cover; an accept takes that very absence back. Nothing is moved or cancelled by it: a person decides."""

from __future__ import annotations

from datetime import datetime

from camps.models import Absence
from notifications.models import Answer, Meaning
from notifications.services.answers.heard import Heard, answers_about, note
from notifications.services.answers.organisers import tell_organisers
from notifications.wording import Kind
from scheduling.services.cover import enter_absence, remove_absence

DECLINED = "Declined in the calendar"


def coming(heard: Heard, *, now: datetime) -> Answer:
    """Kept; absences that an earlier decline of this very time made are taken back, and organisers hear of it."""
    taken_back = _absences(heard)
    covered = [
        appointment
        for absence in taken_back
        for appointment in remove_absence(absence=absence, by=None, said_by="doctor", now=now).covered
    ]
    if not taken_back:
        return note(heard, Meaning.COMING, now=now)
    effect = f"The decline is taken back. Covered again: {len(covered)}."
    answer = note(heard, Meaning.COMING, effect=effect, now=now)
    tell_organisers(answer, heard, Kind.DOCTOR_COMES, now=now)
    return answer


def perhaps(heard: Heard, *, now: datetime) -> Answer:
    """Kept, and nothing else."""
    return note(heard, Meaning.PERHAPS, now=now)


def cannot_come(heard: Heard, *, now: datetime) -> Answer:
    """The doctor is away then: appointments lose their cover, organisers hear of it. Said twice, it is told once."""
    told, doctor = heard.told, heard.doctor
    assert told is not None
    assert doctor is not None
    if told.ends_at <= now:
        return note(heard, Meaning.CANNOT_COME, effect="That time is over.", now=now)
    standing = _absences(heard)
    if standing:
        return note(heard, Meaning.CANNOT_COME, effect="It was declined before.", absence=standing[0], now=now)
    entered = enter_absence(
        doctor=doctor,
        starts_at=told.starts_at,
        ends_at=told.ends_at,
        reason=DECLINED,
        by=None,
        said_by="doctor",
        now=now,
    )
    effect = f"{doctor.name} is away then. Need cover now: {len(entered.lost)}."
    answer = note(heard, Meaning.CANNOT_COME, effect=effect, absence=entered.fact, now=now)
    tell_organisers(answer, heard, Kind.DOCTOR_DECLINED, lost=len(entered.lost), now=now)
    return answer


def other_time(heard: Heard, *, now: datetime) -> Answer:
    """A person moves the shift or the case, or keeps the time."""
    return note(heard, Meaning.OTHER_TIME, effect="The time stands until somebody decides.", needs_person=True, now=now)


def _absences(heard: Heard) -> list[Absence]:
    """Those that this doctor's declines of this shift or case made, as far as they lie in the time it has now."""
    told = heard.told
    assert told is not None
    made_by = answers_about(heard).exclude(absence=None).values("absence")
    return list(
        Absence.objects.select_related("doctor")
        .filter(pk__in=made_by, starts_at__lt=told.ends_at, ends_at__gt=told.starts_at)
        .order_by("pk")
    )
