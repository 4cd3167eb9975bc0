"""One day in theatre: each table with who is on it, who comes next, who is done, and what its times say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from camps.models import Camp, Doctor, LaneName, Registration, Station, StationKind
from scheduling.models import Appointment, Arrival, IdentityCheck, Milestone, Part, Ticket, TicketState
from scheduling.queries.day import appointments_between
from scheduling.queries.theatre_gate import holds
from scheduling.theatre.order import CLEAN, OUT, WHEELS_IN, next_kind
from scheduling.theatre.times import CaseTimes, TableTimes, table_times

LED_BY = (Part.SURGEON, Part.EXAMINER)


@dataclass(frozen=True, slots=True)
class Case:
    """One operation of the day. `where` says where the patient is before and after the table: a state of the ticket, a
    lane's name, `not_arrived` or `here`.
    """

    appointment: Appointment
    registration: Registration
    marks: dict[str, datetime]
    check: IdentityCheck | None
    token: str
    where: str

    @property
    def times(self) -> CaseTimes:
        return CaseTimes(self.appointment.pk, self.appointment.starts_at, self.appointment.ends_at, self.marks)

    @property
    def is_sure(self) -> bool:
        return self.check is not None and holds(self.check, listed=self.registration.side)

    @property
    def side(self) -> str:
        """As the list says it; where it says nothing, as it was read aloud."""
        said = self.registration.get_side_display() if self.registration.side else ""
        return said or (self.check.get_side_display() if self.check and self.check.side else "")

    @property
    def came_in(self) -> bool:
        return WHEELS_IN in self.marks

    @property
    def is_over(self) -> bool:
        return OUT in self.marks

    @property
    def next(self) -> str | None:
        return next_kind(self.marks)

    @property
    def doctors(self) -> list[Doctor]:
        """The team, who leads first."""
        team = [hold for hold in self.appointment.team if hold.resource.doctor]  # type: ignore[attr-defined]  # see appointments_between
        return [hold.resource.doctor for hold in sorted(team, key=lambda hold: (hold.part not in LED_BY, hold.pk))]


@dataclass(frozen=True, slots=True)
class Table:
    """A table's day. `on` are in the room, or out while it is not yet clean and nobody else came in."""

    station: Station
    on: list[Case]
    coming: list[Case]
    over: list[Case]
    times: TableTimes


def theatre_times(camp: Camp, day: date, *, now: datetime) -> dict[int, TableTimes]:
    """First-case delay, turnovers and overruns of each table, by the station's id."""
    return {table.station.pk: table.times for table in theatre_day(camp, day, now=now)}


def theatre_day(camp: Camp, day: date, *, now: datetime) -> list[Table]:
    """Every operating table of the camp, by name."""
    of_table: dict[int, list[Case]] = defaultdict(list)
    for case in cases_on(camp, day):
        of_table[case.appointment.station_id].append(case)
    tables = Station.objects.filter(camp=camp, kind=StationKind.TABLE).order_by("name")
    return [_table(station, of_table[station.pk], now=now) for station in tables]


def cases_on(camp: Camp, day: date, *, doctor: Doctor | None = None) -> list[Case]:
    """The day's operations by hour; with `doctor` only those that hold him or her. Eight queries, however many."""
    begins, ends = camp.instant(day, time.min), camp.instant(day + timedelta(days=1), time.min)
    found = appointments_between(camp, begins, ends).filter(station__kind=StationKind.TABLE, registration__isnull=False)
    if doctor is not None:
        found = found.filter(allocations__live=True, allocations__resource__doctor=doctor).distinct()
    appointments = list(found)
    keys = [one.pk for one in appointments]
    people = [one.registration_id for one in appointments]
    marks: dict[int, dict[str, datetime]] = defaultdict(dict)
    for key, kind, at in Milestone.objects.filter(appointment__in=keys, undone_at=None).values_list(
        "appointment", "kind", "at"
    ):
        marks[key][kind] = at
    checks = {check.appointment_id: check for check in IdentityCheck.objects.filter(appointment__in=keys)}  # the newest
    came = {
        one.registration_id: one for one in Arrival.objects.filter(registration__in=people, day=day, undone_at=None)
    }
    tickets = {
        one.registration_id: one for one in Ticket.objects.filter(registration__in=people, day=day).order_by("pk")
    }
    return [
        Case(
            appointment=one,
            registration=one.registration,
            marks=marks[one.pk],
            check=checks.get(one.pk),
            token=came[one.registration_id].token if one.registration_id in came else "",
            where=_where(came.get(one.registration_id), tickets.get(one.registration_id)),
        )
        for one in appointments
    ]


def _where(arrival: Arrival | None, ticket: Ticket | None) -> str:
    if arrival is None:
        return "not_arrived"
    if ticket is None or not ticket.is_open:
        return "here"
    if ticket.lane == LaneName.THEATRE:
        return ticket.state
    return ticket.lane if ticket.state != TicketState.MISSED else TicketState.MISSED


def _table(station: Station, cases: Iterable[Case], *, now: datetime) -> Table:
    cases = list(cases)
    last = max((case.marks[WHEELS_IN] for case in cases if case.came_in), default=None)
    on = [
        case
        for case in cases
        if case.came_in and (not case.is_over or (CLEAN not in case.marks and case.marks[WHEELS_IN] == last))
    ]
    return Table(
        station=station,
        on=sorted(on, key=lambda case: case.marks[WHEELS_IN]),
        coming=[case for case in cases if not case.came_in],
        over=[case for case in cases if case.is_over and case not in on],
        times=table_times([case.times for case in cases], now=now),
    )
