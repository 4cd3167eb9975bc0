"""The whole day for the organiser: each station's plan beside what really happened, the lanes' waits, who is stuck."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median

from django.db.models import Exists, OuterRef

from camps.models import Camp, Station
from scheduling.models import (
    Appointment,
    AppointmentState,
    Arrival,
    Ticket,
    TicketAct,
    TicketEvent,
    TicketState,
)
from scheduling.models.arrival import token_text
from scheduling.queries.live_queue import LaneNow, QueueNow, named, stands_on_its_day
from scheduling.queue.stuck import Stuck, Why, stuck_one

HAD = (TicketState.CALLED, TicketState.SERVING, TicketState.DONE)
# Plain values: rows of a thousand tickets would take most of the view's time to make.
OF_THE_ACTUAL = (
    "lane", "station_id", "registration_id", "arrival__letter", "arrival__number",
    "state", "called_at", "started_at", "ended_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Planned:
    """An appointment as it was planned."""

    card: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Actual:
    """Somebody who is or was at a station. `ends_at` is empty while they are; `planned_end` where there was a plan."""

    token: str
    state: str
    starts_at: datetime
    ends_at: datetime | None
    planned_end: datetime | None

    def over(self, now: datetime) -> timedelta:
        """How much longer than planned; nothing for who is only called."""
        if self.planned_end is None or self.state == TicketState.CALLED:
            return timedelta(0)
        return max(timedelta(0), (self.ends_at or now) - self.planned_end)


@dataclass(frozen=True, slots=True)
class StationDay:
    """A station's day between its hours."""

    station: Station
    opens: datetime
    closes: datetime
    planned: list[Planned]
    actual: list[Actual]

    def over(self, now: datetime) -> timedelta:
        """The longest overrun of all."""
        return max((one.over(now) for one in self.actual), default=timedelta(0))

    @property
    def served(self) -> int:
        return sum(one.state == TicketState.DONE for one in self.actual)


@dataclass(frozen=True, slots=True)
class LaneFigures:
    """`longest` and `middle` are the waits of those who wait now."""

    lane: LaneNow
    longest: timedelta | None
    middle: timedelta | None
    served: int


@dataclass(frozen=True, slots=True)
class LiveDay:
    """`stuck` in the order of how long it has been."""

    queue: QueueNow
    stations: list[StationDay]
    lanes: list[LaneFigures]
    stuck: list[tuple[Stuck, Ticket | None, Arrival]]


def live_day(camp: Camp, queue: QueueNow, *, now: datetime) -> LiveDay:
    """Four statements beside the queue's, however many people there are. Who is stuck has a name."""
    day = queue.day
    plans, ends = _plans(camp, day)
    by_station: dict[int, list[Actual]] = defaultdict(list)
    served: dict[str, int] = defaultdict(int)
    had = Ticket.objects.filter(camp=camp, day=day, state__in=HAD).order_by("called_at", "pk")
    for lane, at, registration, letter, number, state, called, started, ended in had.values_list(*OF_THE_ACTUAL):
        served[lane] += state == TicketState.DONE
        if at and called:
            began = started or called  # who was sent on without a press of "Came in" counts from the call
            over_at = ended if state == TicketState.DONE else None
            actual = Actual(token_text(letter, number), state, began, over_at, ends.get((at, registration)))
            by_station[at].append(actual)
    stations = [
        StationDay(
            one.station,
            camp.instant(day, one.station.opens),
            camp.instant(day, one.station.closes),
            plans[one.station.pk],
            by_station[one.station.pk],
        )
        for one in queue.stations
    ]
    return LiveDay(queue, stations, [_figures(lane, served[lane.lane]) for lane in queue.lanes], _stuck(camp, queue))


def _plans(camp: Camp, day: date) -> tuple[dict[int, list[Planned]], dict[tuple[int, int | None], datetime]]:
    """By station, and when each registration was to be done at its station."""
    begins, ends = camp.instant(day, time(0)), camp.instant(day + timedelta(days=1), time(0))
    rows = Appointment.objects.filter(camp=camp, starts_at__gte=begins, starts_at__lt=ends)
    plans: dict[int, list[Planned]] = defaultdict(list)
    until: dict[tuple[int, int | None], datetime] = {}
    for one in rows.exclude(state=AppointmentState.CANCELLED).select_related("registration"):
        plans[one.station_id].append(Planned(str(one.registration or ""), one.starts_at, one.ends_at))
        until[one.station_id, one.registration_id] = one.ends_at
    return plans, until


def _figures(lane: LaneNow, served: int) -> LaneFigures:
    waits = lane.waits
    middle = timedelta(seconds=median(wait.total_seconds() for wait in waits)) if waits else None
    return LaneFigures(lane, waits[0] if waits else None, middle, served)


def _stuck(camp: Camp, queue: QueueNow) -> list[tuple[Stuck, Ticket | None, Arrival]]:
    found: list[tuple[Stuck, Ticket | None, Arrival]] = []
    queued = []  # known already; the database would look for the ticket of each
    for ticket in _everybody(queue):
        queued.append(ticket.arrival_id)
        known = {TicketState.CALLED: ticket.called_at, TicketState.WAITING: ticket.queued_at}
        since = known.get(TicketState(ticket.state)) or ticket.changed_at
        one = stuck_one(ticket.state, since=since, now=queue.now)
        if ticket.state == TicketState.WAITING and not stands_on_its_day(ticket, camp):
            one = Stuck(Why.NOT_TODAY, queue.now - since)
        if one is not None:
            found.append((one, ticket, ticket.arrival))
    names = named(ticket for _, ticket, _ in found if ticket)
    found = [(one, names[ticket.pk] if ticket else None, arrival) for one, ticket, arrival in found]
    ended = TicketEvent.objects.filter(ticket__arrival=OuterRef("pk"), act__in=(TicketAct.DONE, TicketAct.LEFT))
    nowhere = Arrival.objects.filter(camp=camp, day=queue.day, undone_at=None)
    nowhere = nowhere.exclude(pk__in=queued).exclude(Exists(ended))
    for arrival in nowhere.select_related("registration__patient"):
        one = stuck_one("", since=arrival.at, now=queue.now)
        if one is not None:
            found.append((one, None, arrival))
    return sorted(found, key=lambda row: row[0].long, reverse=True)


def _everybody(queue: QueueNow) -> Iterator[Ticket]:
    """All open tickets."""
    for lane in queue.lanes:
        for station in lane.stations:
            yield from station.there
        yield from (one.ticket for one in lane.waiting)
        yield from (*lane.parked, *lane.missed)
