"""One wanted place: itself or None, what stands against it in words, and what is free near it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from camps.look.times import day_text
from camps.models import Registration, Station, StationKind
from scheduling.filling.problem import Place
from scheduling.models import Appointment, AppointmentState
from scheduling.queries.judge import Fault, against_arrival, against_candidate
from scheduling.queries.places.search import FreePlace, Search
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
    warnings = _warnings(registration, start=start)
    if isinstance(found, Place):
        return Look(found, (*facts, *warnings))
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
        warnings = _warnings(registration, start=target.starts_at)
        if isinstance(found, Place):
            taken.append(found)
            seen.append(Look(found, tuple(warnings)))
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
    )


def _blocking(faults: Iterable[Fault]) -> list[Conflict]:
    return [Conflict(BLOCK, f"{fault.words} {fault.cure}".strip()) for fault in faults]


def _warnings(registration: Registration, *, start: datetime) -> list[Conflict]:
    """What a person may overrule."""
    zone = registration.camp.zone
    day = start.astimezone(zone).date()
    limits = against_arrival(day, arrives_on=registration.arrives_on, card=str(registration))
    found = [fault.words for fault in limits]
    if registration.needs_check:
        found.append(f"{registration} needs a check: {registration.decision_reason or 'a value is missing'}")
    if registration.family_id:
        others = Appointment.objects.filter(registration__family=registration.family_id, state=AppointmentState.BOOKED)
        days = {
            at.astimezone(zone).date()
            for at in others.exclude(registration=registration).values_list("starts_at", flat=True)
        }
        if days and day not in days:
            listed = " and ".join(day_text(other, year=False) for other in sorted(days))
            found.append(f"The family comes on {listed}.")
    return [Conflict(WARN, words) for words in found]
