"""What a patient says of his or her place."""

from __future__ import annotations

from datetime import datetime

from scheduling.models import Appointment, ChangeKind, Tell
from scheduling.services.booking.actor import Actor
from scheduling.services.booking.locks import lock_appointments
from scheduling.services.booking.records import record
from scheduling.services.booking.retrying import once_more


@once_more
def confirm(*, appointment_id: int, actor: Actor, now: datetime) -> Appointment:
    """The patient says that he or she is coming; saying it twice changes nothing."""
    (appointment,) = lock_appointments([appointment_id])
    if appointment.confirmed_at is None:
        appointment.confirmed_at = now
        appointment.save(update_fields=["confirmed_at"])
        record(appointment, ChangeKind.CONFIRMED, before=None, tell=Tell.NOBODY, actor=actor, now=now)
    return appointment


@once_more
def unconfirm(*, appointment_id: int, actor: Actor, now: datetime) -> Appointment:
    """Who said "I come" says otherwise; the place is kept. Nothing happens where nobody had said so."""
    (appointment,) = lock_appointments([appointment_id])
    if appointment.confirmed_at is not None:
        appointment.confirmed_at = None
        appointment.save(update_fields=["confirmed_at"])
        record(appointment, ChangeKind.UNCONFIRMED, before=None, tell=Tell.NOBODY, actor=actor, now=now)
    return appointment
