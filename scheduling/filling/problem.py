"""What the board is made of."""

from __future__ import annotations

from dataclasses import dataclass, field

from scheduling.intervals import Span

ANY = "any"


@dataclass(frozen=True)
class Unit:
    """One table, desk or bed. `open` are the sorted spans in which it may be used, closures taken out."""

    resource: int
    station: int
    name: str
    kind: str
    equipment: frozenset[str]
    open: tuple[Span, ...]


@dataclass(frozen=True)
class Staff:
    """One doctor. `there` are the sorted spans of the shifts, absences taken out."""

    resource: int
    name: str
    role: str
    specialties: frozenset[str]
    there: tuple[Span, ...]

    def can(self, specialties: frozenset[str]) -> bool:
        """Does he or she work in every one of them? `any` on either side fits."""
        return ANY in self.specialties or specialties - {ANY} <= self.specialties


@dataclass(frozen=True)
class KitUnit:
    """One unit of a pool; it is away for `sterilise` minutes after each use."""

    resource: int
    name: str
    sterilise: int


@dataclass(frozen=True)
class Window:
    """An arrival window of a station with the places it has left."""

    slot: int
    station: int
    span: Span
    capacity: int
    taken: int


@dataclass(frozen=True)
class Need:
    """One registration that wants a place: what it holds, for how many minutes, and from when.

    `begins` are the sorted spans in which it may begin; none: at any time. `preferred` is a doctor asked first.
    """

    registration: int
    patient: int
    number: int
    urgency: int
    family: int | None
    minutes: int
    turnover: int
    kind: str
    specialties: frozenset[str]
    equipment: frozenset[str]
    anaesthetist: bool
    earliest: int
    begins: tuple[Span, ...] = ()
    preferred: int | None = None

    @property
    def signature(self) -> tuple[object, ...]:
        """Needs with one signature fit, and fail, alike (but for the patient's own time)."""
        return (
            self.minutes,
            self.turnover,
            self.kind,
            self.specialties,
            self.equipment,
            self.anaesthetist,
            self.earliest,
            self.begins,
        )

    def from_minute(self, start: int) -> int | None:
        """The first minute from `start` on at which it may begin; None: never again."""
        if not self.begins:
            return start
        return next((max(start, span[0]) for span in self.begins if start < span[1]), None)


@dataclass(frozen=True)
class Hold:
    """One resource held for a span, in its part: station, surgeon, anaesthetist, examiner, kit, patient."""

    resource: int
    part: str
    span: Span


@dataclass(frozen=True)
class Place:
    """A complete place: when, where, which arrival window, and everything it holds."""

    station: int
    slot: int
    span: Span
    arrive: int
    holds: tuple[Hold, ...]


@dataclass(frozen=True)
class Shortage:
    """What was short, in the words of the board: `what` is table, doctor, anaesthetist, kit, window, hours,
    patient, procedure or clearance.
    """

    what: str
    words: str


@dataclass(frozen=True)
class Camp:
    """All of it: who and what is there, what is held, who still wants a place."""

    days: tuple[Span, ...]
    units: tuple[Unit, ...]
    staff: tuple[Staff, ...]
    kits: tuple[KitUnit, ...]
    windows: tuple[Window, ...]
    held: tuple[tuple[int, Span], ...] = ()
    needs: tuple[Need, ...] = ()


@dataclass(frozen=True)
class LeftOut:
    """A registration without a place and what was short."""

    registration: int
    shortages: tuple[Shortage, ...]


@dataclass
class Filled:
    """The answer of the first fit. `split` are families that no single day could take whole."""

    places: dict[int, Place] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    split: list[int] = field(default_factory=list)
