"""When each of those who wait is expected to be called, and why they stand where they stand: a camp's day at a moment.

The queue as it is, the rows beside it, and the pure core (scheduling/queue/estimate.py); nothing grows with the number
of people but the rows themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count

from camps.models import Camp, LaneName, Station
from scheduling.models import Ticket
from scheduling.queries.expected_rows import LATEST, DayRows, Over, ToCome, day_rows
from scheduling.queries.lane_minutes import minutes_between, urgent_an_hour
from scheduling.queries.lanes import as_waiting, lane_after
from scheduling.queries.live_queue import InLine, LaneNow, QueueNow, StationNow, may_go_to, queue_now
from scheduling.queue import rest_of_day
from scheduling.queue.estimate import Estimate, estimates
from scheduling.queue.explain import Why, why
from scheduling.queue.line import expected_line
from scheduling.queue.order import Placed, Waiting
from scheduling.queue.pace import Served
from scheduling.queue.showing import shown

SHOWS = 0.85  # of those booked so many come, as long as nobody heard otherwise
GOES_ON = timedelta(minutes=30)  # a station past its hours that was at work so lately is taken to go on
BEDS = 100  # a station's beds are stations of their own: the key is the station's id times this, plus the bed


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a ticket stands among those whom the same stations call. `estimate` is None where nobody can say."""

    ticket: Ticket
    line: Sequence[Placed]
    at: Placed
    estimate: Estimate | None

    @property
    def before(self) -> int:
        """How many people are before this one."""
        return self.at.place - 1

    def why(self) -> Why:
        return why(self.line, self.at.key)


@dataclass(frozen=True, slots=True)
class Expected:
    """The day at `queue.now`, everybody who waits by ticket; `tickets` by registration."""

    queue: QueueNow
    standing: Mapping[int, Standing]
    tickets: Mapping[int, int] = field(default_factory=dict)

    def of(self, registration_id: int) -> Standing | None:
        """None for who waits nowhere."""
        return self.standing.get(self.tickets.get(registration_id, 0))

    def with_ranges(self, line: Iterable[InLine], *, now: datetime) -> list[InLine]:
        """The same people, each with when the call is expected where somebody can say."""
        return [replace(one, about=self._about(one.ticket.pk, now)) for one in line]

    def _about(self, key: int, now: datetime) -> tuple[datetime, datetime] | None:
        standing = self.standing.get(key)
        return shown(standing.estimate, now=now) if standing and standing.estimate else None

    def stations(self, lane: str) -> list[Station]:
        """Those that call from a lane."""
        return [one.station for one in self.queue.lane(lane).stations]


def expected_of(camp: Camp, *, now: datetime) -> Expected:
    """Read and reckoned now; for many readers of one moment see expected_shared.py."""
    queue = queue_now(camp, now=now, people=False)
    stations = [one.station for one in queue.stations]
    if not any(lane.waiting for lane in queue.lanes):
        return Expected(queue, {})
    rows = day_rows(camp, stations, day=queue.day, now=now)
    lanes = list(dict.fromkeys(station.serves for station in stations))
    standing: dict[int, Standing] = {}
    for lane in queue.lanes:
        for theirs, waiting in _lines(lane):
            expected = list(_expected(lane, theirs, rows.to_come, lanes=lanes, now=now))
            for key, one in _standing(camp, lane, theirs, waiting, expected, rows, now=now).items():
                standing[key] = _sooner(standing.get(key), one)
    return Expected(queue, standing, {one.ticket.registration_id: key for key, one in standing.items()})


def _lines(lane: LaneNow) -> Iterator[tuple[list[StationNow], list[InLine]]]:
    """Who waits for which stations: one line a lane, but each table has its own list."""
    if lane.lane != LaneName.THEATRE:
        yield lane.stations, lane.waiting
        return
    for table in lane.stations:
        yield [table], lane.line_of(table.station)
    tables = [one.station for one in lane.stations]
    lost = [one for one in lane.waiting if not any(may_go_to(one.ticket, table) for table in tables)]
    if lost:
        yield [], lost


def _sooner(known: Standing | None, other: Standing) -> Standing:
    """Who may go to any table goes to the one that is free first."""
    if known is None or known.estimate is None:
        return other
    return other if other.estimate is not None and other.estimate.mid < known.estimate.mid else known


@dataclass(frozen=True, slots=True)
class _Coming:
    """Somebody who will wait in this line later."""

    as_waiting: Waiting
    appointment_id: int
    comes_at: datetime


def _expected(
    lane: LaneNow, theirs: Iterable[StationNow], to_come: Iterable[ToCome], *, lanes: Sequence[str], now: datetime
) -> Iterator[_Coming]:
    """A table waits for those of its list who have not come to its door, a first lane for whom nobody checked in."""
    tables = {one.station.pk for one in theirs}
    for one in to_come:
        booked = one.appointment
        if lane.lane == LaneName.THEATRE:
            at, planned = booked.starts_at, booked.starts_at
            wanted = booked.kind == "operation" and booked.station_id in tables and not one.in_theatre
        else:
            at, planned = booked.arrive_at, None
            first = lane_after(lanes, done="", place=booked, is_walk_in=False)
            wanted = not one.came and first == lane.lane
        if wanted and at > now - LATEST:
            waits = Waiting(-booked.pk, at, window_at=at, urgency=one.urgency, planned_at=planned)
            yield _Coming(waits, booked.pk, at)


def _standing(
    camp: Camp,
    lane: LaneNow,
    theirs: Sequence[StationNow],
    waiting: Sequence[InLine],
    expected: Sequence[_Coming],
    rows: DayRows,
    *,
    now: datetime,
) -> dict[int, Standing]:
    coming = {one.as_waiting.key: one for one in expected}
    tickets = {one.ticket.pk: one.ticket for one in waiting}
    keys = expected_line(
        (as_waiting(ticket) for ticket in tickets.values()),
        (one.as_waiting for one in expected),
        [move for move in lane.moves if move.key in tickets],
        now=now,
    )
    line = [
        rest_of_day.InLine(key, rows.minutes(lane.lane, tickets[key].appointment_id))
        if key in tickets
        else rest_of_day.InLine(
            key, rows.minutes(lane.lane, coming[key].appointment_id), comes_at=coming[key].comes_at, shows=SHOWS
        )
        for key in keys
    ]
    found = estimates(
        line,
        [bed for one in theirs for bed in _beds(camp, one, lane.lane, rows, now=now)],
        list(_served(theirs, lane.lane, rows)),
        now=now,
        gap=minutes_between(lane.lane),
        jumps_per_hour=urgent_an_hour(lane.lane),
    )
    placed = [one.placed for one in waiting]
    return {one.ticket.pk: Standing(one.ticket, placed, one.placed, found.get(one.ticket.pk)) for one in waiting}


def _beds(camp: Camp, one: StationNow, lane: str, rows: DayRows, *, now: datetime) -> Iterator[rest_of_day.Station]:
    """The beds of a station that still calls somebody today."""
    station, day = one.station, camp.day_at(now)
    closures = rows.closures.get(station.pk, [])
    opens_at = max([camp.instant(day, station.opens), *(ends for starts, ends in closures if starts <= now)])
    closes_at: datetime | None = camp.instant(day, station.closes)
    if closes_at is not None and closes_at <= now:
        if not _at_work(one, rows, now=now):
            return
        closes_at = None  # the day is longer than was planned, and nobody knows by how much
    for bed in range(station.beds):
        there = one.there[bed] if bed < len(one.there) else None
        yield rest_of_day.Station(
            station.pk * BEDS + bed,
            since=(there.started_at or there.called_at) if there else None,
            serving=rows.minutes(lane, there.appointment_id) if there else None,
            opens_at=opens_at if opens_at > now else None,
            closes_at=closes_at,
            pauses=tuple((starts, ends) for starts, ends in closures if starts > now),
        )


def _at_work(one: StationNow, rows: DayRows, *, now: datetime) -> bool:
    lately = (over.ended_at > now - GOES_ON for over in rows.over if over.station_id == one.station.pk)
    return bool(one.there) or any(lately)


def _served(theirs: Iterable[StationNow], lane: str, rows: DayRows) -> Iterator[Served]:
    """What is over in this lane, each at the first bed that was free; another table's day teaches too."""
    beds = {one.station.pk: one.station.beds for one in theirs}
    free: dict[tuple[int, int], datetime] = {}
    for over in sorted((one for one in rows.over if one.lane == lane), key=_began):
        bed = next(
            bed
            for bed in count()
            if bed >= beds.get(over.station_id, 1) - 1
            or free.get((over.station_id, bed), over.began_at) <= over.began_at
        )
        free[over.station_id, bed] = over.ended_at
        believed = rows.minutes(lane, over.appointment_id)
        yield Served(over.station_id * BEDS + bed, over.began_at, max(over.ended_at, over.began_at), believed)


def _began(over: Over) -> datetime:
    return over.began_at
