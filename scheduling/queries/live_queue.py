"""One look at a camp's live day: each lane with who waits, in order, who is at which station, set aside or missed.

Three statements, however many people there are: the stations, the open tickets, and who goes before others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import F, Q, QuerySet

from camps.models import Camp, LaneName, Registration, Station
from scheduling.models import OPEN, AppointmentState, GoesAhead, Ticket, TicketState
from scheduling.queries.lanes import as_waiting, stations_of
from scheduling.queue import order
from scheduling.queue.order import Placed, in_order

Range = tuple[datetime, datetime]

OF_THE_TICKET = (
    "camp_id", "day", "lane", "state", "urgency", "child", "elderly", "window_at", "queued_at", "counts_from",
    "called_at", "calls", "started_at", "ended_at", "changed_at", "station_id", "appointment_id", "arrival_id",
    "registration_id", "held_by_id", "held_until",
    "arrival__letter", "arrival__number", "arrival__kind", "appointment__starts_at",
    "appointment__ends_at", "appointment__station_id", "appointment__state",
)  # fmt: skip
# On each ticket as `name` and `card`: two rows less to make for each person than a registration and its patient.
OF_THE_PERSON = {"name": F("registration__patient__name"), "card": F("registration__number")}


@dataclass(frozen=True, slots=True)
class InLine:
    """Somebody who waits, at `placed.place`. `about` is between when and when the call is expected, once known.

    `kept_for` is the station whose device holds them for an outage, for pages of other stations.
    """

    ticket: Ticket
    placed: Placed
    about: Range | None = None
    kept_for: str = ""


@dataclass(frozen=True, slots=True)
class StationNow:
    """A station and who is called to it or with it; `is_full` while nobody more has room."""

    station: Station
    there: list[Ticket]

    @property
    def is_full(self) -> bool:
        return len(self.there) >= self.station.beds


@dataclass(frozen=True, slots=True)
class LaneNow:
    """A lane at one moment; `waiting` in order, the others in the order in which it happened."""

    lane: str
    now: datetime
    stations: list[StationNow] = field(default_factory=list)
    waiting: list[InLine] = field(default_factory=list)
    parked: list[Ticket] = field(default_factory=list)
    missed: list[Ticket] = field(default_factory=list)
    moves: list[order.GoesAhead] = field(default_factory=list)

    @property
    def name(self) -> str:
        return str(LaneName(self.lane).label)

    @property
    def placed(self) -> list[Placed]:
        return [one.placed for one in self.waiting]

    @property
    def waits(self) -> list[timedelta]:
        """How long each has really waited in this lane, the longest first."""
        return sorted((self.now - one.ticket.queued_at for one in self.waiting), reverse=True)

    def line_of(self, station: Station) -> list[InLine]:
        """Whom this station may call: a table calls who is planned there today, or nowhere (queries/lanes.py)."""
        if station.serves != LaneName.THEATRE:
            return self.waiting
        theirs = [one.ticket for one in self.waiting if may_go_to(one.ticket, station)]
        return in_line(theirs, self.moves, now=self.now)


@dataclass(frozen=True, slots=True)
class QueueNow:
    """All lanes in their usual order; one that lost its stations is there while somebody is in it."""

    day: date
    now: datetime
    lanes: list[LaneNow]

    def lane(self, name: str) -> LaneNow:
        return next((one for one in self.lanes if one.lane == name), LaneNow(name, self.now))

    @property
    def stations(self) -> list[StationNow]:
        return [station for lane in self.lanes for station in lane.stations]


def today_of(camp: Camp, now: datetime) -> date:
    """The camp's day, which goes on past midnight."""
    return camp.day_at(now)


def queue_now(camp: Camp, *, now: datetime, lane: str = "", people: bool = True) -> QueueNow:
    """The whole day, or one `lane` of it. Without `people` no name is read: for boards that strangers see."""
    day = today_of(camp, now)
    stations = [station for station in stations_of(camp) if not lane or station.serves == lane]
    by_lane: dict[str, list[Ticket]] = defaultdict(list)
    at: dict[int, list[Ticket]] = defaultdict(list)
    for ticket in _open_tickets(camp, day=day, lane=lane, at=stations, people=people):
        by_lane[ticket.lane].append(ticket)
        if ticket.station_id:
            at[ticket.station_id].append(ticket)
    served = [station.serves for station in stations]
    names = [name for name in LaneName.values if name in served or by_lane[name]]
    moves = _moves(camp, day=day)
    lanes = [
        _lane(name, by_lane[name], moves, [StationNow(s, at[s.pk]) for s in stations if s.serves == name], now=now)
        for name in names
    ]
    return QueueNow(day, now, lanes)


def in_line(tickets: Sequence[Ticket], moves: Sequence[order.GoesAhead], *, now: datetime) -> list[InLine]:
    """The tickets in their order."""
    by_id = {ticket.pk: ticket for ticket in tickets}
    return [InLine(by_id[one.key], one) for one in in_order([as_waiting(ticket) for ticket in tickets], moves, now=now)]


def _lane(
    name: str, tickets: list[Ticket], moves: list[order.GoesAhead], stations: list[StationNow], *, now: datetime
) -> LaneNow:
    of = {state: [one for one in tickets if one.state == state] for state in TicketState}
    ids = {one.pk for one in of[TicketState.WAITING]}
    own = [move for move in moves if move.key in ids]
    return LaneNow(
        name,
        now,
        stations,
        in_line(of[TicketState.WAITING], own, now=now),
        of[TicketState.PARKED],
        of[TicketState.MISSED],
        own,
    )


def may_go_to(ticket: Ticket, station: Station) -> bool:
    """In the theatre: who is planned at this table for this day, or nowhere (queries/lanes.py says it in SQL)."""
    planned = ticket.appointment
    if planned is None:
        return True
    return planned.station_id == station.pk and stands_on_its_day(ticket, station.camp)


def stands_on_its_day(ticket: Ticket, camp: Camp) -> bool:
    """Whether the operation that somebody waits for is still to be: not cancelled, nor moved to another day."""
    planned = ticket.appointment
    return planned is None or (
        planned.state == AppointmentState.BOOKED and camp.day_at(planned.starts_at) == ticket.day
    )


def _open_tickets(camp: Camp, *, day: date, lane: str, at: Sequence[Station], people: bool) -> QuerySet[Ticket]:
    """Of one lane: also those at its stations from before these served it."""
    found = Ticket.objects.filter(camp=camp, day=day, state__in=OPEN)
    if lane:
        found = found.filter(Q(lane=lane) | Q(station__in=at))
    return narrowed(found, people=people).order_by("changed_at", "pk")


def narrowed(tickets: QuerySet[Ticket], *, people: bool) -> QuerySet[Ticket]:
    """Only the columns that a live page shows; the day's rows are read every few seconds."""
    narrow = tickets.select_related("arrival", "appointment").only(*OF_THE_TICKET)
    return narrow.annotate(**OF_THE_PERSON) if people else narrow


def named(tickets: Iterable[Ticket]) -> dict[int, Ticket]:
    """Copies of tickets that were read without people, by id, each with the `name` and `card` of its person."""
    copies = {ticket.pk: copy(ticket) for ticket in tickets}
    people = Registration.objects.filter(pk__in={ticket.registration_id for ticket in copies.values()})
    known = {pk: (name, card) for pk, name, card in people.values_list("pk", "patient__name", "number")}
    for ticket in copies.values():
        ticket.name, ticket.card = known[ticket.registration_id]  # type: ignore[attr-defined]  # as OF_THE_PERSON has it
    return copies


def _moves(camp: Camp, *, day: date) -> list[order.GoesAhead]:
    rows = GoesAhead.objects.filter(camp=camp, undone_at=None, ticket__day=day, ticket__state=TicketState.WAITING)
    found = rows.order_by("pk").values_list("ticket_id", "over", "agreed", "behind")
    return [
        order.GoesAhead(key, frozenset(over), by_desk=not agreed, behind=frozenset(behind))
        for key, over, agreed, behind in found
    ]
