"""Days of a lane made by a seed: what really happens, which no estimate knows. It pauses every ten minutes to be asked.

The truth is none of the estimator's own: services are lognormal about another median and spread than believed and now
and then take far longer; the day, each station and each hour has a pace; people come early, late or not at all;
walk-ins crowd the gate at dawn, urgent ones jump in, some are let go first, some have gone when they are called;
stations go on breaks later than planned, and one may close for an hour. Minutes of the day everywhere.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from math import exp, inf, log, pi, sin
from random import Random
from statistics import fmean

from scheduling.queue.order import GoesAhead, Waiting, in_order
from scheduling.queue.pace import MINUTE, P90, Minutes, Served

DAWN = datetime(2027, 3, 9, tzinfo=UTC)
EVERY = 10  # minutes between two looks
LUNCH = 30.0  # planned
DOWN = 60.0  # for which a station closes
GONE = 1.5  # it takes to see that somebody is not there


@dataclass(frozen=True)
class Lane:
    """A lane and its people. `believed` are medians, one of them for each person; `p90` is times the median."""

    name: str
    stations: int
    people: int
    believed: tuple[float, ...]
    p90: float
    gap: float
    booked: float = 0.7
    shows: float = 0.85  # of the booked, as an organiser would guess,
    urgent: float = 0.5  # and so many urgent ones an hour
    listed: bool = False  # by a plan, as a theatre is
    opens: float = 8 * 60
    closes: float = 18 * 60
    last_window: float = 16 * 60


VITALS = Lane("vitals", 2, 180, (5,), 1.6, 0.5)
EXAMINATION = Lane("examination", 3, 125, (12,), 1.7, 1)
CROWD = Lane("examination_of_500", 3, 500, (12,), 1.7, 1, booked=0.3)
THEATRE = Lane("theatre", 2, 18, (25, 40, 50, 60, 90), 1.5, 15, booked=1, shows=0.95, urgent=0.05, listed=True)


@dataclass
class Person:
    """Somebody of a day. The desk knows the first three; `told` is when to come, `comes` is inf for who does not."""

    waiting: Waiting
    believed: Minutes
    told: float | None
    comes: float
    takes: float
    gone: bool
    called: float | None = None


@dataclass
class Desk:
    """A station. The desk knows all but `pace` and `breaks`; `lunch` is what is planned, None once it was taken."""

    key: int
    pace: float
    breaks: list[tuple[float, float]]
    lunch: float | None
    serving: Person | None = None
    since: float = 0.0
    until: float = 0.0
    ready: float = 0.0  # for the next, after the gap or the break
    back: float | None = None  # from a break
    back_is_known: bool = True


@dataclass
class Day:
    """One day of a lane, event after event."""

    lane: Lane
    seed: int
    line: dict[int, Person] = field(default_factory=dict)
    served: list[Served] = field(default_factory=list)
    ahead: list[GoesAhead] = field(default_factory=list)

    def __post_init__(self) -> None:
        chance = self.chance = Random(f"{self.lane.name}:{self.seed}")
        self.pace = chance.gauss(0.05, 0.2)
        self.wave = chance.uniform(0, 0.12), chance.uniform(0, 2 * pi)  # quicker and slower hours
        self.spread = log(self.lane.p90) / P90 * chance.uniform(0.8, 1.3)
        self.absent = 0.05 if self.lane.listed else chance.uniform(0.05, 0.3)
        self.desks = [self._desk(key) for key in range(1, self.lane.stations + 1)]
        self.people = {key: self._person(key) for key in range(1, self.lane.people + 1)}
        self.events: list[tuple[float, int, Callable[[float], None] | None]] = []
        self.number = count()

    def moments(self) -> Iterator[float]:
        """The whole day; stops at each moment at which people are told something."""
        lane = self.lane
        for person in self.people.values():
            if person.comes < inf:
                self._at(person.comes, lambda _, one=person: self.line.update({one.waiting.key: one}))
        for desk in self.desks:
            desk.ready = lane.opens
            self._at(lane.opens, self._goes_on)
        for _ in range(3):
            self._at(self.chance.uniform(lane.opens, lane.closes), self._goes_first)
        for minute in range(int(lane.opens) - 30, int(lane.closes), EVERY):
            self._at(minute, None)
        while self.events:
            now, _, act = heapq.heappop(self.events)
            if act is None:
                yield now
            else:
                act(now)
            self._call(now)

    def order(self, now: float) -> list[int]:
        """Who waits, the next one first."""
        people = (person.waiting for person in self.line.values())
        return [one.key for one in in_order(people, self.ahead, now=clock(now))]

    def _at(self, minute: float, act: Callable[[float], None] | None) -> None:
        heapq.heappush(self.events, (minute, next(self.number), act))

    def _goes_on(self, now: float) -> None:
        """Services that are over end; who is due for a break goes on it."""
        for desk in self.desks:
            if desk.serving is not None and desk.until <= now:
                if not desk.serving.gone:
                    self.served.append(Served(desk.key, clock(desk.since), clock(now), desk.serving.believed))
                    desk.ready = now + self.lane.gap * self.chance.uniform(0.7, 1.6)
                    self._at(desk.ready, self._goes_on)
                desk.serving = None
            if desk.back is not None and desk.back <= now:
                desk.back = None
            if desk.serving is None and desk.back is None and desk.breaks and desk.breaks[0][0] <= now:
                self._goes_on_a_break(desk, now)

    def _goes_on_a_break(self, desk: Desk, now: float) -> None:
        _, minutes = desk.breaks.pop(0)
        is_lunch = minutes != DOWN
        if is_lunch:
            desk.lunch = None
        desk.ready = desk.back = now + minutes
        desk.back_is_known = is_lunch or self.chance.random() < 0.5
        self._at(desk.back, self._goes_on)

    def _call(self, now: float) -> None:
        for desk in self.desks:
            if self.line and desk.serving is None and desk.ready <= now < self.lane.closes:
                person = self.line.pop(self.order(now)[0])
                person.called = desk.since = now
                height, phase = self.wave
                pace = self.pace + desk.pace + height * sin(phase + now / 480 * 2 * pi)
                desk.serving, desk.until = person, now + (GONE if person.gone else person.takes * exp(pace))
                self._at(desk.until, self._goes_on)

    def _goes_first(self, now: float) -> None:
        order = self.order(now)
        if len(order) >= 4:
            at = self.chance.randrange(2, min(len(order), 20))
            self.ahead.append(GoesAhead(order[at], frozenset(order[max(0, at - 3) : at])))

    def _desk(self, key: int) -> Desk:
        chance = self.chance
        lunch = 12 * 60 + 30.0 * (key % 3)
        breaks = [(lunch + chance.uniform(0, 25), chance.uniform(25, 45))]
        if key == 1 and chance.random() < 0.3:
            breaks.append((chance.uniform(self.lane.opens, self.lane.closes - 120), DOWN))
        return Desk(key, chance.gauss(0, 0.15), sorted(breaks), lunch)

    def _person(self, key: int) -> Person:
        chance, lane = self.chance, self.lane
        median = chance.choice(lane.believed)
        takes = median * exp(chance.gauss(0, self.spread)) * (2.5 if chance.random() < 0.02 else 1)
        planned = None
        if lane.listed:
            planned = lane.opens + (key - 1) // lane.stations * (fmean(lane.believed) + lane.gap)
        told = self._told(planned)
        comes = self._comes(told)
        urgency = chance.choices((1, 2, 3, 4), (2, 0, 0, 98) if lane.listed else (1, 2, 7, 90))[0]
        age = chance.choices(("child", "elderly", ""), (10, 15, 75))[0]
        waiting = Waiting(
            key=key,
            arrived_at=clock(comes if comes < inf else lane.closes),
            window_at=None if told is None else clock(told),
            urgency=urgency,
            child=age == "child",
            elderly=age == "elderly",
            planned_at=None if planned is None else clock(planned),
        )
        return Person(waiting, Minutes(median, median * lane.p90), told, comes, takes, chance.random() < 0.02)

    def _told(self, planned: float | None) -> float | None:
        if planned is not None:
            return planned - 90
        if self.chance.random() >= self.lane.booked:
            return None
        return self.lane.opens + 30 * self.chance.randrange(int((self.lane.last_window - self.lane.opens) / 30))

    def _comes(self, told: float | None) -> float:
        chance, lane = self.chance, self.lane
        if told is None:
            at_dawn = chance.random() < 0.6
            return chance.gauss(lane.opens - 45, 40) if at_dawn else chance.uniform(lane.opens, lane.last_window)
        if chance.random() < self.absent:
            return inf
        return told + chance.gauss(-8, 25) + (chance.expovariate(1 / 60) if chance.random() < 0.05 else 0)


def clock(minute: float) -> datetime:
    """The moment of a minute of the day."""
    return DAWN + timedelta(minutes=minute)


def minute_of(moment: datetime) -> float:
    return (moment - DAWN) / MINUTE
