"""When doctors work. A shift is a calendar event: it keeps its uid, and `sequence` rises with each change.

What a change does to appointments is decided above (scheduling), which calls these and then looks at its own rows.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from camps.errors import Invalid
from camps.models import Absence, Camp, Doctor, Shift, Station, StationClosure
from camps.services.saving import checked


def add_shift(*, camp: Camp, doctor: Doctor, starts_at: datetime, ends_at: datetime) -> Shift:
    """A new shift `[starts_at, ends_at)`. Raises Invalid: outside the camp's days, or over another of the doctor's."""
    with transaction.atomic():
        _refuse_bad_period(camp=camp, doctor=doctor, starts_at=starts_at, ends_at=ends_at, but=0)
        return Shift.objects.create(
            organisation_id=camp.organisation_id, camp=camp, doctor=doctor, starts_at=starts_at, ends_at=ends_at
        )


def change_shift(*, shift: Shift, starts_at: datetime, ends_at: datetime, now: datetime) -> Shift:
    """Move a shift: same uid, next sequence; equal times change nothing. Raises Invalid, also for a cancelled one."""
    if shift.cancelled_at:
        raise Invalid("This shift was cancelled.", cure="Add a new one.")
    if (shift.starts_at, shift.ends_at) == (starts_at, ends_at):
        return shift
    with transaction.atomic():
        _refuse_bad_period(camp=shift.camp, doctor=shift.doctor, starts_at=starts_at, ends_at=ends_at, but=shift.pk)
        _write(shift, starts_at=starts_at, ends_at=ends_at, changed_at=now)
    return shift


def cancel_shift(*, shift: Shift, now: datetime) -> Shift:
    """The row stays with its times, since calendars must be told what was cancelled. A second call changes nothing."""
    if not shift.cancelled_at:
        _write(shift, cancelled_at=now, changed_at=now)
    return shift


def add_absence(*, doctor: Doctor, starts_at: datetime, ends_at: datetime, reason: str = "") -> Absence:
    """A time in which the doctor is away. Raises Invalid."""
    _refuse_no_length(starts_at=starts_at, ends_at=ends_at)
    absence = checked(
        Absence(
            organisation_id=doctor.organisation_id,
            doctor=doctor,
            starts_at=starts_at,
            ends_at=ends_at,
            reason=reason.strip(),
        )
    )
    absence.save()
    return absence


def remove_absence(*, absence: Absence) -> None:
    """The doctor is there after all."""
    absence.delete()


def add_closure(*, station: Station, starts_at: datetime, ends_at: datetime, reason: str = "") -> StationClosure:
    """A time in which the station can't be used. Raises Invalid."""
    _refuse_no_length(starts_at=starts_at, ends_at=ends_at)
    closure = checked(
        StationClosure(
            organisation_id=station.organisation_id,
            station=station,
            starts_at=starts_at,
            ends_at=ends_at,
            reason=reason.strip(),
        )
    )
    closure.save()
    return closure


def remove_closure(*, closure: StationClosure) -> None:
    """The station can be used after all."""
    closure.delete()


def _write(shift: Shift, **values: datetime) -> None:
    """`sequence` rises in the database, so that two changes at once count as two."""
    Shift.objects.filter(pk=shift.pk).update(sequence=F("sequence") + 1, **values)
    shift.refresh_from_db()


def _refuse_no_length(*, starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise Invalid("The end must be after the beginning.", field="ends_at", value=ends_at)


def _refuse_bad_period(*, camp: Camp, doctor: Doctor, starts_at: datetime, ends_at: datetime, but: int) -> None:
    """The doctor's row is locked, so that two shifts added at once see each other."""
    _refuse_no_length(starts_at=starts_at, ends_at=ends_at)
    day = starts_at.astimezone(camp.zone).date()
    if not camp.first_day <= day <= camp.last_day:
        raise Invalid(
            f"{day:%d %B %Y} is not a day of the camp.",
            field="starts_at",
            value=starts_at,
            cure=f"The camp goes from {camp.first_day:%d %B %Y} to {camp.last_day:%d %B %Y}.",
        )
    Doctor.objects.select_for_update(no_key=True).get(pk=doctor.pk)
    others = Shift.objects.filter(camp=camp, doctor=doctor, cancelled_at=None).exclude(pk=but)
    if others.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
        raise Invalid(
            f"{doctor.name} has a shift at that time.",
            field="starts_at",
            value=starts_at,
            cure="Change that one instead.",
        )
