"""The moments of an operation, written down as they happen, put right and taken back.

Each act locks the appointment, so two devices that say the same at once write one row. What is complete teaches how
long such operations take (services/timings), what is taken back no longer does. Who is out sooner than
booked lets the rest of the time go (services/booking).

The appointment stays booked: "done" is read from these rows. Whoever reads the state takes what is not booked as gone
from feeds, lists and plans, which an operation that took place is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from camps.errors import Invalid
from camps.live.counter import changed
from camps.models import Doctor, Station, StationKind, User
from scheduling.models import Appointment, AppointmentState, Milestone, MilestoneKind, Timing
from scheduling.queries.leaders import leader_of
from scheduling.queries.on_table import BACKWARDS
from scheduling.queries.theatre_gate import may_go_in
from scheduling.services.booking import Actor, end_holds
from scheduling.services.booking.locks import lock_appointments
from scheduling.services.theatre.following import follow
from scheduling.services.timings.entering import enter_timing, remove_timing
from scheduling.theatre.order import CLEAN, NEEDS, OUT, WHEELS_IN, fault_of, length_of


def mark(
    *, appointment: Appointment, kind: str, at: datetime, by: User | None, now: datetime, client_id: UUID | None = None
) -> Milestone:
    """Write down that `kind` happened. What stands already is given back as it is, and so is a `client_id` seen before.

    Raises Invalid: kind (no such moment, or out of order), at (to come, or on another day), identity (nobody made sure
    of the patient), station (somebody else is on the table); Gone for a place that was cancelled.
    """
    if kind not in MilestoneKind.values:
        raise Invalid("There is no such moment.", field="kind", value=kind, cure="Choose one of the page's.")
    with transaction.atomic():
        (one,) = lock_appointments([appointment.pk])
        if sent := Milestone.objects.filter(client_id=client_id).first() if client_id else None:
            if (sent.appointment_id, sent.kind) != (one.pk, kind):
                raise Invalid("This device said something else under that number.", field="client_id", value=client_id)
            return sent
        stands = _standing(one)
        if kind in stands:
            return stands[kind]
        at_of = {each: row.at for each, row in stands.items()}
        _write(one, stands, {**at_of, kind: at}, by=by, now=now, client_id=client_id)
        return _standing(one)[kind]


def unmark(*, appointment: Appointment, kind: str, by: User | None, now: datetime) -> bool:
    """Take one moment back; says whether it stood. Raises Invalid (kind) while a later one needs it, Gone."""
    with transaction.atomic():
        (one,) = lock_appointments([appointment.pk])
        stands = _standing(one)
        wanted = {each: row.at for each, row in stands.items() if each != kind}
        for each, needed in NEEDS.items():
            if needed == kind and each in wanted:
                raise Invalid(
                    f"“{_word(each)}” came after it.",
                    field="kind",
                    value=kind,
                    cure=f"Take back “{_word(each)}” first.",
                )
        _write(one, stands, wanted, by=by, now=now)
        return kind in stands


def set_times(*, appointment: Appointment, times: Mapping[str, datetime], by: User | None, now: datetime) -> None:
    """These moments and no others, in one act: for what was forgotten or said too late. Raises what `mark` does, with
    the moment concerned as the field.
    """
    with transaction.atomic():
        (one,) = lock_appointments([appointment.pk])
        _write(one, _standing(one), dict(times), by=by, now=now, by_kind=True)


def _standing(appointment: Appointment) -> dict[str, Milestone]:
    return {row.kind: row for row in Milestone.objects.filter(appointment=appointment, undone_at=None)}


def _write(
    one: Appointment,
    stands: Mapping[str, Milestone],
    wanted: Mapping[str, datetime],
    *,
    by: User | None,
    now: datetime,
    client_id: UUID | None = None,
    by_kind: bool = False,
) -> None:
    """Make `wanted` stand: what differs is taken back, what is new is written, and the length follows."""
    was = {kind: row.at for kind, row in stands.items()}
    new = {kind: at for kind, at in wanted.items() if was.get(kind) != at}
    for kind, at in new.items():
        _possible(one, kind, at, now=now, field=kind if by_kind else "at")
    _in_order(wanted, new, by_kind=by_kind)
    if WHEELS_IN in wanted and WHEELS_IN not in was:
        _let_in(one, wanted[WHEELS_IN])
    gone = [row.pk for kind, row in stands.items() if kind in new or kind not in wanted]
    Milestone.objects.filter(pk__in=gone).update(undone_at=now, undone_by=by)
    Milestone.objects.bulk_create(
        Milestone(
            organisation_id=one.organisation_id,
            camp=one.camp,
            appointment=one,
            station_id=one.station_id,
            kind=kind,
            at=at,
            by=by,
            recorded_at=now,
            client_id=client_id or uuid4(),
        )
        for kind, at in new.items()
    )
    _teach(one, length_of(was), length_of(wanted), by=by, now=now)
    if any(was.get(kind) != wanted.get(kind) for kind in (OUT, CLEAN)):
        end_holds(appointment_id=one.pk, out=wanted.get(OUT), clean=wanted.get(CLEAN), actor=Actor(by), now=now)
    follow(one, was, wanted, by=by, now=now)
    changed(one.camp_id)


def _possible(one: Appointment, kind: str, at: datetime, *, now: datetime, field: str) -> None:
    """It is over, and of the day of the place, or of the night after."""
    if at > now:
        raise Invalid(f"“{_word(kind)}” can't have happened yet.", field=field, value=at, cure="Put the hour right.")
    day = one.starts_at.astimezone(one.camp.zone).date()
    if not one.camp.instant(day, time.min) <= at < one.camp.instant(day + timedelta(days=2), time.min):
        raise Invalid(
            "The place is on another day.",
            field=field,
            value=at,
            cure="Move it to that day first, or put the day right.",
        )


def _in_order(wanted: Mapping[str, datetime], new: Mapping[str, datetime], *, by_kind: bool) -> None:
    fault = fault_of(wanted)
    if fault is None:
        return
    about = fault.kind if fault.kind in new or fault.other not in new else fault.other
    kind, other = _word(fault.kind), _word(fault.other)
    if fault.what == "missing":
        raise Invalid(
            f"“{kind}” comes after “{other}”.",
            field=about if by_kind else "kind",
            value=fault.kind,
            cure=f"Say first when “{other}” was.",
        )
    words = f"“{kind}” would be before “{other}”."
    if fault.what == "too_long":
        words = f"“{kind}” would be too long after “{other}”."
    raise Invalid(words, field=about if by_kind else "at", value=wanted[about], cure="Put one of the hours right.")


def _let_in(one: Appointment, at: datetime) -> None:
    """Nobody comes in whom nobody made sure of, nor where somebody else still is."""
    station = Station.objects.select_for_update(no_key=True).get(pk=one.station_id)
    if station.kind != StationKind.TABLE:
        raise Invalid(
            "This place is at no operating table.", field="station", value=station.name, cure="Move it first."
        )
    if not may_go_in(one):
        raise Invalid(
            "Nobody made sure of the patient and the side.",
            field="identity",
            cure="Confirm the identity first; in an emergency say there why it can't be done.",
        )
    came_in = Milestone.objects.filter(
        station=station,
        appointment__state=AppointmentState.BOOKED,
        kind=WHEELS_IN,
        undone_at=None,
        at__lte=at,
        at__gt=at - BACKWARDS,
    ).exclude(appointment=one)
    left = Milestone.objects.filter(kind=OUT, undone_at=None)
    there = came_in.exclude(appointment__in=left.values("appointment")).select_related("appointment__registration")
    still = list(there.order_by("at", "pk"))
    if len(still) >= station.beds:
        who = still[0].appointment.registration
        raise Invalid(
            f"{who} is still at {station.name}.", field="station", cure=f"Say first when {who} was wheeled out."
        )


def _teach(
    one: Appointment,
    was: tuple[datetime, datetime] | None,
    is_now: tuple[datetime, datetime] | None,
    *,
    by: User | None,
    now: datetime,
) -> None:
    """The length that plans learn from follows; what somebody entered by hand beside it stays until there is one."""
    if was == is_now:
        return
    if is_now is None:
        remove_timing(appointment=one)
    elif one.procedures.exists():
        stands = Timing.objects.filter(appointment=one).select_related("surgeon").first()
        leader = leader_of(one)
        led_by = stands.surgeon if stands else Doctor.objects.get(pk=leader) if leader else None
        enter_timing(appointment=one, started_at=is_now[0], ended_at=is_now[1], surgeon=led_by, by=by, now=now)


def _word(kind: str) -> str:
    return str(MilestoneKind(kind).label)
