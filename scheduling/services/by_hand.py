"""Book, move and swap as a person asks for it on a page: one look at the board, the act, and no harm in asking twice.

A double click finds what it wanted done already and says so; a page that was read before somebody else's change is
refused with Gone. What was set by hand is pinned.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from camps.models import CampState, Registration, Station
from scheduling.errors import Gone, NotAllowed, SchedulingError, Taken
from scheduling.filling.problem import Place
from scheduling.models import Appointment, AppointmentState, Tell
from scheduling.queries.places import Look, look, look_at_swap, procedures_of
from scheduling.services.booking import Actor, book, move


def live_appointment(registration: Registration) -> Appointment | None:
    """The place a registration has now, with what a page needs of it."""
    return (
        Appointment.objects.filter(registration=registration, state=AppointmentState.BOOKED)
        .select_related("camp__venue", "station", "registration__patient", "registration__procedure")
        .order_by("pk")
        .first()
    )


def place_by_hand(
    *,
    registration: Registration,
    station: Station,
    start: datetime,
    seen: str = "",
    overruled: bool = False,
    actor: Actor,
    now: datetime,
) -> Appointment:
    """Give a registration the place at `station` from `start`: booked, or moved there when it has one.

    `seen` is the `version` of the appointment on the page that asked (empty: it had none). Raises Taken with the
    nearest free starts, NotAllowed for a warning nobody overruled, Gone when it was changed meanwhile.
    """
    standing = live_appointment(registration)
    if standing and stands_at(standing, station, start):
        return standing
    if version(standing) != seen:
        raise Gone("This place was changed meanwhile.")
    but_for = [standing.pk] if standing else []
    found = look(registration=registration, station=station, start=start, now=now, but_for=but_for)
    place = accepted(found, overruled=overruled)
    try:
        return _placed(registration, standing, place, start=start, actor=actor, now=now)
    except SchedulingError:
        # The other half of a double click may have done it between our look and our lock.
        again = live_appointment(registration)
        if again and stands_at(again, station, start):
            return again
        raise


def stands_at(appointment: Appointment, station: Station, start: datetime) -> bool:
    """Is this what was wanted?"""
    return (appointment.station_id, appointment.starts_at) == (station.pk, start) and not appointment.needs_cover


def _placed(
    registration: Registration,
    standing: Appointment | None,
    place: Place,
    *,
    start: datetime,
    actor: Actor,
    now: datetime,
) -> Appointment:
    """Moved when it had a place, else booked; pinned, since a person set it."""
    with transaction.atomic():
        if standing:
            seen_at = {standing.pk: standing.changed_at}
            (appointment,) = move(moves=[(standing.pk, place)], actor=actor, now=now, seen=seen_at)
        else:
            appointment = book(
                registration_id=registration.pk,
                place=place,
                procedure_ids=[procedure.pk for procedure in procedures_of(registration)],
                actor=actor,
                now=now,
                tell=telling_of_booking(registration, start=start, now=now),
            )
        Appointment.objects.filter(pk=appointment.pk).update(pinned=True)
    return appointment


def swap_by_hand(
    *,
    first: Appointment,
    second: Appointment,
    seen: tuple[str, str],
    overruled: bool = False,
    actor: Actor,
    now: datetime,
) -> list[Appointment]:
    """Each takes the other's hour and station. Raises as `place_by_hand`; a page seen before any change is Gone."""
    if (version(first), version(second)) != seen:
        raise Gone("One of these places was changed meanwhile.")
    one, two = look_at_swap(first=first, second=second, now=now)
    places = [accepted(found, overruled=overruled) for found in (one, two)]
    with transaction.atomic():
        moved = move(
            moves=[(first.pk, places[0]), (second.pk, places[1])],
            actor=actor,
            now=now,
            seen={first.pk: first.changed_at, second.pk: second.changed_at},
        )
        Appointment.objects.filter(pk__in=[first.pk, second.pk]).update(pinned=True)
    return moved


def version(appointment: Appointment | None) -> str:
    """What a page carries along to notice a change by somebody else."""
    return appointment.changed_at.isoformat() if appointment else ""


def accepted(found: Look, *, overruled: bool) -> Place:
    """The place of a look, or its refusal in words."""
    if found.place is None or found.blocked:
        words = " ".join(conflict.words for conflict in found.conflicts if conflict.level == "block")
        raise Taken(words or "This time is not free.", nearest=[near.starts_at for near in found.nearest])
    if found.warnings and not overruled:
        raise NotAllowed(" ".join(found.warnings), cure="Tick “do it all the same” if you are sure.")
    return found.place


def telling_of_booking(registration: Registration, *, start: datetime, now: datetime) -> Tell:
    """A place on this very day is told at once, once the camp is published."""
    zone = registration.camp.zone
    today = start.astimezone(zone).date() == now.astimezone(zone).date()
    return Tell.AT_ONCE if today and registration.camp.state != CampState.DRAFT else Tell.ON_PUBLISH
