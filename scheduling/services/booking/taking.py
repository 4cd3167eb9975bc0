"""Take appointments away; what they held is free at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from camps.models import CampState
from scheduling.models import Appointment, AppointmentState, ChangeKind, ScheduleChange, Tell
from scheduling.services.booking.actor import Actor
from scheduling.services.booking.locks import lock_appointments
from scheduling.services.booking.records import bump, change_row, snapshot
from scheduling.services.booking.refusing import refuse_on_a_table
from scheduling.services.booking.retrying import once_more
from scheduling.services.holds import release


@once_more
def cancel(*, appointment_id: int, actor: Actor, now: datetime, tell: Tell | None = None) -> Appointment:
    """Take an appointment away: its holds are free at once, its row and its calendar event stay, told as cancelled.

    Raises Gone for one that is cancelled already, OnTheTable while its patient lies there.
    """
    return _take_away([appointment_id], actor=actor, now=now, tell=tell)[0]


@once_more
def cancel_all(
    *, appointment_ids: Sequence[int], actor: Actor, now: datetime, tell: Tell | None = None
) -> list[Appointment]:
    """Many at once, all or none: a day, a camp, or the places of a filling. Raises as `cancel`."""
    return _take_away(appointment_ids, actor=actor, now=now, tell=tell)


def _take_away(ids: Sequence[int], *, actor: Actor, now: datetime, tell: Tell | None) -> list[Appointment]:
    appointments = lock_appointments(ids)
    refuse_on_a_table(ids, now=now)
    befores = [snapshot(appointment) for appointment in appointments]
    release(appointment_ids=ids)
    for appointment in appointments:
        appointment.state = AppointmentState.CANCELLED
        appointment.cancelled_at = now
        appointment.cancel_reason = actor.reason[:200]
        appointment.needs_cover = ""
        bump(appointment, now)
    Appointment.objects.bulk_update(
        appointments, ["state", "cancelled_at", "cancel_reason", "needs_cover", "sequence", "changed_at"]
    )
    ScheduleChange.objects.bulk_create(
        change_row(
            appointment,
            ChangeKind.CANCELLED,
            before=before,
            tell=tell or (Tell.AT_ONCE if appointment.camp.state != CampState.DRAFT else Tell.ON_PUBLISH),
            actor=actor,
            now=now,
        )
        for appointment, before in zip(appointments, befores, strict=True)
    )
    return appointments
