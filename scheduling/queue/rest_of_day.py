"""The rest of a lane's day, drawn many times, all draws at once.

Each station goes on with the next of the line when it is free; services take what pace.py believes, those booked come
more or less at their hour or not at all, urgent ones jump in, stations stop for a while.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import hypot, log
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from scheduling.queue.draws import DRAWS, beyond, normal, uniform
from scheduling.queue.pace import MINUTE, Minutes, Samples, Served, learned

LATENESS = 20.0  # minutes by which people come before or after their hour, a standard deviation
BEGINS_LATE = 10.0  # minutes, at most, after which a pause begins when it is due,
LONGER = 0.25  # and by how much of it, at most, it is longer than planned
STOPS_EVERY = 960.0  # minutes after which a station stops unforeseen, on average,
STOPS_FOR = 30.0  # and for how long
JUMPS_FOR = 480.0  # minutes ahead in which urgent ones may jump in
Places = NDArray[np.intp]
Stops = tuple[Samples, Samples]  # when, and for how many minutes


@dataclass(frozen=True, slots=True)
class Station:
    """A station of the lane that works today: free, or `serving` since `since`.

    `opens_at`: on a break, or not begun, until then. `pauses`: (from, until) still to come. `closes_at`: calls nobody
    from then on. A station that is closed and nobody knows until when is no station: leave it out.
    """

    key: int
    since: datetime | None = None
    serving: Minutes | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    pauses: tuple[tuple[datetime, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class InLine:
    """Somebody of the line, in its order. `comes_at`: is not there yet and should come then.

    `shows`: the chance that who was booked comes, or that who waits is still there when called.
    """

    key: int
    minutes: Minutes
    comes_at: datetime | None = None
    shows: float = 1.0


class RestOfDay:
    """The rest of the day in all draws. What is of a station and a draw stands in one row, station after station."""

    def __init__(
        self,
        line: Sequence[InLine],
        stations: Sequence[Station],
        served: Sequence[Served],
        *,
        now: datetime,
        gap: float,
        jumps_per_hour: float,
    ) -> None:
        self.now = now
        self.line = line
        pace = learned(served, [station.key for station in stations], gap=gap, now=now)
        self.pace = pace
        self.gap = pace.gap
        self.factors = pace.drawn(normal(-1 - at for at in range(len(stations)))).ravel()
        ended = {one.station: one.ended_at for one in sorted(served, key=lambda one: one.ended_at)}
        self.ready = {station: _from(now, at, 0.0) + self.gap for station, at in ended.items()}
        self.draws = np.arange(DRAWS)
        self.minutes = self._minutes([one.minutes for one in line], normal(one.key for one in line))
        self.stops = [*self._pauses(stations), self._closing(stations), self._unforeseen(len(stations))]
        self.next_stop = np.minimum.reduce([at for at, _ in self.stops])
        self.by_station = np.zeros((len(stations), DRAWS))  # when each is free for the next
        self.free = self.by_station.ravel()  # the same numbers
        for at, station in enumerate(stations):
            self._goes_on(self.draws + at * DRAWS, *self._as_it_is(station, at))
        self.coming = _Coming(self._jumps(jumps_per_hour))

    def calls(self) -> list[Samples]:
        """When each who is there is called, in the order of the line."""
        found = []
        for at, one in enumerate(self.line):
            if one.comes_at is not None:
                self.coming.add(self._comes(one), self.minutes[at])
                continue
            who = self.by_station.argmin(axis=0) * DRAWS + self.draws
            start = self.free[who]
            while (early := np.flatnonzero(self.coming.first < start)).size:
                self._serve(who[early], start[early], self.coming.take(early))
                who[early] = self.by_station[:, early].argmin(axis=0) * DRAWS + early
                start[early] = self.free[who[early]]
            found.append(start)
            self._serve(who, start, self._while_there(one, self.minutes[at]))
        return found

    def _minutes(self, believed: Sequence[Minutes], normal: Samples) -> Samples:
        middle = np.array([[log(each.median)] for each in believed])
        spread = np.array([[each.spread * self.pace.spread] for each in believed])
        return np.exp(middle + spread * normal)

    def _while_there(self, one: InLine, minutes: Samples) -> Samples:
        """No minutes in the draws in which he or she has gone."""
        if one.shows >= 1:
            return minutes
        return np.where(uniform(one.key) < one.shows, minutes, 0.0)

    def _serve(self, who: Places, start: Samples, minutes: Samples) -> None:
        done = start + minutes * self.factors[who]
        self._goes_on(who, done, done + self.gap)

    def _goes_on(self, who: Places, done: Samples, ready: Samples) -> None:
        """They are free when they are ready, or after the stops that are due by then: the gap is part of a stop."""
        if (self.next_stop[who] <= ready).any():
            for at, minutes in self.stops:
                due = at[who] <= ready
                done = np.where(due, np.maximum(done, at[who]) + minutes[who], done)
                ready = np.maximum(ready, done)
                at[who[due]] = np.inf
            self.next_stop[who] = np.minimum.reduce([at[who] for at, _ in self.stops])
        self.free[who] = ready

    def _as_it_is(self, station: Station, at: int) -> tuple[Samples, Samples]:
        """When a station's service is done, the later the longer it has taken; and when it is ready again."""
        opens = max(0.0, _from(self.now, station.opens_at, 0.0))
        if station.serving is None or station.since is None:
            return np.full(DRAWS, opens), np.full(DRAWS, max(opens, self.ready.get(station.key, 0.0)))
        elapsed = max(1e-3, -_from(self.now, station.since, 0.0))
        middle = log(station.serving.median) + self.pace.middle[at]
        spread = hypot(station.serving.spread * self.pace.spread, self.pace.doubt(at))
        further = beyond((log(elapsed) - middle) / spread, uniform(-1_000 - at))
        left = np.maximum(0.0, np.exp(middle + spread * further) - elapsed)
        return np.maximum(opens, left), np.maximum(opens, left + self.gap)

    def _pauses(self, stations: Sequence[Station]) -> Iterable[Stops]:
        most = max(len(station.pauses) for station in stations)
        for number in range(most):
            at, minutes = np.full((len(stations), DRAWS), np.inf), np.zeros((len(stations), DRAWS))
            for row, station in enumerate(stations):
                if number < len(station.pauses):
                    begins, ends = station.pauses[number]
                    at[row] = _from(self.now, begins, 0.0) + BEGINS_LATE * uniform(-6_000 - row)
                    minutes[row] = (ends - begins) / MINUTE * (1 + LONGER * uniform(-7_000 - row))
            yield at.ravel(), minutes.ravel()

    def _closing(self, stations: Sequence[Station]) -> Stops:
        closes = np.array([_from(self.now, station.closes_at, np.inf) for station in stations])
        return np.repeat(closes, DRAWS), np.full(closes.size * DRAWS, np.inf)

    def _unforeseen(self, stations: int) -> Stops:
        rows = range(stations)
        at = np.concatenate([-STOPS_EVERY * np.log(uniform(-2_000 - row)) for row in rows])
        return at, np.concatenate([-STOPS_FOR * np.log(uniform(-3_000 - row)) for row in rows])

    def _comes(self, one: InLine) -> Samples:
        """When somebody expected comes, inf where not at all: less likely the later it is already."""
        late = _from(self.now, one.comes_at, 0.0)  # minutes from now, below zero if past
        still = NormalDist().cdf(late / LATENESS)
        shows = one.shows * still / (1 - one.shows + one.shows * still) if one.shows < 1 else 1.0
        comes = late + LATENESS * beyond(-late / LATENESS, uniform(one.key))
        return np.where(uniform(-one.key - 5_000) < shows, np.maximum(0.0, comes), np.inf)

    def _jumps(self, per_hour: float) -> Iterable[Stops]:
        """Urgent ones who come unforeseen: when, and how long each takes."""
        if per_hour <= 0 or not self.line:
            return
        typical = self.minutes.mean(axis=0).mean()
        at = np.zeros(DRAWS)
        for number in range(round(per_hour * JUMPS_FOR / 60) + 1):
            at = at - 60 / per_hour * np.log(uniform(-4_000 - number))
            yield at, np.full(DRAWS, typical)


class _Coming:
    """Those who are not there yet and go before everybody who follows in the line, from when they come."""

    def __init__(self, known: Iterable[Stops]) -> None:
        self.at = np.full((DRAWS, 16), np.inf)
        self.minutes = np.zeros((DRAWS, 16))
        self.count = 0
        self.first = np.full(DRAWS, np.inf)
        for at, minutes in known:
            self.add(at, minutes)

    def add(self, at: Samples, minutes: Samples) -> None:
        if self.count == self.at.shape[1]:
            self.at = np.hstack([self.at, np.full_like(self.at, np.inf)])
            self.minutes = np.hstack([self.minutes, self.minutes])
        self.at[:, self.count] = at
        self.minutes[:, self.count] = minutes
        self.count += 1
        np.minimum(self.first, at, out=self.first)

    def take(self, draws: Places) -> Samples:
        """Let the first to come be served in these draws; the minutes they take."""
        rows = self.at[draws]
        who = rows.argmin(axis=1)
        self.at[draws, who] = np.inf
        rows[np.arange(draws.size), who] = np.inf
        self.first[draws] = rows.min(axis=1)
        return self.minutes[draws, who]


def _from(now: datetime, at: datetime | None, otherwise: float) -> float:
    return otherwise if at is None else (at - now) / MINUTE
