"""The script's own count of the day, kept from the product's answers only, with an arithmetic of its own.

Clerks act at once, so their answers come in any order: the facts of a minute are laid up and told at its end, each when
what it needs has been told. One that never fits is a fault: nobody was there to be called, or somebody else had called.
Minutes are those of the day at the venue.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles
from threading import Lock

OPEN = ("waiting", "called", "serving", "parked", "missed")
AT_A_STATION = ("called", "serving")
LANES = ("Registration", "Vitals", "Examination", "Anaesthesia review", "Theatre", "Recovery", "Discharge")


@dataclass
class Visit:
    """One place in one lane."""

    lane: str
    queued: int
    state: str = "waiting"
    station: str = ""
    called: int | None = None
    started: int | None = None
    ended: int | None = None

    @property
    def wait(self) -> int | None:
        """docs/closing-the-day.md: it ends when the station begins, or else when it calls."""
        served = self.started if self.started is not None else self.called
        return None if served is None else served - self.queued


@dataclass
class Came:
    """Somebody who is here, under one token."""

    token: str
    card: str
    name: str
    at: int
    visits: list[Visit] = field(default_factory=list)
    undone: bool = False

    @property
    def now(self) -> Visit:
        return self.visits[-1]


@dataclass(frozen=True)
class Fact:
    """What an answer said of a token at a minute. `lane` is where they are sent to, or where they were called from."""

    what: str
    token: str
    minute: int
    station: str = ""
    lane: str = ""
    card: str = ""
    name: str = ""


@dataclass
class Operation:
    """What was marked at a table for a card."""

    card: str
    table: str
    marks: dict[str, int] = field(default_factory=dict)


class Count:
    """Everything that was answered."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.laid_up: list[Fact] = []
        self.came: dict[str, Came] = {}
        self.faults: list[str] = []
        self.operations: dict[str, Operation] = {}
        self.calls: list[Fact] = []
        self.entered: set[tuple[str, str, int]] = (
            set()
        )  # token, lane, and the minute in which a page could show it first
        self.placed: set[str] = set()  # cards that ever had a place
        self.scans: dict[str, list[str]] = defaultdict(list)  # by card: what each desk wrote on the slip

    def say(self, what: str, token: str, minute: int, **more: str) -> None:
        """From any thread."""
        with self.lock:
            self.laid_up.append(Fact(what, token, minute, **more))

    def fault(self, words: str) -> None:
        with self.lock:
            self.faults.append(words)

    def tell(self, minute: int) -> None:
        """The facts laid up, in an order in which each is possible; at the end of a minute, when nobody acts."""
        left, self.laid_up = self.laid_up, []
        while left:
            not_yet = [fact for fact in left if not self._told(fact, minute)]
            if len(not_yet) == len(left):
                for fact in left:
                    one = self.came.get(fact.token)
                    self.faults.append(f"{fact} can't be, after {one.now if one and one.visits else one}")
                return
            left = not_yet

    def by_card(self, card: str) -> Came | None:
        return next((one for one in self.came.values() if one.card == card and not one.undone), None)

    def here(self) -> Iterator[Came]:
        return (one for one in self.came.values() if not one.undone)

    def waiting(self, lane: str) -> list[Came]:
        return [one for one in self.here() if one.now.state == "waiting" and one.now.lane == lane]

    def mark(self, card: str, table: str, kind: str, minute: int) -> None:
        with self.lock:
            self.operations.setdefault(card, Operation(card, table)).marks[kind] = minute

    def _told(self, fact: Fact, minute: int) -> bool:
        if fact.what == "came":
            earlier = self.by_card(fact.card)
            if earlier is not None or fact.token in self.came:
                return False  # one arrival a person, one person a token
            one = Came(fact.token, fact.card, fact.name, fact.minute, [Visit(fact.lane, fact.minute)])
            self.came[fact.token] = one
        else:
            known = self.came.get(fact.token)
            if known is None or known.undone or not self._moved(known, fact):
                return False
            one = known
        if fact.what in ("came", "sent_on", "back"):
            self.entered.add((one.token, one.now.lane, minute))
        return True

    def _moved(self, one: Came, fact: Fact) -> bool:
        at, minute = one.now, fact.minute
        own = not fact.station or at.station == fact.station
        if fact.what == "called" and at.state == "waiting" and at.lane == fact.lane:
            at.state, at.station, at.called = "called", fact.station, minute
            self.calls.append(fact)
        elif fact.what == "recalled" and at.state == "called" and own:
            at.called = minute
        elif fact.what == "began" and at.state == "called" and own:
            at.state, at.started = "serving", minute
        elif fact.what == "wheels_in" and at.lane == "Theatre" and at.state in OPEN and at.state != "serving":
            at.state, at.station, at.started = "serving", fact.station, minute
        elif fact.what == "missed" and at.state == "called" and own:
            at.state, at.station = "missed", ""
        elif fact.what == "parked" and at.state in ("waiting", *AT_A_STATION) and own:
            at.state, at.station, at.started = "parked", "", None
        elif fact.what == "back" and at.state in ("parked", "missed"):
            at.state, at.called = "waiting", None
        elif fact.what == "sent_on" and at.state in AT_A_STATION and own:
            at.state, at.ended = "done", minute
            one.visits.append(Visit(fact.lane, minute))
        elif fact.what == "finished" and at.state in AT_A_STATION and own:
            at.state, at.ended = "done", minute
        elif fact.what == "left" and at.state in OPEN:
            at.state, at.ended = "left", minute
        elif fact.what == "undone" and at.state == "waiting" and at.called is None:
            one.undone = True
        else:
            return False
        return True


def waits(people: Iterable[Came]) -> dict[str, tuple[int, float | None, float | None, int | None, int]]:
    """By lane: called, median, P90, longest, never called. Who is missed to this hour counts as neither."""
    called: dict[str, list[int]] = defaultdict(list)
    never: dict[str, int] = defaultdict(int)
    for one in people:
        for visit in one.visits:
            if visit.wait is not None and visit.state != "missed":
                called[visit.lane].append(visit.wait)
            elif visit.state in ("done", "left"):
                never[visit.lane] += 1
    return {
        lane: (
            len(called[lane]),
            _middle(called[lane]),
            _ninth(called[lane]),
            max(called[lane], default=None),
            never[lane],
        )
        for lane in LANES
        if called[lane] or never[lane]
    }


def _middle(values: Sequence[float]) -> float | None:
    return median(values) if values else None


def _ninth(values: Sequence[float]) -> float | None:
    """Nine in ten of them are no more."""
    if len(values) < 2:
        return values[0] if values else None
    return quantiles(values, n=10, method="inclusive")[8]


@dataclass
class TableCount:
    """One table's day: `cases` are (planned, real) where real may be unknown; `opened` its open minutes."""

    opened: tuple[int, int]
    cases: list[tuple[tuple[int, int], tuple[int, int] | None]]

    @property
    def real(self) -> list[tuple[int, int]]:
        return sorted(real for _, real in self.cases if real)

    @property
    def used(self) -> int:
        """Nobody is on a table beside another, so lengths add up; what lies outside the hours counts nothing."""
        first, last = self.opened
        return sum(max(0, min(end, last) - max(start, first)) for start, end in self.real)

    @property
    def overtime(self) -> int:
        """From closing to the last one wheeled out, whatever lies between."""
        return max(0, self.real[-1][1] - self.opened[1])

    @property
    def first_late(self) -> int:
        """The first patient wheeled in, against the first hour planned at that table."""
        return self.real[0][0] - min(planned[0] for planned, _ in self.cases)

    @property
    def turnovers(self) -> list[int]:
        """From each one wheeled out to the next one wheeled in."""
        return [after[0] - before[1] for before, after in zip(self.real, self.real[1:], strict=False)]

    @property
    def longer(self) -> list[int]:
        lengths = [(planned[1] - planned[0], real[1] - real[0]) for planned, real in self.cases if real]
        return [real - planned for planned, real in lengths if real > planned]


def share(many: int, whole: int) -> str:
    """As the report says it."""
    return f"{many} of {whole} ({round(100 * many / whole)} %)" if whole else f"{many} of {whole}"


def minutes(value: float | None) -> str:
    return "" if value is None else str(round(value))
