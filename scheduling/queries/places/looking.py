"""One wanted place: itself or None, what stands against it in words, and what is free near it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from camps.models import Registration, Station, StationKind
from scheduling.filling.problem import Place
from scheduling.models import Appointment, AppointmentState
from scheduling.queries.judge import Fault, against_candidate
from scheduling.queries.places.search import FreePlace, Search
from scheduling.queries.places.warnings import team_warnings, warnings_of
from scheduling.queries.standing import Candidate

NEAREST = 3
BLOCK, WARN = "block", "warn"


@dataclass(frozen=True)
class Conflict:
    """What stands against a place, in words. `block` can't be done, `warn` a person may overrule."""

    level: str
    words: str


@dataclass(frozen=True)
class Look:
    """What was found at a wanted time: the place or None, what stands against it, and free places near it."""

    place: Place | None
    conflicts: tuple[Conflict, ...] = ()
    nearest: tuple[FreePlace, ...] = ()

    @property
    def blocked(self) -> bool:
        return self.place is None or any(conflict.level == BLOCK for conflict in self.conflicts)

    @property
    def warnings(self) -> list[str]:
        return [conflict.words for conflict in self.conflicts if conflict.level == WARN]


def look(
    *,
    registration: Registration,
    station: Station,
    start: datetime,
    now: datetime,
    but_for: Iterable[int] = (),
    wanted: int = NEAREST,
) -> Look:
    """The place of a registration at `station` from `start`, or why there is none and what is free near it.

    Raises ValueError for a naive `start`.
    """
    facts = _blocking(against_candidate(_candidate(registration, but_for=but_for)))
    if registration.procedure_id is None:
        return Look(None, tuple(facts))
    search = Search.of(registration, now=now, but_for=but_for)
    found = search.at(station, start)
    warnings = _warn(warnings_of(registration, search.need, start=start))
    if isinstance(found, Place):
        return Look(found, (*facts, *warnings, *_warn(team_warnings(registration, search, found))))
    near = search.free(limit=wanted, around=start)
    return Look(None, (*facts, *(Conflict(BLOCK, words) for words in found), *warnings), tuple(near))


def look_at_swap(*, first: Appointment, second: Appointment, now: datetime) -> tuple[Look, Look]:
    """What each would find in the other's hour and station, both gone from where they stand now.

    Lengths may differ: the second is looked at with the first one's new place already taken.
    """
    both = [first.pk, second.pk]
    seen: list[Look] = []
    taken: list[Place] = []
    for mover, target in ((first, second), (second, first)):
        registration = mover.registration
        assert registration is not None, "only patients' appointments are swapped"
        search = Search.of(registration, now=now, but_for=both)
        for place in taken:
            search.board.take(place)
        found = search.at(target.station, target.starts_at)
        warnings = _warn(warnings_of(registration, search.need, start=target.starts_at))
        if isinstance(found, Place):
            taken.append(found)
            seen.append(Look(found, (*warnings, *_warn(team_warnings(registration, search, found)))))
        else:
            seen.append(Look(None, (*(Conflict(BLOCK, words) for words in found), *warnings)))
    return seen[0], seen[1]


def _candidate(registration: Registration, *, but_for: Iterable[int]) -> Candidate:
    """The registration as the judge wants it; the appointments `but_for` are gone from where they stand."""
    placed = Appointment.objects.filter(registration=registration, state=AppointmentState.BOOKED)
    procedure = registration.procedure
    return Candidate(
        number=registration.number,
        decision=registration.decision,
        camp=registration.camp_id,
        camp_name=registration.camp.name,
        camp_state=registration.camp.state,
        has_place=placed.exclude(pk__in=list(but_for)).exists(),
        is_operation=procedure.station_kind == StationKind.TABLE if procedure else None,
        consent=registration.consent,
        fitness=registration.fitness,
        clearance_required=registration.camp.clearance_required,
    )


def _blocking(faults: Iterable[Fault]) -> list[Conflict]:
    return [Conflict(BLOCK, f"{fault.words} {fault.cure}".strip()) for fault in faults]


def _warn(words: Iterable[str]) -> list[Conflict]:
    return [Conflict(WARN, each) for each in words]
