"""A camp's appointments travel with it: other days, or another venue, every one keeping its hour and its table.

Unlike `move` nothing is refused here. Who is held elsewhere on the new day is left out, and the appointment stands
where it is, marked as needing cover, until a person decides.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import connection

from scheduling.intervals import instant, minute
from scheduling.models import Allocation, Appointment, AppointmentState, ChangeKind, ScheduleChange, Tell
from scheduling.services.booking import Actor
from scheduling.services.booking.locks import lock_appointments
from scheduling.services.booking.records import bump, change_row, snapshot
from scheduling.services.cover import mark
from scheduling.services.holds import keep_from_changing, release

# Sorted as every other statement that holds; what is held by somebody else is left out, not refused.
HOLD_WHAT_IS_FREE = """
INSERT INTO scheduling_allocation (organisation_id, appointment_id, resource_id, part, period, live)
SELECT %s, w.appointment, w.resource, w.part, tstzrange(w.starts, w.ends, '[)'), true
FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::timestamptz[], %s::timestamptz[])
  AS w(appointment, resource, part, starts, ends)
ORDER BY w.resource, w.starts
ON CONFLICT DO NOTHING
"""
TIMES = ["starts_at", "ends_at", "arrive_at", "venue", "confirmed_at", "sequence", "changed_at"]


def carry(
    *,
    appointment_ids: Sequence[int],
    shifted: Callable[[datetime], datetime],
    kind: ChangeKind,
    actor: Actor,
    now: datetime,
    tell: Tell = Tell.ON_PUBLISH,
    same_hour: bool = False,
) -> list[Appointment]:
    """Give each the time that `shifted` makes of its own, at the venue its camp has now; call inside a transaction.

    Returns those that need cover afterwards. The changes wait for the publication that the caller writes, unless
    `tell` says otherwise. Who confirmed is asked again, but for the `same_hour` on the wall.
    """
    if not appointment_ids:
        return []
    appointments = lock_appointments(list(appointment_ids))
    old = list(Allocation.objects.filter(appointment__in=appointment_ids, live=True).order_by("resource_id", "period"))
    keep_from_changing(resource_ids=sorted({hold.resource_id for hold in old}))
    befores = {appointment.pk: snapshot(appointment) for appointment in appointments}
    delta = {
        appointment.pk: minute(shifted(appointment.starts_at)) - minute(appointment.starts_at)
        for appointment in appointments
    }
    release(appointment_ids=list(appointment_ids))
    for appointment in appointments:
        by = delta[appointment.pk]
        appointment.starts_at = instant(minute(appointment.starts_at) + by)
        appointment.ends_at = instant(minute(appointment.ends_at) + by)
        appointment.arrive_at = shifted(appointment.arrive_at)
        appointment.venue_id = appointment.camp.venue_id
        appointment.confirmed_at = appointment.confirmed_at if same_hour else None
        bump(appointment, now)
    Appointment.objects.bulk_update(appointments, TIMES, batch_size=500)
    _hold_again(old, delta, organisation_id=appointments[0].organisation_id)
    ScheduleChange.objects.bulk_create(
        [change_row(one, kind, before=befores[one.pk], tell=tell, actor=actor, now=now) for one in appointments],
        batch_size=500,
    )
    lost, _ = mark(appointments, actor=actor, now=now)
    return lost


def standing(camp_id: int, *, now: datetime) -> list[int]:
    """The appointments of a camp that are not over, in id order."""
    return list(
        Appointment.objects.filter(camp=camp_id, state=AppointmentState.BOOKED, ends_at__gt=now)
        .order_by("pk")
        .values_list("pk", flat=True)
    )


def _hold_again(old: list[Allocation], delta: dict[int, int], *, organisation_id: int) -> None:
    columns: list[list[object]] = [
        [hold.appointment_id for hold in old],
        [hold.resource_id for hold in old],
        [hold.part for hold in old],
        [instant(minute(hold.period.lower) + delta[hold.appointment_id]) for hold in old],
        [instant(minute(hold.period.upper) + delta[hold.appointment_id]) for hold in old],
    ]
    with connection.cursor() as cursor:
        cursor.execute(HOLD_WHAT_IS_FREE, [organisation_id, *columns])
