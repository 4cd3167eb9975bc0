"""What happened on a day becomes a fact when a proposal is accepted: closures, absences, longer hours, no-shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import Any

from camps.models import Absence, Camp, Doctor, Registration, Shift, Station, StationClosure, Urgency, User
from scheduling.errors import NotAllowed
from scheduling.intervals import instant
from scheduling.models import Appointment, AppointmentState
from scheduling.planning.changes import Change, DoctorAway, Emergency, NoShow, PowerCut, TableAway
from scheduling.planning.overtime import Longer
from scheduling.queries.replanning import LONGER_ELSEWHERE
from scheduling.services.booking import Actor, book, cancel
from scheduling.services.by_hand import telling_of_booking
from scheduling.services.cover import (
    add_shift,
    change_shift,
    change_station_hours,
    close_station,
    enter_absence,
    remove_absence,
    reopen_station,
)
from scheduling.services.stood import Stood, stood

WHY = "changed on the day"


def enter(*, camp: Camp, change: Change, actor: Actor, now: datetime) -> dict[str, Any]:
    """What must be true before anybody is moved; returns what an undo needs."""
    if isinstance(change, NoShow):
        one = Appointment.objects.filter(camp=camp, registration=change.case, state=AppointmentState.BOOKED).first()
        if one is None:
            raise NotAllowed("This patient has no place any more.", cure="Ask again.")
        kept = stood(one).to_json()
        cancel(appointment_id=one.pk, actor=Actor(actor.user, actor.said_by, reason="did not come"), now=now)
        return {"given_up": kept}
    if isinstance(change, Emergency):
        person = Registration.objects.select_for_update(no_key=True).get(camp=camp, pk=change.case)
        was, person.urgency = person.urgency, Urgency.EMERGENCY
        person.save(update_fields=["urgency"])
        return {"urgency": {"registration": person.pk, "was": was}}
    return {}


def enter_after(*, camp: Camp, change: Change, zero: int, by: User | None, now: datetime) -> dict[str, Any]:
    """What is written once the people are out of its way, so that only who stays there is marked.

    `zero` is the minute since 1970 from which the day counts.
    """
    if isinstance(change, TableAway | PowerCut):
        tables = change.each() if isinstance(change, PowerCut) else [change]
        closed = [
            close_station(
                station=Station.objects.get(camp=camp, resources=one.table),
                starts_at=instant(zero + one.start),
                ends_at=instant(zero + one.end),
                reason=WHY,
                by=by,
                now=now,
            )
            for one in sorted(tables, key=lambda one: one.table)
        ]
        return {"closures": [each.fact.pk for each in closed]}
    if isinstance(change, DoctorAway):
        away = enter_absence(
            doctor=Doctor.objects.get(resource=change.doctor),
            starts_at=instant(zero + change.start),
            ends_at=instant(zero + change.end),
            reason=WHY,
            by=by,
            now=now,
        )
        return {"absence": away.fact.pk}
    return {}


def take_out(*, entered: Mapping[str, Any], by: User | None, now: datetime) -> None:
    """The way back from both, before anybody is moved back."""
    closures = [*entered.get("closures", ()), entered.get("closure", 0)]  # the second: accepted by an older version
    for closure in StationClosure.objects.filter(pk__in=closures).order_by("pk"):
        reopen_station(closure=closure, by=by, now=now)
    if absence := Absence.objects.filter(pk=entered.get("absence", 0)).first():
        remove_absence(absence=absence, by=by, now=now)
    if urgency := entered.get("urgency"):
        Registration.objects.filter(pk=urgency["registration"]).update(urgency=urgency["was"])


def give_back(*, entered: Mapping[str, Any], actor: Actor, now: datetime) -> None:
    """Book again what a patient who did come after all had, once the others are back where they were."""
    if entered.get("given_up"):
        was = Stood.from_json(entered["given_up"])
        book(
            registration_id=was.registration,
            place=was.place,
            procedure_ids=was.procedures,
            actor=actor,
            now=now,
            tell=telling_of_booking(
                Registration.objects.get(pk=was.registration), start=instant(was.place.span[0]), now=now
            ),
        )


def longer_hours(*, camp: Camp, longer: Iterable[Longer], zero: int, by: User | None, now: datetime) -> None:
    """Tables stay open and doctors on shift for as long as an emergency needs them. Beds are for the team to find.

    Raises NotAllowed for a table that would be open past midnight, and camps.errors.Invalid.
    """
    longer = list(longer)
    for each in longer:
        if each.what == "doctor":
            _stays(camp, each, zero=zero, by=by, now=now)
    for each in longer:
        if each.what == "table":
            _stays_open(camp, each, zero=zero, by=by, now=now)


def _stays(camp: Camp, each: Longer, *, zero: int, by: User | None, now: datetime) -> None:
    """The shift that ends then ends later; somebody called in gets a shift."""
    doctor = Doctor.objects.get(resource=each.key)
    since, until = instant(zero + each.since), instant(zero + each.until)
    own = Shift.objects.filter(camp=camp, doctor=doctor, cancelled_at=None, starts_at__lte=since, ends_at__gte=since)
    shift = own.order_by("-ends_at").first()
    if shift is None:
        add_shift(camp=camp, doctor=doctor, starts_at=since, ends_at=until, by=by, now=now)
    elif shift.ends_at < until:
        change_shift(shift=shift, starts_at=shift.starts_at, ends_at=until, by=by, now=now)


def _stays_open(camp: Camp, each: Longer, *, zero: int, by: User | None, now: datetime) -> None:
    """A station has one closing hour for all days: it is made later, and the other days are closed from the old one."""
    station = Station.objects.get(camp=camp, resources=each.key)
    until = instant(zero + each.until).astimezone(camp.zone)
    today = instant(zero + 12 * 60).astimezone(camp.zone).date()
    if until.date() != today:
        raise NotAllowed(
            f"{station} would be open past midnight.", cure="Make room by hand, or take the first hour of the next day."
        )
    _open_until(station, instant(zero + each.since), until, by=by, now=now)
    was, closes = station.closes, time(until.hour, until.minute)
    if closes <= was:
        return
    change_station_hours(station=station, opens=station.opens, closes=closes, by=by, now=now)
    for day in camp.dates:
        if day != today and camp.instant(day, closes) > now:
            close_station(
                station=station,
                starts_at=camp.instant(day, was),
                ends_at=camp.instant(day, closes),
                reason=f"{LONGER_ELSEWHERE} {today:%d %B} only",
                by=by,
                now=now,
            )


def _open_until(station: Station, since: datetime, until: datetime, *, by: User | None, now: datetime) -> None:
    """Where an earlier emergency made the closing hour later, this day kept its own: now only from `until` on."""
    kept = StationClosure.objects.filter(
        station=station, reason__startswith=LONGER_ELSEWHERE, starts_at__lt=until, ends_at__gt=since
    )
    for closure in kept.order_by("pk"):
        ends, reason = closure.ends_at, closure.reason
        reopen_station(closure=closure, by=by, now=now)
        if until < ends:
            close_station(station=station, starts_at=until, ends_at=ends, reason=reason, by=by, now=now)
