"""Doctors away, tables closed, shifts changed: the fact is written, and what stood on it is marked, never moved.

Each act locks the resource's rows FOR UPDATE before it writes the fact: a booking under way (which shares them)
commits first and is seen here, a later one reads the new fact. Nobody is told; a person decides (design.md, 3).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Generic, TypeVar

from camps.live.counter import changed
from camps.models import Absence, Camp, Doctor, Resource, Shift, Station, StationClosure, User
from camps.services import shifts as facts
from camps.services.stations import change_station
from scheduling.models import Appointment, AppointmentState, ChangeKind, Tell
from scheduling.queries.cover import faults_of, held_by
from scheduling.services.booking import Actor
from scheduling.services.booking.records import SHOWN_LIVE, record
from scheduling.services.booking.retrying import once_more
from scheduling.services.holds import lock_for_change
from scheduling.services.slots import make_slots

Fact = TypeVar("Fact")
LONGEST = 200


@dataclass(frozen=True)
class Changed(Generic[Fact]):
    """What was written, and the appointments that lost their cover by it or have it again."""

    fact: Fact
    lost: tuple[Appointment, ...] = ()
    covered: tuple[Appointment, ...] = ()


def enter_absence(
    *,
    doctor: Doctor,
    starts_at: datetime,
    ends_at: datetime,
    reason: str = "",
    by: User | None,
    said_by: str = "staff",
    now: datetime,
) -> Changed[Absence]:
    """The doctor is away. Raises camps.errors.Invalid for a bad period."""
    return _changing(
        _of_doctor(doctor),
        lambda: facts.add_absence(doctor=doctor, starts_at=starts_at, ends_at=ends_at, reason=reason),
        actor=Actor(user=by, said_by=said_by, reason=reason),
        now=now,
    )


def remove_absence(*, absence: Absence, by: User | None, said_by: str = "staff", now: datetime) -> Changed[None]:
    """The doctor is there after all; what was marked for it alone is covered again."""
    return _changing(
        _of_doctor(absence.doctor),
        lambda: facts.remove_absence(absence=absence),
        actor=Actor(user=by, said_by=said_by),
        now=now,
    )


def close_station(
    *, station: Station, starts_at: datetime, ends_at: datetime, reason: str = "", by: User | None, now: datetime
) -> Changed[StationClosure]:
    """The station can't be used for a time. Raises camps.errors.Invalid."""
    return _changing(
        _of_station(station),
        lambda: facts.add_closure(station=station, starts_at=starts_at, ends_at=ends_at, reason=reason),
        actor=Actor(user=by, reason=reason),
        now=now,
    )


def reopen_station(*, closure: StationClosure, by: User | None, now: datetime) -> Changed[None]:
    """The station can be used after all."""
    return _changing(
        _of_station(closure.station), lambda: facts.remove_closure(closure=closure), actor=Actor(user=by), now=now
    )


def change_station_hours(
    *, station: Station, opens: time, closes: time, by: User | None, now: datetime
) -> Changed[Station]:
    """Other hours on every day; appointments outside them stand, marked. Raises camps.errors.Invalid."""
    return _changing(
        _of_station(station),
        lambda: change_station(
            station=station,
            name=station.name,
            kind=station.kind,
            opens=opens,
            closes=closes,
            lane=station.lane,
            equipment=station.equipment,
            beds=station.beds,
            public_name=station.public_name,
        ),
        actor=Actor(user=by),
        now=now,
        camp=station.camp,
    )


def add_shift(
    *, camp: Camp, doctor: Doctor, starts_at: datetime, ends_at: datetime, by: User | None, now: datetime
) -> Changed[Shift]:
    """One more shift; it may give cover back. Raises camps.errors.Invalid."""
    return _changing(
        _of_doctor(doctor),
        lambda: facts.add_shift(camp=camp, doctor=doctor, starts_at=starts_at, ends_at=ends_at),
        actor=Actor(user=by),
        now=now,
        camp=camp,
    )


def change_shift(
    *, shift: Shift, starts_at: datetime, ends_at: datetime, by: User | None, now: datetime
) -> Changed[Shift]:
    """Other times, same uid, next sequence. Raises camps.errors.Invalid."""
    return _changing(
        _of_doctor(shift.doctor),
        lambda: facts.change_shift(shift=shift, starts_at=starts_at, ends_at=ends_at, now=now),
        actor=Actor(user=by),
        now=now,
        camp=shift.camp,
    )


def cancel_shift(*, shift: Shift, by: User | None, now: datetime) -> Changed[Shift]:
    """The shift will not take place; its row stays, to be told as cancelled."""
    return _changing(
        _of_doctor(shift.doctor),
        lambda: facts.cancel_shift(shift=shift, now=now),
        actor=Actor(user=by),
        now=now,
        camp=shift.camp,
    )


@once_more
def _changing(
    resource_ids: Sequence[int],
    write: Callable[[], Fact],
    *,
    actor: Actor,
    now: datetime,
    camp: Camp | None = None,
) -> Changed[Fact]:
    """Lock, write the fact, mark; `camp` brings its arrival windows in line with new hours.

    Appointments are locked before resources, as `move` does; one booked in between is locked after, and the rare
    deadlock of that is retried once.
    """
    _locked(held_by(resource_ids=resource_ids, now=now))
    lock_for_change(resource_ids=resource_ids)
    fact = write()
    lost, covered = mark(_locked(held_by(resource_ids=resource_ids, now=now)), actor=actor, now=now)
    for camp_id in _shown_at(resource_ids, now=now):
        changed(camp_id)
    if camp is not None:
        make_slots(camp=camp)
    return Changed(fact, tuple(lost), tuple(covered))


@once_more
def look_again(*, camp: Camp, actor: Actor, now: datetime) -> Changed[None]:
    """Mark a whole camp by the facts as they stand: after a postponement, or when facts were changed elsewhere."""
    standing = Appointment.objects.filter(camp=camp, state=AppointmentState.BOOKED, ends_at__gt=now)
    lost, covered = mark(_locked(standing), actor=actor, now=now)
    return Changed(None, tuple(lost), tuple(covered))


def mark(
    appointments: Sequence[Appointment], *, actor: Actor, now: datetime
) -> tuple[list[Appointment], list[Appointment]]:
    """Write `needs_cover` where it changed, with the change row of each; nobody is told."""
    faults = faults_of(appointment_ids=[appointment.pk for appointment in appointments])
    lost: list[Appointment] = []
    covered: list[Appointment] = []
    for appointment in appointments:
        words = "; ".join(faults.get(appointment.pk, ()))[:LONGEST]
        if words == appointment.needs_cover:
            continue
        (lost if words else covered).append(appointment)
        appointment.needs_cover = words
        appointment.save(update_fields=["needs_cover"])
        said = Actor(user=actor.user, said_by=actor.said_by, reason=words or actor.reason)
        kind = ChangeKind.LOST_COVER if words else ChangeKind.COVERED
        record(appointment, kind, before=None, tell=Tell.NOBODY, actor=said, now=now)
    return lost, covered


def _locked(found) -> list[Appointment]:  # type: ignore[no-untyped-def]  # a queryset of Appointment
    """These appointments, locked in id order."""
    ids = list(found.values_list("pk", flat=True))
    return list(
        Appointment.objects.select_for_update(no_key=True, of=("self",))
        .select_related("camp__venue", "registration", "station")
        .filter(pk__in=ids, state=AppointmentState.BOOKED)
        .order_by("pk")
    )


def _shown_at(resource_ids: Sequence[int], *, now: datetime) -> set[int]:
    """The camps whose live pages show these tables, or doctors about now."""
    tables = Station.objects.filter(resources__in=resource_ids)
    near = Shift.objects.filter(
        doctor__resource__in=resource_ids, starts_at__lt=now + SHOWN_LIVE, ends_at__gt=now - SHOWN_LIVE
    )
    return {*tables.values_list("camp", flat=True), *near.values_list("camp", flat=True)}


def _of_doctor(doctor: Doctor) -> list[int]:
    return list(Resource.objects.filter(doctor=doctor).values_list("pk", flat=True))


def _of_station(station: Station) -> list[int]:
    return list(Resource.objects.filter(station=station).values_list("pk", flat=True))
