"""One need on one board: what is free for it, and what is missing at one hour."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from camps.look.times import clock_text, day_text
from camps.models import Camp, Procedure, Registration, Resource, Station
from scheduling.filling.board import Board, Missing
from scheduling.filling.problem import Need, Place, Unit
from scheduling.intervals import instant, minute
from scheduling.models import Allocation, Appointment
from scheduling.queries.board import camp_board, need_of
from scheduling.queries.durations import usual_minutes

ALSO_CALLED = {"doctor": ("doctor", "surgeon", "examiner")}


@dataclass(frozen=True)
class FreePlace:
    """A place that is free as the board stands: to show, and (with `place`) to hand to `book` or `move`."""

    place: Place
    station_id: int
    station: str
    starts_at: datetime
    ends_at: datetime
    arrive_at: datetime


def procedures_of(registration: Registration, *, but_for: Iterable[int] = ()) -> list[Procedure]:
    """What is to be done: the procedures of the appointment that is to be moved, else all that is asked for."""
    standing = list(
        Procedure.objects.filter(
            pk__in=Appointment.procedures.through.objects.filter(
                appointment__in=list(but_for), appointment__registration=registration
            ).values("procedure")
        )
    )
    return standing or registration.procedures


def _length_of(registration: Registration, but_for: Iterable[int]) -> int | None:
    """The minutes of the appointment that is to be moved: a plan gave it those that such operations really take."""
    own = Appointment.objects.filter(pk__in=list(but_for), registration=registration).order_by("pk").first()
    return minute(own.ends_at) - minute(own.starts_at) if own else None


@dataclass
class Search:
    """One need on one board."""

    camp: Camp
    need: Need
    board: Board
    now: datetime
    but_for: list[int]

    @classmethod
    def of(cls, registration: Registration, *, now: datetime, but_for: Iterable[int]) -> Search:
        camp = registration.camp
        but_for = list(but_for)
        procedures = procedures_of(registration, but_for=but_for)
        need = need_of(
            registration,
            procedures,
            camp=camp,
            patient_resource=Resource.objects.get(patient=registration.patient_id).pk,
            now=now,
            minutes=_length_of(registration, but_for) or usual_minutes(procedures).of(procedures),
        )
        kept = Allocation.objects.filter(appointment__in=but_for, live=True).exclude(resource__doctor=None)
        board = Board(
            camp_board(camp, needs=[need], but_for=but_for),
            preferred=frozenset(kept.values_list("resource_id", flat=True)),
        )
        return cls(camp, need, board, now, but_for)

    def name_of(self, doctor: int) -> str:
        """The name of a doctor's resource."""
        return next(staff.name for staff in self.board.camp.staff if staff.resource == doctor)

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
