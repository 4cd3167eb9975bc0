"""Book, move, swap, cancel, confirm: every path to an appointment goes through these five.

Each is one transaction that takes its locks in one order (registration, then slots by id, then resources by id, then
the holds by resource), writes its ScheduleChange, and leaves nothing behind when it refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction
from django_scopes import get_scope
from django_scopes.exceptions import ScopeError

from camps.models import Camp, CampState, Decision, User
from scheduling.errors import Gone, NotAllowed, Taken
from scheduling.filling.problem import Place
from scheduling.intervals import instant
from scheduling.models import (
    Appointment,
    AppointmentKind,
    AppointmentState,
    ChangeKind,
    QueueSlot,
    ScheduleChange,
    Tell,
)
from scheduling.queries.cover import uncovered
from scheduling.services.book_sql import Standing, lock_and_read, write
from scheduling.services.holds import hold_all, keep_from_changing, release

P = ParamSpec("P")
R = TypeVar("R")
# 40P01 deadlock, 40001 serialisation, 55P03 lock not available, 23P01 exclusion: all mean "somebody was quicker".
AGAIN = {"40P01", "40001", "55P03", "23P01"}


@dataclass(frozen=True)
class Actor:
    """Who does it: a member of staff, or `patient`, `doctor`, `system` without an account."""

    user: User | None = None
    said_by: str = "staff"
    reason: str = ""


SYSTEM = Actor(said_by="system")


def once_more(act: Callable[P, R]) -> Callable[P, R]:
    """Retry once when PostgreSQL chose this transaction to fail (crossing swaps deadlock by nature), then Taken."""

    @wraps(act)
    def retried(*args: P.args, **kwargs: P.kwargs) -> R:
        for last in (False, True):
            try:
                with transaction.atomic():
                    return act(*args, **kwargs)
            except OperationalError as error:
                if getattr(error.__cause__, "sqlstate", "") not in AGAIN:
                    raise
                if last or connection.in_atomic_block:
                    raise Taken("This time was just taken.") from error
        raise AssertionError("the loop returns or raises")

    return retried


@once_more
def book(
    *,
    registration_id: int,
    place: Place,
    procedure_ids: Sequence[int],
    actor: Actor,
    now: datetime,
    tell: Tell = Tell.ON_PUBLISH,
) -> Appointment:
    """Give a listed registration a place for these procedures of its camp.

    Raises NotAllowed when the facts forbid it, Taken when the window is full or somebody is held or not there.
    """
    organisation_id = organisation_in_scope()
    standing = lock_and_read(
        organisation_id=organisation_id, registration_id=registration_id, place=place, procedure_ids=procedure_ids
    )
    if standing is None:
        raise Gone("This registration or its arrival window is no longer there.")
    refuse(standing, place)
    user_id = actor.user.pk if actor.user else None
    appointment_id, uid, held = write(
        organisation_id=organisation_id,
        standing=standing,
        registration_id=registration_id,
        place=place,
        procedure_ids=procedure_ids,
        actor=(user_id, actor.said_by, actor.reason),
        tell=tell,
        now=now,
    )
    if held < len(place.holds):
        raise Taken("This time was just taken.")
    return Appointment(
        id=appointment_id,
        organisation_id=organisation_id,
        camp_id=standing.camp,
        venue_id=standing.venue,
        registration_id=registration_id,
        kind=AppointmentKind.OPERATION if standing.is_operation else AppointmentKind.CONSULTATION,
        uid=uid,
        created_at=now,
        **times(place, now),
    )


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
    # Read under the locks: a change of venue that was waited for has moved the camp since.
    camps = Camp.objects.select_related("venue").in_bulk({appointment.camp_id for appointment in appointments})
    for appointment in appointments:
        appointment.camp = camps[appointment.camp_id]
    release(appointment_ids=list(places))
    Appointment.objects.filter(pk__in=places).update(slot=None)  # so that none counts against its own new window
    for appointment in appointments:
        place = places[appointment.pk]
        before = snapshot(appointment)
        check_place(
            registration_id=appointment.registration_id,
            place=place,
            procedure_ids=list(appointment.procedures.values_list("pk", flat=True)),
        )
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


@once_more
def cancel(*, appointment_id: int, actor: Actor, now: datetime, tell: Tell | None = None) -> Appointment:
    """Take an appointment away: its holds are free at once, its row and its calendar event stay, told as cancelled."""
    return _take_away([appointment_id], actor=actor, now=now, tell=tell)[0]


@once_more
def cancel_all(
    *, appointment_ids: Sequence[int], actor: Actor, now: datetime, tell: Tell | None = None
) -> list[Appointment]:
    """Many at once, all or none: a day, a camp, or the places of a filling. Raises Gone as `cancel`."""
    return _take_away(appointment_ids, actor=actor, now=now, tell=tell)


def _take_away(ids: Sequence[int], *, actor: Actor, now: datetime, tell: Tell | None) -> list[Appointment]:
    appointments = lock_appointments(ids)
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


@once_more
def confirm(*, appointment_id: int, actor: Actor, now: datetime) -> Appointment:
    """The patient says that he or she is coming; saying it twice changes nothing."""
    (appointment,) = lock_appointments([appointment_id])
    if appointment.confirmed_at is None:
        appointment.confirmed_at = now
        appointment.save(update_fields=["confirmed_at"])
        record(appointment, ChangeKind.CONFIRMED, before=None, tell=Tell.NOBODY, actor=actor, now=now)
    return appointment


def organisation_in_scope() -> int:
    """The organisation that is in scope; its raw statements must say so themselves."""
    organisation = get_scope().get("organisation")
    if organisation is None:
        raise ScopeError("book() needs a scope: with scope(organisation=…)")
    return int(organisation.pk)


def refuse(standing: Standing, place: Place) -> None:
    """Say no before anything is written."""
    number = f"{standing.number:03d}"
    if standing.camp_state == CampState.CANCELLED:
        raise NotAllowed(f"{standing.camp_name} is cancelled.", cure="Book at another camp.")
    if standing.decision not in (Decision.LISTED, Decision.STANDBY):
        words = Decision(standing.decision).label.lower()
        raise NotAllowed(
            f"Registration {number} is “{words}”; only listed patients and standby get a place.",
            cure="Change the decision on the registration's page first.",
        )
    if standing.has_place:
        raise NotAllowed(f"Registration {number} has a place already.", cure="Move the place it has.")
    if standing.is_operation is None:
        raise NotAllowed(
            f"Registration {number} asks for no procedure of this camp.",
            cure="Choose the procedure on the registration's page.",
        )
    if (
        standing.window_camp != standing.camp
        or standing.window_station != place.station
        or not standing.window[0] <= instant(place.span[0]) < standing.window[1]
    ):
        raise NotAllowed(
            "The arrival window is not the one of this camp, station and hour.", cure="Load the page again."
        )
    if standing.uncovered:
        raise Taken(f"{'; '.join(standing.uncovered)}.")
    if standing.taken >= standing.capacity:
        raise Taken(f"The arrival window of {standing.capacity} is full.")


def check_place(*, registration_id: int | None, place: Place, procedure_ids: Sequence[int]) -> None:
    """The same for a move: the facts are read after their rows are share-locked, so they hold until the commit."""
    keep_from_changing(resource_ids=[hold.resource for hold in place.holds])
    faults = uncovered(
        registration_id=registration_id,
        holds=place.holds,
        ends=place.span[1],
        slot_id=place.slot,
        procedure_ids=procedure_ids,
    )
    if faults:
        raise Taken(f"{'; '.join(faults)}.")
    slot = QueueSlot.objects.get(pk=place.slot)
    if slot.station_id != place.station or not slot.starts_at <= instant(place.span[0]) < slot.ends_at:
        raise NotAllowed("The arrival window is not the one of this station and hour.", cure="Load the page again.")
    if slot.appointments.filter(state=AppointmentState.BOOKED).count() >= slot.capacity:
        raise Taken(f"The arrival window of {slot.capacity} is full.")


def lock_windows(slot_ids: Sequence[int]) -> None:
    """Slots are locked in id order before they are counted (design.md, 2)."""
    list(QueueSlot.objects.select_for_update(no_key=True).filter(pk__in=slot_ids).order_by("pk").values_list("pk"))


def lock_appointments(ids: Sequence[int]) -> list[Appointment]:
    """The appointments, locked in id order; Gone when one is no longer booked."""
    found = list(
        Appointment.objects.select_for_update(no_key=True, of=("self",))
        .select_related("camp", "camp__venue")
        .filter(pk__in=ids)
        .order_by("pk")
    )
    if len(found) < len(set(ids)) or any(appointment.state != AppointmentState.BOOKED for appointment in found):
        raise Gone("This place was cancelled meanwhile.")
    return found


def times(place: Place, now: datetime) -> dict[str, object]:
    return {
        "station_id": place.station,
        "slot_id": place.slot,
        "starts_at": instant(place.span[0]),
        "ends_at": instant(place.span[1]),
        "arrive_at": instant(place.arrive),
        "changed_at": now,
    }


def bump(appointment: Appointment, now: datetime) -> None:
    """SEQUENCE rises with each visible change; before the first publication nobody has seen anything."""
    if appointment.camp.state != CampState.DRAFT:
        appointment.sequence += 1
    appointment.changed_at = now


def telling(appointment: Appointment, actor: Actor, now: datetime, *, was: datetime | None = None) -> Tell:
    """A patient's own change and one on the day are told at once, the rest with the next publishing (design.md, 3).

    `was` is where it stood before: somebody moved away from today must hear of it today.
    """
    if appointment.camp.state == CampState.DRAFT:
        return Tell.ON_PUBLISH
    zone = appointment.camp.zone
    days = {at.astimezone(zone).date() for at in (appointment.starts_at, was) if at}
    on_the_day = now.astimezone(zone).date() in days
    return Tell.AT_ONCE if actor.said_by == "patient" or on_the_day else Tell.ON_PUBLISH


def snapshot(appointment: Appointment) -> dict[str, object]:
    return {
        "starts_at": appointment.starts_at.isoformat(),
        "ends_at": appointment.ends_at.isoformat(),
        "arrive_at": appointment.arrive_at.isoformat(),
        "station": appointment.station_id,
        "venue": appointment.venue_id,
        "state": str(appointment.state),
    }


def record(
    appointment: Appointment,
    kind: ChangeKind,
    *,
    before: dict[str, object] | None,
    tell: Tell,
    actor: Actor,
    now: datetime,
) -> ScheduleChange:
    """Write what happened, in the transaction that made it happen."""
    change = change_row(appointment, kind, before=before, tell=tell, actor=actor, now=now)
    change.save()
    return change


def change_row(
    appointment: Appointment,
    kind: ChangeKind,
    *,
    before: dict[str, object] | None,
    tell: Tell,
    actor: Actor,
    now: datetime,
) -> ScheduleChange:
    """The row of `record`, not yet written."""
    return ScheduleChange(
        organisation_id=appointment.organisation_id,
        camp_id=appointment.camp_id,
        appointment=appointment,
        kind=kind,
        tell=tell,
        before=before,
        after=snapshot(appointment),
        reason=actor.reason[:200],
        actor=actor.user,
        said_by=actor.said_by,
        at=now,
    )
