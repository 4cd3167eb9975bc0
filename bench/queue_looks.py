"""What each who waits is told on a day of queue_days.py, by the estimator and by two plain rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from statistics import fmean

from bench.queue_days import LUNCH, Day, Lane, Person, clock, minute_of
from scheduling.queue.estimate import estimates
from scheduling.queue.line import expected_line
from scheduling.queue.order import Waiting
from scheduling.queue.pace import MINUTE, share_coming
from scheduling.queue.rest_of_day import InLine, Station
from scheduling.queue.showing import shown

URGENT = 2  # or below: goes before nearly everybody
MISSED = 30.0  # minutes after which who was to come counts as one who was due
RECENT = 120.0  # minutes in which urgent ones are counted


@dataclass(frozen=True)
class Look:
    """What one was told at a moment; `called` is None where it never came to it. Minutes of the day."""

    day: int
    at: float
    called: float | None
    low: float
    mid: float
    high: float
    fixed: float
    average: float

    @property
    def is_inside(self) -> bool:
        """Who was told an hour and never called was told wrong."""
        return self.called is not None and self.low <= self.called <= self.high


def looks(lane: Lane, seed: int) -> list[Look]:
    """A whole day."""
    day = Day(lane, seed)
    told = [one for now in day.moments() for one in _told(day, now)]
    return [replace(look, called=person.called) for person, look in told]


def _told(day: Day, now: float) -> Iterator[tuple[Person, Look]]:
    """The plain rules: so many before, times the minutes believed of each by all stations of the lane; and times the
    mean so far by those that are open.
    """
    stations = list(_stations(day, now))
    line = _line(day, now)
    found = estimates(
        line, stations, day.served, now=clock(now), gap=day.lane.gap, jumps_per_hour=_urgent_an_hour(day, now)
    )
    cycles = [(one.ended_at - one.began_at) / MINUTE + day.lane.gap for one in day.served]
    cycle = fmean(cycles or day.lane.believed)
    begins = max(now, day.lane.opens)
    believed = 0.0
    for before, one in enumerate(each for each in line if each.comes_at is None):
        if (estimate := found[one.key]) is not None:
            low, high = shown(estimate, now=clock(now))
            yield (
                day.people[one.key],
                Look(
                    day=day.seed,
                    at=now,
                    called=None,
                    low=minute_of(low),
                    mid=minute_of(estimate.mid),
                    high=minute_of(high),
                    fixed=begins + believed / day.lane.stations,
                    average=begins + before * cycle / len(stations),
                ),
            )
        believed += one.minutes.median + day.lane.gap


def _line(day: Day, now: float) -> list[InLine]:
    """Those who are there and those who were booked and may still come."""
    booked = [(person, person.told) for person in day.people.values() if person.told is not None]
    due = [person for person, told in booked if told < now - MISSED]
    shows = share_coming(day.lane.shows, came=sum(person.comes <= now for person in due), due=len(due))
    comes = {person.waiting.key: max(told, day.lane.opens) for person, told in booked if person.comes > now}
    there = [person.waiting for person in day.line.values()]
    coming = [_as_expected(day.people[key].waiting) for key in comes]
    return [
        InLine(key, day.people[key].believed, clock(comes[key]), shows)
        if key in comes
        else InLine(key, day.people[key].believed)
        for key in expected_line(there, coming, day.ahead, now=clock(now))
    ]


def _as_expected(waiting: Waiting) -> Waiting:
    """Nobody knows yet when they come, nor that they are urgent."""
    return replace(waiting, arrived_at=waiting.window_at or waiting.arrived_at, urgency=4)


def _stations(day: Day, now: float) -> Iterator[Station]:
    for desk in day.desks:
        if desk.back is None or desk.back_is_known:
            lunch = [] if desk.lunch is None else [(clock(desk.lunch), clock(desk.lunch + LUNCH))]
            yield Station(
                desk.key,
                since=clock(desk.since) if desk.serving else None,
                serving=desk.serving.believed if desk.serving else None,
                opens_at=clock(max(desk.back or 0, day.lane.opens)),
                closes_at=clock(day.lane.closes),
                pauses=tuple(lunch),
            )


def _urgent_an_hour(day: Day, now: float) -> float:
    """As many as came lately, with an hour of what is believed."""
    came = sum(
        person.waiting.urgency <= URGENT and now - RECENT < person.comes <= now for person in day.people.values()
    )
    return (day.lane.urgent + came) / (1 + RECENT / 60)
