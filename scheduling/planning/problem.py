"""What a plan is made from: one camp's tables, doctors, kits and beds, and the people who wait.

Times are whole minutes of a day at the venue, counted from its midnight; days are counted from 0. So a plan knows
no date, and moving a camp by a week changes nothing. A span `(start, end)` is half-open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

Span = tuple[int, int]
Hours = tuple[tuple[Span, ...], ...]  # for each day its sorted, disjoint spans
ANY = "any"
TABLE = "table"


def clock(at: int) -> str:
    """A minute of a day as 08:05; after midnight it goes on counting."""
    return f"{at // 60:02d}:{at % 60:02d}"


class Level(StrEnum):
    """How far somebody is in a specialty. Supervised: leads while an independent colleague is on shift."""

    INDEPENDENT = "independent"
    SUPERVISED = "supervised"
    TRAINEE = "trainee"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One operating table, desk or room, used by one case at a time; cleaning is done within its hours too."""

    key: int
    name: str
    kind: str = TABLE
    equipment: frozenset[str] = frozenset()
    hours: Hours


@dataclass(frozen=True, slots=True, kw_only=True)
class Doctor:
    """One practitioner. `skills` are (specialty, level), `any` fits all; `hours` are shifts without absences."""

    key: int
    name: str
    role: str
    skills: tuple[tuple[str, Level], ...]
    hours: Hours

    def level_in(self, specialty: str) -> Level | None:
        """The best of what is said of this specialty and of `any`; None where nothing is."""
        said = [level for name, level in self.skills if name in (specialty, ANY) or specialty == ANY]
        return min(said, key=list(Level).index, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """A pool of countable equipment; a unit is away for `away` minutes after each use, to be sterilised."""

    name: str
    units: int
    away: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bays:
    """Recovery beds with the hours in which somebody watches them."""

    beds: int
    hours: Hours


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place: the day, the minute it starts, the table, who leads, and the anaesthetist where one is needed."""

    day: int
    start: int
    table: int
    leader: int | None = None
    anaesthetist: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One patient's procedures under one anaesthetic, led by one doctor.

    `minutes` (expected, rounded up) and `sd` are of the operation, `turnover` of the cleaning after it. `value` is
    what serving it is worth, in whole numbers. `earliest`, `latest_start` (of somebody who fasts) and `home_by` (the
    last bus, after recovery) are minutes of any day. A case that is not `ready` (consent, fitness) gets no place.
    `pinned` is where it must stay, `stands` where people were told that it is.
    """

    key: int
    number: int
    priority: int
    value: int
    minutes: int
    sd: float = 0.0
    turnover: int = 0
    procedures: tuple[str, ...] = ()
    kind: str = TABLE
    roles: tuple[str, ...] = ("surgeon",)
    specialties: frozenset[str] = frozenset({ANY})
    equipment: frozenset[str] = frozenset()
    anaesthetist: bool = False
    recovery: int = 0
    nights: int = 0
    days: tuple[int, ...] | None = None  # None: any day
    elsewhere: Hours = ()  # when the patient is held already, at another camp say; none: never
    earliest: int = 0
    latest_start: int | None = None
    home_by: int | None = None
    family: int | None = None
    early: int = 0  # 2: infants and young children, 1: other children and diabetics
    infected: bool = False
    ready: bool = True
    preferred: int | None = None  # a doctor
    pinned: Spot | None = None
    stands: Spot | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A whole camp. `z` is how much time is kept back for what runs over (slack.py); cases begin on marks `grid`
    minutes apart. Without `bays` recovery needs no bed; without `ward_beds` a night does not either.
    """

    days: int
    tables: tuple[Table, ...]
    doctors: tuple[Doctor, ...]
    kits: tuple[Kit, ...] = ()
    bays: tuple[Bays, ...] = ()
    ward_beds: int | None = None
    cases: tuple[Case, ...] = ()
    z: float = 0.0
    grid: int = 5


def taking(problem: Problem, takes: Mapping[int, tuple[int, int]]) -> Problem:
    """The problem with other minutes, and other cleaning after them, of some cases."""

    def changed(case: Case) -> Case:
        minutes, cleaning = takes.get(case.key, (case.minutes, case.turnover))
        return replace(case, minutes=minutes, turnover=cleaning)

    return replace(problem, cases=tuple(changed(case) for case in problem.cases))
