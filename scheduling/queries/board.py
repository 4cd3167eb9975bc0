"""Read one camp as a board of the pure model."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.db.models import Count, Q

from camps.models import Absence, Camp, Kit, Level, Procedure, Registration, Resource, Shift, Station, StationClosure
from scheduling.filling import problem
from scheduling.intervals import Span, merged, minute, without
from scheduling.models import Allocation, QueueSlot
from scheduling.queries.start_hours import hours_of

NEVER = (0, 0)


def day_span(camp: Camp, index: int) -> Span:
    """From midnight to midnight at the venue, in minutes: 23 or 25 hours when the clocks change."""
    day = camp.first_day + timedelta(days=index)
    return minute(camp.instant(day, time())), minute(camp.instant(day + timedelta(days=1), time()))


def open_spans(camp: Camp, station: Station, closures: Iterable[StationClosure]) -> tuple[Span, ...]:
    """A station's hours on each day, less its closures; past midnight when it closes at or before it opens."""
    spans = []
    for day in camp.dates:
        closes_on = day if station.closes > station.opens else day + timedelta(days=1)
        spans.append((minute(camp.instant(day, station.opens)), minute(camp.instant(closes_on, station.closes))))
    return tuple(without(spans, [(minute(closure.starts_at), minute(closure.ends_at)) for closure in closures]))


def need_of(
    registration: Registration,
    procedures: list[Procedure],
    *,
    camp: Camp,
    patient_resource: int,
    now: datetime,
    minutes: int | None = None,
) -> problem.Need:
    """What a registration needs for these procedures under one anaesthetic, not before now nor before it can arrive.

    Without `minutes` for as long as was entered with the procedures.
    """
    minutes = minutes or sum(procedure.median_min for procedure in procedures)
    earliest = minute(now) + 1
    if registration.arrives_on:
        earliest = max(earliest, minute(camp.instant(registration.arrives_on, time())))
    return problem.Need(
        registration=registration.pk,
        patient=patient_resource,
        number=registration.number,
        urgency=registration.urgency,
        family=registration.family_id,
        minutes=minutes,
        turnover=max(procedure.turnover_min for procedure in procedures),
        kind=str(procedures[0].station_kind),
        specialties=frozenset(procedure.specialty for procedure in procedures),
        equipment=frozenset(name for procedure in procedures for name in procedure.equipment),
        anaesthetist=any(procedure.needs_anaesthetist for procedure in procedures),
        earliest=earliest,
        begins=begins_of(registration, procedures, camp=camp, minutes=minutes),
        preferred=registration.preferred_doctor.resource.pk if registration.preferred_doctor else None,
    )


def begins_of(registration: Registration, procedures: list[Procedure], *, camp: Camp, minutes: int) -> tuple[Span, ...]:
    """The spans of each day in which a patient with limits of the hour may begin; none where there are no limits."""
    hours = hours_of(registration, procedures, camp=camp)
    latest = hours.latest_of(minutes, max(procedure.recovery_min for procedure in procedures))
    if not hours.earliest and latest is None:
        return ()
    spans = []
    for day in camp.dates:
        midnight = minute(camp.instant(day, time(12))) - 12 * 60  # as the clock on the wall counts after a clock change
        end = midnight + 24 * 60 if latest is None else midnight + latest + 1
        spans.append((midnight + hours.earliest, end))
    return tuple(span for span in spans if span[0] < span[1]) or (NEVER,)


def camp_board(camp: Camp, *, needs: Iterable[problem.Need] = (), but_for: Iterable[int] = ()) -> problem.Camp:
    """Everything of a camp that a place depends on, but for the holds of the appointments in `but_for`."""
    but_for = list(but_for)
    needs = tuple(needs)
    days = tuple(day_span(camp, index) for index in range(camp.days))
    resources = list(
        Resource.objects.filter(Q(station__camp=camp) | Q(kit__camp=camp) | Q(doctor__shifts__camp=camp))
        .distinct()
        .order_by("pk")
    )
    stations = {station.pk: station for station in Station.objects.filter(camp=camp).prefetch_related("closures")}
    kits = {kit.pk: kit for kit in Kit.objects.filter(camp=camp)}
    open_of = {pk: open_spans(camp, station, station.closures.all()) for pk, station in stations.items()}
    holds = Allocation.objects.filter(
        live=True, resource__in=[resource.pk for resource in resources] + [need.patient for need in needs]
    ).exclude(appointment__in=but_for)
    return problem.Camp(
        days=days,
        units=tuple(
            problem.Unit(
                resource.pk,
                station.pk,
                label(station.name, resource.unit, station.beds),
                str(station.kind),
                frozenset(station.equipment),
                open_of[station.pk],
            )
            for resource in resources
            if resource.station_id and (station := stations[resource.station_id])
        ),
        staff=tuple(staff(camp, [resource for resource in resources if resource.doctor_id])),
        kits=tuple(
            problem.KitUnit(resource.pk, kits[resource.kit_id].name, kits[resource.kit_id].sterilise_min)
            for resource in resources
            if resource.kit_id
        ),
        windows=tuple(windows(camp, but_for)),
        held=tuple((hold.resource_id, (minute(hold.period.lower), minute(hold.period.upper))) for hold in holds),
        needs=needs,
    )


def label(name: str, unit: int, of: int) -> str:
    return f"{name}, bed {unit}" if of > 1 else name


def staff(camp: Camp, resources: list[Resource]) -> Iterable[problem.Staff]:
    """The doctors with shifts at this camp; a trainee's skill does not count, a trainee is never alone."""
    shifts: dict[int, list[Span]] = defaultdict(list)
    for shift in Shift.objects.filter(camp=camp, cancelled_at=None).select_related("doctor"):
        shifts[shift.doctor_id].append((minute(shift.starts_at), minute(shift.ends_at)))
    away: dict[int, list[Span]] = defaultdict(list)
    for absence in Absence.objects.filter(doctor__in=shifts):
        away[absence.doctor_id].append((minute(absence.starts_at), minute(absence.ends_at)))
    resources_of = {
        resource.doctor_id: resource
        for resource in Resource.objects.filter(pk__in=[r.pk for r in resources])
        .select_related("doctor")
        .prefetch_related("doctor__skills")
    }
    for doctor_id, spans in sorted(shifts.items()):
        doctor = resources_of[doctor_id].doctor
        assert doctor is not None, "a doctor's resource names its doctor"
        skills = frozenset(skill.specialty for skill in doctor.skills.all() if skill.level != Level.TRAINEE)
        yield problem.Staff(
            resources_of[doctor_id].pk,
            doctor.name,
            str(doctor.role),
            skills,
            tuple(without(merged(spans), away[doctor_id])),
        )


def windows(camp: Camp, but_for: list[int]) -> Iterable[problem.Window]:
    booked = Count("appointments", filter=Q(appointments__state="booked") & ~Q(appointments__in=but_for))
    for slot in QueueSlot.objects.filter(camp=camp).annotate(booked=booked):
        yield problem.Window(
            slot.pk, slot.station_id, (minute(slot.starts_at), minute(slot.ends_at)), slot.capacity, slot.booked
        )
