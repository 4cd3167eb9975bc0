"""One day of a camp: each station with what stands there, its closed hours and the windows that are free."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q

from camps.models import NEVER_BOOKED, Camp, Station
from scheduling.intervals import Span, instant, merged, minute, overlaps, without
from scheduling.models import (
    Allocation,
    Appointment,
    AppointmentState,
    Part,
    Publication,
    QueueSlot,
    ScheduleChange,
    Tell,
)
from scheduling.queries.board import open_spans

SHORTEST_GAP = 10
STEP = 5  # minutes of a row of the day grid: what begins between two rows is booked from the next
STAND_OR_STOOD = (AppointmentState.BOOKED, AppointmentState.DONE)
LEAD = (Part.SURGEON, Part.EXAMINER)


@dataclass(frozen=True)
class Gap:
    """Free time of a station, and when the next patient could be asked to come; `full` while no window has room."""

    starts_at: datetime
    ends_at: datetime
    full: bool


@dataclass(frozen=True)
class StationDay:
    """A station on one day. `doctors` are those who lead there, by the order of their first appointment."""

    station: Station
    appointments: list[Appointment]
    closed: list[tuple[datetime, datetime, str]]
    gaps: list[Gap]
    doctors: list[str]


@dataclass(frozen=True)
class CampDay:
    """All stations between the first opening and the last closing. `needs_cover` counts the whole day."""

    day: date
    opens: datetime
    closes: datetime
    stations: list[StationDay] = field(default_factory=list)
    needs_cover: int = 0
    booked: int = 0


def camp_day(camp: Camp, day: date) -> CampDay:
    """The day at the venue. Each appointment has `.team` (live allocations with their doctor) and `.is_told`."""
    begins, ends = camp.instant(day, datetime.min.time()), camp.instant(day + timedelta(days=1), datetime.min.time())
    stations = list(
        Station.objects.filter(camp=camp).exclude(kind__in=NEVER_BOOKED).prefetch_related("closures", "resources")
    )
    opened = {station.pk: _today(open_spans(camp, station, ()), begins, ends) for station in stations}
    standing: dict[int, list[Appointment]] = defaultdict(list)
    for appointment in appointments_between(camp, begins, ends, states=STAND_OR_STOOD):
        standing[appointment.station_id].append(appointment)
    slots: dict[int, list[QueueSlot]] = defaultdict(list)
    booked = Count("appointments", filter=Q(appointments__state=AppointmentState.BOOKED))
    for slot in QueueSlot.objects.filter(camp=camp, starts_at__lt=ends, ends_at__gt=begins).annotate(booked=booked):
        slots[slot.station_id].append(slot)
    shown = [_station_day(station, opened[station.pk], standing[station.pk], slots[station.pk]) for station in stations]
    spans = [span for found in opened.values() for span in found] or [(minute(begins) + 480, minute(begins) + 1080)]
    spans += [(minute(one.starts_at), minute(one.ends_at)) for found in standing.values() for one in found]
    first = min(start for start, _ in spans)
    opens = instant(first - first % 60)
    return CampDay(
        day,
        opens,
        min(instant(max(end for _, end in spans)), opens + timedelta(hours=24)),
        shown,
        sum(bool(one.needs_cover) for found in standing.values() for one in found),
        sum(len(found) for found in standing.values()),
    )


def appointments_between(  # type: ignore[no-untyped-def]  # a queryset
    camp: Camp, begins: datetime, ends: datetime, *, states: Collection[str] = (AppointmentState.BOOKED,)
):
    """Booked appointments that begin in `[begins, ends)`, with patient, procedures and team, in four statements."""
    team = Allocation.objects.filter(live=True).select_related("resource__doctor", "resource__station")
    return (
        Appointment.objects.filter(camp=camp, state__in=states, starts_at__gte=begins, starts_at__lt=ends)
        .select_related("station", "registration__patient", "registration__procedure")
        .prefetch_related("procedures", Prefetch("allocations", queryset=team, to_attr="team"))
        .annotate(is_told=~Exists(untold_changes(camp).filter(appointment=OuterRef("pk"))))
        .order_by("starts_at", "station__name", "pk")
    )


def untold_changes(camp: Camp):  # type: ignore[no-untyped-def]  # a queryset of ScheduleChange
    """Changes that wait for the next publishing of the camp."""
    last = Publication.objects.filter(camp=camp).order_by("-number").values("at")[:1]
    waiting = ScheduleChange.objects.filter(camp=camp, tell=Tell.ON_PUBLISH).annotate(published=last)
    return waiting.filter(Q(published=None) | Q(at__gt=F("published")))


def _today(spans: tuple[Span, ...], begins: datetime, ends: datetime) -> list[Span]:
    return [span for span in spans if minute(begins) <= span[0] < minute(ends)]


def _station_day(
    station: Station, opened: list[Span], appointments: list[Appointment], slots: list[QueueSlot]
) -> StationDay:
    closures = [
        (minute(closure.starts_at), minute(closure.ends_at), closure.reason or "")
        for closure in station.closures.all()
        if any(overlaps(span, (minute(closure.starts_at), minute(closure.ends_at))) for span in opened)
    ]
    beds: dict[int, list[Span]] = {bed.pk: [] for bed in station.resources.all()}
    doctors: list[str] = []
    for appointment in appointments:
        for hold in appointment.team:  # type: ignore[attr-defined]  # see appointments_between
            if hold.part == Part.STATION and hold.resource_id in beds:
                beds[hold.resource_id].append((minute(hold.period.lower), minute(hold.period.upper)))
            if hold.part in LEAD and hold.resource.doctor and hold.resource.doctor.name not in doctors:
                doctors.append(hold.resource.doctor.name)
    usable = without(opened, [(start, end) for start, end, _ in closures])
    free = merged(span for busy in beds.values() for span in without(usable, busy))
    room = [(minute(s.starts_at), minute(s.ends_at)) for s in slots if s.booked < s.capacity]  # type: ignore[attr-defined]
    return StationDay(
        station,
        appointments,
        [(instant(start), instant(end), reason) for start, end, reason in closures],
        [
            Gap(instant(start), instant(end), not any(overlaps((start, end), window) for window in room))
            for start, end in ((-(-begin // STEP) * STEP, finish // STEP * STEP) for begin, finish in free)
            if end - start >= SHORTEST_GAP
        ],
        doctors,
    )
