"""Give appointments other places: a move, a swap."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection

from camps.models import Camp
from scheduling.errors import Gone
from scheduling.filling.problem import Place
from scheduling.intervals import minute
from scheduling.models import Appointment, ChangeKind, ScheduleChange, Tell
from scheduling.queries.judge import against_place
from scheduling.queries.standing import Wanted, read_all
from scheduling.services.booking.actor import Actor
from scheduling.services.booking.locks import lock_appointments, lock_windows
from scheduling.services.booking.records import bump, change_row, snapshot, telling, times
from scheduling.services.booking.refusing import refuse, refuse_on_a_table
from scheduling.services.booking.retrying import once_more
from scheduling.services.holds import hold_all, keep_from_changing, release

COLUMNS = (
    *("station_id", "slot_id", "starts_at", "ends_at", "arrive_at", "venue_id"),
    *("needs_cover", "confirmed_at", "sequence", "changed_at"),
)
# One statement for all: bulk_update would ask of each row which of hundreds of others it is, for each column.
WRITE = f"""
UPDATE scheduling_appointment AS a
SET {", ".join(f"{name} = w.{name}" for name in COLUMNS)}
FROM jsonb_populate_recordset(NULL::scheduling_appointment, %s::jsonb) AS w
WHERE a.id = w.id
"""  # noqa: S608 - made of constants


@once_more
def move(
    *,
    moves: Sequence[tuple[int, Place]],
    actor: Actor,
    now: datetime,
    tell: Tell | None = None,
    seen: Mapping[int, datetime] | None = None,
) -> list[Appointment]:
    """Give appointments other places, all or none: one move, a swap of two, or a whole camp postponed.

    All old holds are released before any new one goes in, so appointments may take each other's places. `seen` is
    each one's `changed_at` as the asker saw it. Raises Gone for a cancelled one or one changed since it was seen,
    OnTheTable for one who lies there and would get another table or hour, Taken or NotAllowed as `book`.
    """
    places = dict(moves)
    appointments = lock_appointments(list(places))
    if seen and any(appointment.changed_at != seen[appointment.pk] for appointment in appointments):
        raise Gone("This place was changed meanwhile.")
    refuse_on_a_table([one.pk for one in appointments if not _begins_there(one, places[one.pk])], now=now)
    lock_windows([place.slot for place in places.values()])
    keep_from_changing(resource_ids=[hold.resource for place in places.values() for hold in place.holds])
    # Read under the locks: a change of venue that was waited for has moved the camp since.
    camps = Camp.objects.select_related("venue").in_bulk({appointment.camp_id for appointment in appointments})
    for appointment in appointments:
        appointment.camp = camps[appointment.camp_id]
    release(appointment_ids=list(places))
    Appointment.objects.filter(pk__in=places).update(slot=None)  # so that none counts against its own new window
    check_places(appointments, places)
    changes = []
    for appointment in appointments:
        place = places[appointment.pk]
        before = snapshot(appointment)
        for field, value in times(place, now).items():
            setattr(appointment, field, value)
        appointment.venue_id = appointment.camp.venue_id
        appointment.needs_cover = ""
        after = snapshot(appointment)
        if (before["arrive_at"], before["venue"]) != (after["arrive_at"], after["venue"]):
            appointment.confirmed_at = None  # who said "I come" said it of another hour
        bump(appointment, now)
        changes.append(
            change_row(
                appointment,
                ChangeKind.DOCTORS_CHANGED if before == after else ChangeKind.MOVED,
                before=before,
                tell=tell or telling(appointment, actor, now, was=datetime.fromisoformat(str(before["starts_at"]))),
                actor=actor,
                now=now,
            )
        )
    write(appointments)
    ScheduleChange.objects.bulk_create(changes)
    hold_all(
        organisation_id=appointments[0].organisation_id,
        wanted=[(pk, hold) for pk, place in places.items() for hold in place.holds],
    )
    return appointments


def _begins_there(appointment: Appointment, place: Place) -> bool:
    """Is it only another team, or another end?"""
    return (appointment.station_id, minute(appointment.starts_at)) == (place.station, place.span[0])


def write(appointments: Sequence[Appointment]) -> None:
    """Where each stands now, into its row; they are locked."""
    rows = [{"id": one.pk, **{name: getattr(one, name) for name in COLUMNS}} for one in appointments]
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [json.dumps(rows, default=datetime.isoformat)])


def check_places(appointments: Sequence[Appointment], places: Mapping[int, Place]) -> None:
    """Ask the judge of `book`, under the locks; Gone, Taken or NotAllowed when one may not stand there."""
    asked: dict[int, list[int]] = defaultdict(list)
    for link in Appointment.procedures.through.objects.filter(appointment__in=appointments).order_by("pk"):
        asked[link.appointment_id].append(link.procedure_id)
    wanted = [Wanted(one.registration_id, places[one.pk], tuple(asked[one.pk])) for one in appointments]
    found = read_all(organisation_id=appointments[0].organisation_id, wanted=wanted)
    for appointment, (one, _, standing) in zip(appointments, found, strict=True):
        if standing is None:
            raise Gone("This arrival window is no longer there.")
        refuse(against_place(one.place, standing, camp=appointment.camp_id))
