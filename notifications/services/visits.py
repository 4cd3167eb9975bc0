"""What a patient answers on the page behind the secret link. `seen` is the hour the page showed: an answer to an hour
that changed meanwhile counts for nothing, since nobody said it of the new one."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from camps.models import Registration
from scheduling.errors import Gone, Taken
from scheduling.models import Appointment, AppointmentKind, RequestState, TimeRequest
from scheduling.queries.places import free_places
from scheduling.services.booking import Actor, cancel, confirm, move
from scheduling.services.booking.locks import lock_appointments

PATIENT = Actor(said_by="patient")
NEAREST = 3


@transaction.atomic
def say_coming(*, appointment_id: int, seen: datetime, now: datetime) -> None:
    """The patient will come. Raises Gone when the place is another one by now."""
    _as_seen(appointment_id, seen)
    confirm(appointment_id=appointment_id, actor=PATIENT, now=now)


def choose_time(
    *, registration: Registration, appointment_id: int, seen: datetime, wanted: datetime, note: str = "", now: datetime
) -> TimeRequest | None:
    """Move a consultation to `wanted` at once; for an operation ask for it, the place it has is kept.

    Returns the request, None when it was moved. Raises Taken, with what is free nearest to `wanted`, when somebody was
    quicker, and Gone when the place is another one by now.
    """
    try:
        with transaction.atomic():
            appointment = _as_seen(appointment_id, seen)
            found = free_places(registration=registration, now=now, limit=1, after=wanted, but_for=[appointment_id])
            if not found or found[0].arrive_at != wanted:
                raise Taken("This time was just taken.")
            if appointment.kind == AppointmentKind.OPERATION:
                return _ask(appointment, wanted=wanted, note=note, now=now)
            move(moves=[(appointment_id, found[0].place)], actor=PATIENT, now=now)
            _withdraw(appointment_id, now=now)
            return None
    except Taken as error:
        near = free_places(registration=registration, now=now, limit=NEAREST, around=wanted, but_for=[appointment_id])
        raise Taken(error.message, nearest=[place.arrive_at for place in near]) from error


@transaction.atomic
def ask_for_time(
    *, appointment_id: int, seen: datetime, wanted: datetime | None, note: str, now: datetime
) -> TimeRequest:
    """Ask for `wanted`, free or not, as a calendar proposes it: a person answers. The place is kept. Raises Gone."""
    return _ask(_as_seen(appointment_id, seen), wanted=wanted, note=note[:300], now=now)


@transaction.atomic
def ask_for_any_time(*, appointment_id: int, seen: datetime, note: str, now: datetime) -> TimeRequest:
    """None of the free times suits: a person is to find one. The place is kept. Raises Gone as `say_coming`."""
    return _ask(_as_seen(appointment_id, seen), wanted=None, note=note, now=now)


@transaction.atomic
def withdraw_wish(*, appointment_id: int, now: datetime) -> None:
    """The place as it is will do. Nothing happens where no wish is open."""
    lock_appointments([appointment_id])
    _withdraw(appointment_id, now=now)


@transaction.atomic
def give_up(*, appointment_id: int, seen: datetime, now: datetime) -> None:
    """Let the place go to somebody else; an open wish goes with it. Raises Gone as `say_coming`."""
    _as_seen(appointment_id, seen)
    _withdraw(appointment_id, now=now)
    cancel(appointment_id=appointment_id, actor=Actor(said_by="patient", reason="Given up by the patient"), now=now)


def _as_seen(appointment_id: int, seen: datetime) -> Appointment:
    (appointment,) = lock_appointments([appointment_id])
    if appointment.arrive_at != seen:
        raise Gone("This place has another time meanwhile.")
    return appointment


def _ask(appointment: Appointment, *, wanted: datetime | None, note: str, now: datetime) -> TimeRequest:
    """One open request an appointment: asking again changes it. The appointment's lock keeps two taps apart."""
    request, _ = TimeRequest.objects.update_or_create(
        appointment=appointment,
        state=RequestState.OPEN,
        defaults={"wanted_at": wanted, "note": note, "asked_at": now},
        create_defaults={
            "organisation_id": appointment.organisation_id,
            "wanted_at": wanted,
            "note": note,
            "asked_at": now,
        },
    )
    return request


def _withdraw(appointment_id: int, *, now: datetime) -> None:
    TimeRequest.objects.filter(appointment=appointment_id, state=RequestState.OPEN).update(
        state=RequestState.WITHDRAWN, answered_at=now
    )
