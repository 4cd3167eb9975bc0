"""What the expected times of a day are made of beside the queue itself: services that are over, who is still to come,
closures, and how long each operation is believed to take. Three statements, six where there is a theatre.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef

from camps.models import Camp, LaneName, Procedure, Station, StationClosure
from scheduling.models import Appointment, AppointmentState, Arrival, Ticket, TicketState
from scheduling.planning.durations import Duration
from scheduling.queries.durations import duration_of, learned_by_code
from scheduling.queries.lane_minutes import believed_of
from scheduling.queue.pace import Minutes

SEEN_FOR = timedelta(hours=8)  # what is over for longer teaches nothing of now
LATEST = timedelta(hours=2)  # after so long beyond the hour nobody is expected any more


@dataclass(frozen=True, slots=True)
class Over:
    """A service of today that is over."""

    lane: str
    station_id: int
    began_at: datetime
    ended_at: datetime
    appointment_id: int | None


@dataclass(frozen=True, slots=True)
class ToCome:
    """Booked for today: `came` is checked in already, `in_theatre` has been in its lane."""

    appointment: Appointment
    urgency: int
    came: bool
    in_theatre: bool


@dataclass(frozen=True, slots=True)
class DayRows:
    """`closures` by station; `operations` by appointment."""

    over: list[Over] = field(default_factory=list)
    to_come: list[ToCome] = field(default_factory=list)
    closures: Mapping[int, list[tuple[datetime, datetime]]] = field(default_factory=dict)
    operations: Mapping[int, Minutes] = field(default_factory=dict)

    def minutes(self, lane: str, appointment_id: int | None) -> Minutes:
        """What is believed of a service."""
        known = self.operations.get(appointment_id) if appointment_id and lane == LaneName.THEATRE else None
        return known or believed_of(lane)


def day_rows(camp: Camp, stations: Iterable[Station], *, day: date, now: datetime) -> DayRows:
    """All of it, for the stations of the queue's lanes."""
    theatre = any(station.serves == LaneName.THEATRE for station in stations)
    return DayRows(
        over=_over(camp, day=day, now=now),
        to_come=_to_come(camp, day=day),
        closures=_closures(camp, day=day, now=now),
        operations=_operations(camp, day=day) if theatre else {},
    )


def _over(camp: Camp, *, day: date, now: datetime) -> list[Over]:
    ended = Ticket.objects.filter(
        camp=camp,
        day=day,
        state=TicketState.DONE,
        station__isnull=False,
        called_at__isnull=False,
        ended_at__gt=now - SEEN_FOR,
    )
    rows = ended.values_list("lane", "station_id", "called_at", "started_at", "ended_at", "appointment_id")
    return [
        Over(lane, at, started or called, ended, what)
        for lane, at, called, started, ended, what in rows
        if called is not None and ended is not None  # as the filter has it
    ]


def _to_come(camp: Camp, *, day: date) -> list[ToCome]:
    own = Arrival.objects.filter(registration=OuterRef("registration"), day=day, undone_at=None)
    reached = Ticket.objects.filter(registration=OuterRef("registration"), day=day, lane=LaneName.THEATRE)
    begins = camp.instant(day, time(0))
    booked = (
        Appointment.objects.filter(
            camp=camp,
            state=AppointmentState.BOOKED,
            registration__isnull=False,
            arrive_at__gte=begins,
            arrive_at__lt=begins + timedelta(days=1),
        )
        .annotate(came=Exists(own), in_theatre=Exists(reached))
        .select_related("registration")
        .only("kind", "station_id", "starts_at", "arrive_at", "camp_id", "registration__urgency")
    )
    return [ToCome(one, one.registration.urgency, one.came, one.in_theatre) for one in booked if one.registration]


def _closures(camp: Camp, *, day: date, now: datetime) -> dict[int, list[tuple[datetime, datetime]]]:
    ends = camp.instant(day + timedelta(days=1), time(0))
    rows = StationClosure.objects.filter(station__camp=camp, ends_at__gt=now, starts_at__lt=ends)
    found: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    for station_id, starts_at, ends_at in rows.order_by("starts_at").values_list("station_id", "starts_at", "ends_at"):
        found[station_id].append((starts_at, ends_at))
    return found


def _operations(camp: Camp, *, day: date) -> dict[int, Minutes]:
    """Of today's operations, by what was learned of their procedures."""
    begins = camp.instant(day, time(0))
    pairs = Appointment.procedures.through.objects.filter(
        appointment__camp=camp,
        appointment__kind="operation",
        appointment__starts_at__gte=begins,
        appointment__starts_at__lt=begins + timedelta(days=1),
    ).values_list("appointment_id", "procedure_id")
    of: dict[int, list[int]] = defaultdict(list)
    for appointment_id, procedure_id in pairs:
        of[appointment_id].append(procedure_id)
    if not of:
        return {}
    own = {one.pk: one for one in Procedure.objects.filter(camp=camp)}
    known = learned_by_code(own.values())
    return {pk: _minutes(duration_of([own[one] for one in wanted], known=known)) for pk, wanted in of.items()}


def _minutes(believed: Duration) -> Minutes:
    return Minutes(believed.median, max(believed.median, believed.quantile(0.9)))
