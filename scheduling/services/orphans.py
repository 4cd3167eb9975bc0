"""Who lost the place on the day keeps the visit, marked, until a person decides: nobody is dropped in silence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from scheduling.models import Appointment, ChangeKind, Tell
from scheduling.services.booking import Actor
from scheduling.services.booking.locks import lock_appointments
from scheduling.services.booking.records import record, snapshot
from scheduling.services.booking.refusing import refuse_on_a_table
from scheduling.services.booking.retrying import once_more
from scheduling.services.holds import release

LONGEST = 200


@once_more
def orphan(*, appointment_ids: Sequence[int], why: str, actor: Actor, now: datetime) -> list[Appointment]:
    """Free all that these hold, for others; they stay booked at their hour, and what they lost is written on them.

    Nobody is told: moved, covered or cancelled by a person, they hear then. Raises as `cancel`.
    """
    appointments = lock_appointments(appointment_ids)
    refuse_on_a_table(appointment_ids, now=now)
    release(appointment_ids=appointment_ids)
    for appointment in appointments:
        before = snapshot(appointment)
        appointment.needs_cover, appointment.slot = why[:LONGEST], None
        appointment.save(update_fields=["needs_cover", "slot"])
        said = replace(actor, reason=appointment.needs_cover)
        record(appointment, ChangeKind.LOST_COVER, before=before, tell=Tell.NOBODY, actor=said, now=now)
    return appointments
