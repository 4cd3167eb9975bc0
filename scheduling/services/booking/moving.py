"""Give appointments other places: a move, a swap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from camps.models import Camp
from scheduling.errors import Gone
from scheduling.filling.problem import Place
from scheduling.models import Appointment, ChangeKind, Tell
from scheduling.queries.judge import against_place
from scheduling.queries.standing import read_standing
from scheduling.services.booking.actor import Actor
from scheduling.services.booking.locks import lock_appointments, lock_windows
from scheduling.services.booking.records import bump, record, snapshot, telling, times
from scheduling.services.booking.refusing import refuse
from scheduling.services.booking.retrying import once_more
from scheduling.services.holds import hold_all, keep_from_changing, release


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
    Taken or NotAllowed as `book`.
    """
    places = dict(moves)
    appointments = lock_appointments(list(places))
    if seen and any(appointment.changed_at != seen[appointment.pk] for appointment in appointments):
        raise Gone("This place was changed meanwhile.")
    lock_windows([place.slot for place in places.values()])
    keep_from_changing(resource_ids=[hold.resource for place in places.values() for hold in place.holds])
    # Read under the locks: a change of venue that was waited for has moved the camp since.
    camps = Camp.objects.select_related("venue").in_bulk({appointment.camp_id for appointment in appointments})
    for appointment in appointments:
        appointment.camp = camps[appointment.camp_id]
    release(appointment_ids=list(places))
    Appointment.objects.filter(pk__in=places).update(slot=None)  # so that none counts against its own new window
    for appointment in appointments:
        place = places[appointment.pk]
        before = snapshot(appointment)
        check_place(appointment, place)
        for field, value in times(place, now).items():
            setattr(appointment, field, value)
        appointment.venue_id = appointment.camp.venue_id
        appointment.needs_cover = ""
        after = snapshot(appointment)
        if (before["arrive_at"], before["venue"]) != (after["arrive_at"], after["venue"]):
            appointment.confirmed_at = None  # who said "I come" said it of another hour
        bump(appointment, now)
        appointment.save()
        record(
            appointment,
            ChangeKind.DOCTORS_CHANGED if before == after else ChangeKind.MOVED,
            before=before,
            tell=tell or telling(appointment, actor, now, was=datetime.fromisoformat(str(before["starts_at"]))),
            actor=actor,
            now=now,
        )
    hold_all(
        organisation_id=appointments[0].organisation_id,
        wanted=[(pk, hold) for pk, place in places.items() for hold in place.holds],
    )
    return appointments


def check_place(appointment: Appointment, place: Place) -> None:
    """Ask the judge of `book`, under the locks; Gone, Taken or NotAllowed when it may not stand there."""
    standing = read_standing(
        organisation_id=appointment.organisation_id,
        registration_id=appointment.registration_id,
        place=place,
        procedure_ids=list(appointment.procedures.values_list("pk", flat=True)),
    )
    if standing is None:
        raise Gone("This arrival window is no longer there.")
    refuse(against_place(place, standing, camp=appointment.camp_id))
