"""Where could this patient go? Free places to offer, and one wanted place with what stands against it.

Both read the board of the camp and write nothing; `book` and `move` judge again under their locks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from camps.look.times import clock_text, day_text
from camps.models import Camp, CampState, Decision, Procedure, Registration, Resource, Station
from scheduling.filling.board import Board, Missing
from scheduling.filling.problem import Need, Place, Unit
from scheduling.intervals import instant, minute
from scheduling.models import Allocation, Appointment, AppointmentState
from scheduling.queries.board import camp_board, need_of

NEAREST = 3
ALSO_CALLED = {"doctor": ("doctor", "surgeon", "examiner")}
BLOCK, WARN = "block", "warn"


@dataclass(frozen=True)
class FreePlace:
    """A place that is free as the board stands: to show, and (with `place`) to hand to `book` or `move`."""

    place: Place
    station_id: int
    station: str
    starts_at: datetime
    ends_at: datetime
    arrive_at: datetime


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


def free_places(
    *,
    registration: Registration,
    now: datetime,
    limit: int = 6,
    after: datetime | None = None,
    around: datetime | None = None,
    station: Station | None = None,
    but_for: Iterable[int] = (),
) -> list[FreePlace]:
    """The free places of a registration, one for each arrival time, earliest first.

    `after` leaves out earlier arrivals, `around` orders by distance from it, `station` looks there only, and
    `but_for` are appointments whose holds do not count (the one that is to be moved). Empty when it has no procedure,
    and when nothing is free.
    """
    if registration.procedure_id is None:
        return []
    search = _Search.of(registration, now=now, but_for=but_for)
    return search.free(limit=limit, after=after, around=around, station=station)


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
    facts = _facts_against(registration, but_for=but_for)
    if registration.procedure_id is None:
        return Look(None, tuple(facts))
    search = _Search.of(registration, now=now, but_for=but_for)
    found = search.at(station, start)
    warnings = _warnings(registration, start=start)
    if isinstance(found, Place):
        return Look(found, (*facts, *warnings))
    near = search.free(limit=wanted, around=start)
    return Look(None, (*facts, *(Conflict(BLOCK, words) for words in found), *warnings), tuple(near))


def places_with_cover(*, appointment: Appointment, now: datetime) -> list[FreePlace]:
    """The same time with everybody there: on its own station first, then on others; doctors that can stay, stay."""
    assert appointment.registration is not None, "only a patient's appointment is covered"
    search = _Search.of(appointment.registration, now=now, but_for=[appointment.pk])
    units = sorted(search.board.units(search.need), key=lambda unit: unit.station != appointment.station_id)
    start = minute(appointment.starts_at)
    found = [(unit, search.board.place(search.need, unit, start)) for unit in units]
    return [search.shown(unit, place) for unit, place in found if isinstance(place, Place)]


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
        search = _Search.of(registration, now=now, but_for=both)
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


def procedures_of(registration: Registration, *, but_for: Iterable[int] = ()) -> list[Procedure]:
    """What is to be done: the procedures of the appointment that is to be moved, else the one asked for."""
    standing = list(
        Procedure.objects.filter(
            pk__in=Appointment.procedures.through.objects.filter(
                appointment__in=list(but_for), appointment__registration=registration
            ).values("procedure")
        )
    )
    return standing or ([registration.procedure] if registration.procedure else [])


def _facts_against(registration: Registration, *, but_for: Iterable[int]) -> list[Conflict]:
    """What no other time would cure."""
    found = []
    if registration.camp.state == CampState.CANCELLED:
        found.append(f"{registration.camp.name} is cancelled.")
    if registration.decision not in (Decision.LISTED, Decision.STANDBY):
        found.append(f"{registration} is “{registration.get_decision_display().lower()}”; list him or her first.")
    if registration.procedure_id is None:
        found.append(f"{registration} asks for no procedure of this camp; choose one first.")
    placed = Appointment.objects.filter(registration=registration, state=AppointmentState.BOOKED)
    if placed.exclude(pk__in=list(but_for)).exists():
        found.append(f"{registration} has a place already; move that one.")
    return [Conflict(BLOCK, words) for words in found]


def _warnings(registration: Registration, *, start: datetime) -> list[Conflict]:
    """What a person may overrule."""
    zone = registration.camp.zone
    day = start.astimezone(zone).date()
    found = []
    if registration.arrives_on and day < registration.arrives_on:
        found.append(f"{registration} can't be there before {day_text(registration.arrives_on, year=False)}.")
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


@dataclass
class _Search:
    """One need on one board."""

    camp: Camp
    need: Need
    board: Board
    now: datetime
    but_for: list[int]

    @classmethod
    def of(cls, registration: Registration, *, now: datetime, but_for: Iterable[int]) -> _Search:
        camp = registration.camp
        but_for = list(but_for)
        need = need_of(
            registration,
            procedures_of(registration, but_for=but_for),
            camp=camp,
            patient_resource=Resource.objects.get(patient=registration.patient_id).pk,
            now=now,
        )
        kept = Allocation.objects.filter(appointment__in=but_for, live=True).exclude(resource__doctor=None)
        board = Board(
            camp_board(camp, needs=[need], but_for=but_for),
            preferred=frozenset(kept.values_list("resource_id", flat=True)),
        )
        return cls(camp, need, board, now, but_for)

    def free(
        self,
        *,
        limit: int,
        after: datetime | None = None,
        around: datetime | None = None,
        station: Station | None = None,
    ) -> list[FreePlace]:
        since = minute(after) if after else 0
        middle = minute(around) if around else None
        windows = sorted(
            (
                (window.span, unit)
                for unit in self.board.units(self.need)
                if station is None or unit.station == station.pk
                for window in self.board.windows.get(unit.station, [])
                if window.span[0] >= since and window.span[1] > self.need.earliest
            ),
            key=lambda pair: (abs(pair[0][0] - middle) if middle is not None else pair[0][0], pair[0], pair[1].name),
        )
        found: dict[int, FreePlace] = {}
        for span, unit in windows:
            if span[0] in found:
                continue
            if place := self._within(unit, span):
                found[span[0]] = self.shown(unit, place)
                if len(found) == limit:
                    break
        return list(found.values())

    def at(self, station: Station, start: datetime) -> Place | list[str]:
        """The place at exactly this start on any bed of the station, or the sentences of what is missing on the last.

        An arrival limit is a warning for staff (_warnings), so only the clock bounds the start here.
        """
        begin = minute(start)
        when = (
            f"{day_text(start.astimezone(self.camp.zone).date(), year=False)}, {clock_text(start, zone=self.camp.zone)}"
        )
        if begin <= minute(self.now):
            return [f"{when} has gone by."]
        units = [unit for unit in self.board.units(self.need) if unit.station == station.pk]
        if not units:
            lacking = " and ".join(sorted(self.need.equipment - set(station.equipment)))
            wrong = f"a {self.need.kind} is needed" if station.kind != self.need.kind else f"it has no {lacking}"
            return [f"{station.name} does not fit: {wrong}."]
        missing: list[str] = []
        for unit in units:
            found = self.board.place(self.need, unit, begin)
            if isinstance(found, Place):
                return found
            missing = self._all_missing(unit, begin, found)
            if found.shortage.what == "station" and (holder := self._holder(unit, begin)):
                missing[0] = holder
        return [f"{words[0].upper()}{words[1:]}." for words in missing]

    def _all_missing(self, unit: Unit, begin: int, first: Missing) -> list[str]:
        """Not only the first thing that is missing: the board is asked again as if that were there."""
        words, kinds = [first.shortage.words], [first.shortage.what]
        while True:
            relaxed = self.board.ignoring(*(name for kind in kinds for name in ALSO_CALLED.get(kind, (kind,))))
            found = relaxed.place(self.need, unit, begin)
            if isinstance(found, Place) or found.shortage.what in kinds:
                return words
            words.append(found.shortage.words)
            kinds.append(found.shortage.what)

    def _holder(self, unit: Unit, begin: int) -> str:
        """Who has the station then, and until when; empty when nobody has, so it is closed."""
        until = instant(begin + self.need.minutes + self.need.turnover)
        hold = (
            Allocation.objects.filter(resource=unit.resource, live=True, period__overlap=(instant(begin), until))
            .exclude(appointment__in=self.but_for)
            .select_related("appointment__registration")
            .order_by("period")
            .first()
        )
        if hold is None:
            return ""
        free = clock_text(hold.period.upper, zone=self.camp.zone)
        return f"{unit.name} is taken until {free} by card {hold.appointment.registration}"

    def _within(self, unit: Unit, window: tuple[int, int]) -> Place | None:
        """The first place that begins inside the window; it may end after it."""
        return self.board.first(self.need, unit, (window[0], window[1] + self.need.minutes), before=window[1])

    def shown(self, unit: Unit, place: Place) -> FreePlace:
        return FreePlace(
            place, unit.station, unit.name, instant(place.span[0]), instant(place.span[1]), instant(place.arrive)
        )
