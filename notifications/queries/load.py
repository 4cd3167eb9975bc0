"""How full a camp's stations are, day by day: the minutes held beside the minutes open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from camps.models import NEVER_BOOKED, Camp, Station, StationKind
from scheduling.intervals import Span, minute
from scheduling.models import Allocation
from scheduling.queries.board import day_span, open_spans


@dataclass(frozen=True)
class DayLoad:
    """Hours held and hours open, over the operating tables (over all stations where a camp has no table)."""

    day: date
    held_hours: float
    open_hours: float


@dataclass(frozen=True)
class Load:
    """`stations` hold a cell a day: (minutes held, minutes free), None where the station is closed all day."""

    days: list[DayLoad]
    stations: list[tuple[str, list[tuple[int, int] | None]]]


def load_of(camp: Camp) -> Load:
    """The load of every station where patients are served; turnover counts as held."""
    stations = [
        station
        for station in Station.objects.filter(camp=camp).prefetch_related("closures").order_by("-kind", "name")
        if station.kind not in (*NEVER_BOOKED, StationKind.LAB)
    ]
    held = _held(stations)
    days = [day_span(camp, index) for index in range(camp.days)]
    rows = []
    for station in stations:
        hours = open_spans(camp, station, station.closures.all())
        cells: list[tuple[int, int] | None] = []
        for day in days:
            opened = _within(hours, day) * station.beds
            used = _within(held[station.pk], day)
            cells.append((used, max(0, opened - used)) if opened or used else None)
        rows.append((station, cells))
    tables = [row for row in rows if row[0].kind == StationKind.TABLE] or rows
    totals = [
        DayLoad(
            day,
            round(sum(cell[0] for _, cells in tables if (cell := cells[index])) / 60, 1),
            round(sum(cell[0] + cell[1] for _, cells in tables if (cell := cells[index])) / 60, 1),
        )
        for index, day in enumerate(camp.dates)
    ]
    return Load(totals, [(station.name, cells) for station, cells in rows])


def _held(stations: Iterable[Station]) -> dict[int, list[Span]]:
    rows = Allocation.objects.filter(live=True, resource__station__in=[station.pk for station in stations])
    found: dict[int, list[Span]] = defaultdict(list)
    for station_id, period in rows.values_list("resource__station", "period"):
        found[station_id].append((minute(period.lower), minute(period.upper)))
    return found


def _within(spans: Iterable[Span], day: Span) -> int:
    """The minutes of `spans` that lie in `day`."""
    return sum(max(0, min(end, day[1]) - max(start, day[0])) for start, end in spans)
