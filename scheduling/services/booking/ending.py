"""An operation that is over: what it still held is free for others. Said too early, it is held again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import connection

from scheduling.intervals import instant, minute
from scheduling.models import Allocation, Appointment, ChangeKind, Part, ScheduleChange, Tell
from scheduling.services.booking.actor import Actor
from scheduling.services.booking.locks import lock_appointments
from scheduling.services.booking.records import change_row
from scheduling.services.booking.retrying import once_more
from scheduling.services.holds import lock_for_change

LEAST = timedelta(minutes=1)  # of a hold stays: who is operated on before the booked hour keeps the row of it
END = """
UPDATE scheduling_allocation AS h SET period = tstzrange(lower(h.period), w.until, '[)')
FROM unnest(%s::bigint[], %s::timestamptz[]) AS w(id, until) WHERE h.id = w.id
"""


@once_more
def end_holds(
    *, appointment_id: int, out: datetime | None, clean: datetime | None, actor: Actor, now: datetime
) -> bool:
    """Let the holds of an appointment end when it really ended, and never later than they were booked for.

    `out` is when the patient left the room: team and patient are free then, kit and table as much earlier as it ended
    early; the table when it was `clean`, where that is known. Without `out` all of it is held again, as far as nobody
    has it by now. The appointment keeps its hours and nobody is told. Says whether anything changed; raises Gone as
    `cancel`.
    """
    (one,) = lock_appointments([appointment_id])
    holds = list(Allocation.objects.filter(appointment=one, live=True).order_by("resource_id", "pk"))
    booked = _booked(one, holds)
    wanted = {hold.pk: _until(hold, booked[hold.pk], one, out=out, clean=clean) for hold in holds}
    longer = [hold for hold in holds if wanted[hold.pk] > hold.period.upper]
    if longer:
        wanted |= _as_far_as_free(longer, wanted)
    was = {hold.pk: hold.period.upper for hold in holds}
    if wanted == was:
        return False
    with connection.cursor() as cursor:
        cursor.execute(END, [list(wanted), list(wanted.values())])
    kind = ChangeKind.FREED if out is not None else ChangeKind.HELD_AGAIN
    change = change_row(one, kind, before=None, tell=Tell.NOBODY, actor=actor, now=now)
    change.before = {"until": _text(was)}
    change.after = {"until": _text(wanted), "booked": _text(booked)}
    change.save()
    return True


def _until(
    hold: Allocation, booked: datetime, one: Appointment, *, out: datetime | None, clean: datetime | None
) -> datetime:
    if out is None:
        return booked
    early = max(timedelta(), one.ends_at - _whole(out))
    until = min(booked, _whole(clean)) if clean is not None and hold.part == Part.STATION else booked - early
    return max(until, hold.period.lower + LEAST)


def _booked(one: Appointment, holds: Sequence[Allocation]) -> Mapping[int, datetime]:
    """Until when each was booked, by the record of what was freed since; a hold that is newer stands as booked."""
    last = (
        ScheduleChange.objects.filter(appointment=one, kind__in=(ChangeKind.FREED, ChangeKind.HELD_AGAIN))
        .order_by("-pk")
        .first()
    )
    said = (last.after or {}).get("booked", {}) if last else {}
    known = {int(key): datetime.fromisoformat(at) for key, at in said.items()}
    return {hold.pk: max(known.get(hold.pk, hold.period.upper), hold.period.upper) for hold in holds}


def _as_far_as_free(longer: Sequence[Allocation], wanted: Mapping[int, datetime]) -> dict[int, datetime]:
    """Up to whoever was booked meanwhile. Bookings under way are waited for, later ones wait."""
    lock_for_change(resource_ids=sorted({hold.resource_id for hold in longer}))
    found = {}
    for hold in longer:
        after = Allocation.objects.filter(
            resource=hold.resource_id, live=True, period__overlap=(hold.period.upper, wanted[hold.pk])
        ).exclude(pk=hold.pk)
        begins = [period.lower for period in after.values_list("period", flat=True)]
        found[hold.pk] = min([wanted[hold.pk], *begins])
    return found


def _whole(at: datetime) -> datetime:
    """The minute that `at` is not after: holds are of whole minutes."""
    return instant(minute(at) + (at > instant(minute(at))))


def _text(until: Mapping[int, datetime]) -> dict[str, str]:
    return {str(key): at.isoformat() for key, at in until.items()}
