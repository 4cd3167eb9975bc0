"""The real beginning and end of one appointment, as a person enters them; they can be put right and taken back."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from camps.errors import Invalid
from camps.models import Doctor, User
from scheduling.logs.reading import LONGEST
from scheduling.models import Appointment, Timing, TimingSource


def enter_timing(
    *,
    appointment: Appointment,
    started_at: datetime,
    ended_at: datetime,
    surgeon: Doctor | None,
    by: User | None,
    now: datetime,
    source: TimingSource = TimingSource.ENTERED,
) -> Timing:
    """Write down when the appointment really began and ended and who led it, over what was written before.

    What was planned for it and its procedures are kept beside. Raises Invalid: started_at (to come),
    ended_at (before the start, to come, longer than believed), or where it has no procedure.
    """
    if started_at > now:
        raise Invalid("It can't have begun yet.", field="started_at", value=started_at, cure="Put the hour right.")
    if ended_at <= started_at:
        raise Invalid("It ended before it began.", field="ended_at", value=ended_at, cure="Put one of the hours right.")
    if ended_at > now:
        raise Invalid("It can't have ended yet.", field="ended_at", value=ended_at, cure="Enter it when it has.")
    if ended_at - started_at > timedelta(minutes=LONGEST):
        raise Invalid(
            f"It would have taken more than {LONGEST // 60} hours.",
            field="ended_at",
            value=ended_at,
            cure="Put one of the hours right.",
        )
    with transaction.atomic():
        one = Appointment.objects.select_for_update(no_key=True).get(pk=appointment.pk)
        codes = sorted(one.procedures.values_list("code", flat=True))
        if not codes:
            raise Invalid("The appointment names no procedure.", value=one.pk, cure="Give it one first.")
        timing, _ = Timing.objects.update_or_create(
            organisation_id=one.organisation_id,
            mark=f"appointment {one.pk}",
            defaults={
                "codes": codes,
                "surgeon": surgeon,
                "started_at": started_at,
                "ended_at": ended_at,
                "planned_min": round((one.ends_at - one.starts_at) / timedelta(minutes=1)),
                "source": source,
                "appointment": one,
                "by": by,
                "at": now,
            },
        )
    return timing


def remove_timing(*, appointment: Appointment) -> bool:
    """Take back what was entered; says whether there was anything."""
    gone, _ = Timing.objects.filter(appointment=appointment).delete()
    return bool(gone)
