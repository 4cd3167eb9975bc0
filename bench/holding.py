"""What it costs the queue that each station's device holds some of those who wait, for an outage: simulated mornings.

The rule that deals (scheduling/queue/sharing.py), devices that speak every five seconds, and teams that call so many
seconds after they have room; against the same mornings in which nobody is held. A call "passes" when it is not for the
first of the line.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from statistics import fmean

from bench.figures import Figure
from scheduling.queue.sharing import AtWork, dealt, in_turn

BEGINS = datetime(2027, 3, 1, 7, tzinfo=UTC)
HOURS, MORNINGS, SPEAKS_EVERY, MOST = 6, 12, 5, 6
MEDIAN, SPREAD, NEARLY_ALL = 300, 0.55, timedelta(minutes=10)  # seconds of a service, as vitals are believed
MEAN = 350


@dataclass
class Morning:
    """`busy` says since when each station serves somebody, `own` whom its device holds."""

    stations: int
    quick: tuple[int, int]
    hold: bool
    random: random.Random
    line: list[int] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    passed: int = 0

    def run(self, load: float) -> None:
        draws = self.random
        came: list[int] = []
        services = [max(60, draws.lognormvariate(0, SPREAD) * MEDIAN) for _ in range(4000)]
        slow = [draws.uniform(*self.quick) for _ in range(4000)]
        self.busy: list[int | None] = [None] * self.stations
        self.own: list[set[int]] = [set() for _ in range(self.stations)]
        ends, ready = [0.0] * self.stations, [0.0] * self.stations
        next_one = 0.0
        for now in range(HOURS * 3600):
            if now >= next_one:
                self.line.append(len(came))
                came.append(now)
                next_one = now + draws.expovariate(load * self.stations / MEAN)
            for at in range(self.stations):
                if self.busy[at] is not None and now >= ends[at]:
                    self.busy[at], ready[at] = None, now + slow[len(self.waits)]
                    self.speak(at, now)  # the page loads itself anew, and its device speaks
                if self.busy[at] is None and now >= ready[at] and (key := self.first_for(at)) is not None:
                    self.passed += key != self.line[0]
                    self.line.remove(key)
                    self.busy[at], ends[at] = now, now + services[key]
                    self.waits.append(now - came[key])
                if (now + at) % SPEAKS_EVERY == 0:
                    self.speak(at, now)

    def first_for(self, at: int) -> int | None:
        others = self.held_by_others(at)
        return next((key for key in self.line if key not in others), None)

    def held_by_others(self, at: int) -> set[int]:
        return set().union(*(own for other, own in enumerate(self.own) if other != at))

    def speak(self, at: int, now: int) -> None:
        if not self.hold:
            return
        work = [
            AtWork(key, None if since is None else BEGINS + timedelta(seconds=since))
            for key, since in enumerate(self.busy)
        ]
        turns = in_turn(work, now=BEGINS + timedelta(seconds=now), nearly_all=NEARLY_ALL)
        share = dealt({key: range(self.stations) for key in self.line}, turns)[at][:MOST]
        self.own[at] = set(share) - self.held_by_others(at)


def run() -> Iterator[Figure]:
    for stations in (2, 4):
        for name, quick in (("at once", (2, 15)), ("in a while", (10, 40))):
            held, free = (
                [morning(stations, quick, hold=hold, seed=seed) for seed in range(MORNINGS)] for hold in (True, False)
            )
            calls = sum(len(one.waits) for one in held)
            of = f"{stations} stations call {name}"
            share = sum(one.passed for one in held) / calls
            yield Figure(f"holding.passed.{stations}.{quick[1]}s", share, "of the calls", at_most=0.1, note=of)
            longer = mean_wait(held) / mean_wait(free)
            yield Figure(f"holding.wait.{stations}.{quick[1]}s", longer, "of the wait unheld", at_most=1.05, note=of)


def morning(stations: int, quick: tuple[int, int], *, hold: bool, seed: int) -> Morning:
    made = Morning(stations, quick, hold, random.Random(seed))
    made.run(load=1.0)
    return made


def mean_wait(mornings: list[Morning]) -> float:
    return fmean(wait for one in mornings for wait in one.waits)
