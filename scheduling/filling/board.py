"""The board: who is free when, and whether one more appointment fits."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field

from scheduling.filling.problem import Camp, Hold, KitUnit, Need, Place, Shortage, Staff, Unit, Window
from scheduling.intervals import Busy, Span, covering

# Who may lead where: a table needs a surgeon, elsewhere an examiner is asked first.
LEADERS = {
    "table": ("surgeon",),
    "desk": ("examiner", "surgeon", "expert"),
    "lab": ("examiner", "nurse"),
    "virtual": ("expert", "examiner", "surgeon"),
}
STEP = 5


@dataclass(frozen=True)
class Missing:
    """Why a start does not fit, and the earliest minute at which that one thing may change (None: never that day)."""

    shortage: Shortage
    again: int | None


@dataclass
class Board:
    """All resources of a camp with what they hold. `place` asks, `take` writes, `free` gives back.

    `preferred` doctors are asked first: whoever holds an appointment now keeps it where that is possible.
    """

    camp: Camp
    busy: dict[int, Busy] = field(default_factory=dict)
    taken: dict[int, int] = field(default_factory=dict)
    relaxed: frozenset[str] = frozenset()
    preferred: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        for resource, span in self.camp.held:
            self.held(resource).add(span)
        self.windows: dict[int, list[Window]] = {}
        for window in sorted(self.camp.windows, key=lambda window: window.span):
            self.windows.setdefault(window.station, []).append(window)
            self.taken.setdefault(window.slot, window.taken)
        self.pool = {kit.name for kit in self.camp.kits}
        self.able: dict[tuple[str, frozenset[str]], list[Staff]] = {}
        self.fitting: dict[tuple[str, frozenset[str], bool], list[Unit]] = {}

    def ignoring(self, *kinds: str) -> Board:
        """The same board, as if these kinds of resource were never short; it shares what is held."""
        other = copy(self)
        other.relaxed = frozenset(kinds)
        return other

    def held(self, resource: int) -> Busy:
        return self.busy.setdefault(resource, Busy())

    def units(self, need: Need) -> list[Unit]:
        """Stations of the right kind, the least spare equipment first: the c-arm table stays free for bones."""
        key = (need.kind, need.equipment, "kit" in self.relaxed)
        if key not in self.fitting:
            wanted = [unit for unit in self.camp.units if unit.kind == need.kind and self.equipped(unit, need)]
            wanted.sort(key=lambda unit: (len(unit.equipment - need.equipment), unit.name))
            self.fitting[key] = wanted
        return self.fitting[key]

    def equipped(self, unit: Unit, need: Need) -> bool:
        """Is every piece named on the station or in a pool of kit?"""
        return "kit" in self.relaxed or need.equipment <= unit.equipment | self.pool

    def place(self, need: Need, unit: Unit, start: int) -> Place | Missing:
        """The whole place at `start` on `unit`, or the first thing that is missing for it."""
        span = (start, start + need.minutes)
        on_table = (start, start + need.minutes + need.turnover)
        holds = [Hold(need.patient, "patient", span)]
        if "patient" not in self.relaxed and (clash := self.held(need.patient).clash(span)):
            return Missing(Shortage("patient", "the patient has another appointment then"), clash[1])
        if "station" not in self.relaxed:
            if not covering(unit.open, span):
                later = [begin for begin, _ in unit.open if begin > start]
                return Missing(Shortage("station", f"{unit.name} is closed then"), min(later, default=None))
            if clash := self.held(unit.resource).clash(on_table):
                return Missing(Shortage("station", f"{unit.name} is taken"), clash[1])
        holds.append(Hold(unit.resource, "station", on_table))
        window = self.window(unit.station, start)
        if window is None or ("window" not in self.relaxed and self.taken[window.slot] >= window.capacity):
            later = [other.span[0] for other in self.windows.get(unit.station, []) if other.span[0] > start]
            words = f"the arrival window at {unit.name} is full" if window else f"{unit.name} takes nobody in then"
            return Missing(Shortage("window", words), min(later, default=None))
        for part, roles, words in self.team(need):
            found = self.doctor(
                roles,
                need.specialties if part != "anaesthetist" else frozenset({"any"}),
                span,
                part in self.relaxed or ("doctor" in self.relaxed and part != "anaesthetist"),
                need.preferred,
            )
            if isinstance(found, Staff):
                holds.append(Hold(found.resource, part, span))
            elif found is not None:
                return Missing(
                    Shortage("anaesthetist" if part == "anaesthetist" else "doctor", words),
                    found if found >= 0 else None,
                )
        for name in sorted(need.equipment - unit.equipment):
            kit = self.kit(name, span)
            if isinstance(kit, KitUnit):
                holds.append(Hold(kit.resource, "kit", (span[0], span[1] + kit.sterilise)))
            elif "kit" not in self.relaxed:
                return Missing(Shortage("kit", f"no {name} is free"), kit)
        return Place(
            unit.station, window.slot, span, window.span[0], tuple(sorted(holds, key=lambda hold: hold.resource))
        )

    def team(self, need: Need) -> Iterator[tuple[str, tuple[str, ...], str]]:
        """The parts to fill with doctors: (part, roles in order of asking, words when nobody is free)."""
        if need.kind == "table":
            skill = " and ".join(sorted(need.specialties - {"any"})) or "any specialty"
            yield "surgeon", LEADERS["table"], f"no surgeon for {skill} is free"
        elif need.kind in LEADERS:
            yield "examiner", LEADERS[need.kind], "no examiner is free"
        if need.anaesthetist:
            yield "anaesthetist", ("anaesthetist",), "no anaesthetist is free"

    def doctor(
        self, roles: tuple[str, ...], specialties: frozenset[str], span: Span, relaxed: bool, wished: int | None = None
    ) -> Staff | int | None:
        """A free doctor, the one who is `wished` first; else the minute at which one may be free (-1: none that can);
        None where that is relaxed.
        """
        again = -1
        for role in roles:
            for staff in sorted(self.staff(role, specialties), key=lambda staff: staff.resource != wished):
                clash = self.held(staff.resource).clash(span)
                if clash is None and covering(staff.there, span):
                    return staff
                hope = clash[1] if clash else next((begin for begin, _ in staff.there if begin > span[0]), -1)
                if hope > span[0] and (again < 0 or hope < again):
                    again = hope
        return None if relaxed else again

    def staff(self, role: str, specialties: frozenset[str]) -> list[Staff]:
        """Who has the role and works in all of `specialties`, the preferred first."""
        key = (role, specialties)
        if key not in self.able:
            found = [staff for staff in self.camp.staff if staff.role == role and staff.can(specialties)]
            self.able[key] = sorted(found, key=lambda staff: staff.resource not in self.preferred)
        return self.able[key]

    def kit(self, name: str, span: Span) -> KitUnit | int | None:
        again: list[int] = []
        for unit in self.camp.kits:
            if unit.name == name:
                clash = self.held(unit.resource).clash((span[0], span[1] + unit.sterilise))
                if clash is None:
                    return unit
                again.append(clash[1])
        return min(again, default=None)

    def window(self, station: int, start: int) -> Window | None:
        """The arrival window in which an appointment that begins at `start` is asked to come."""
        windows = self.windows.get(station, [])
        index = bisect_right(windows, start, key=lambda window: window.span[0]) - 1
        return windows[index] if index >= 0 and start < windows[index].span[1] else None

    def first(self, need: Need, unit: Unit, day: Span, *, before: int | None = None) -> Place | None:
        """The earliest place for `need` on `unit` within `day`, by jumping from one blocked start to the next hope.

        It lies whole within `day`, begins when the need may, and before `before` where that is given.
        """
        start = max(day[0], need.earliest, min((begin for begin, end in unit.open if end > day[0]), default=day[1]))
        start = -(-start // STEP) * STEP
        last = min(day[1] - need.minutes, day[1] if before is None else before - 1)
        while start <= last:
            allowed = start if "hours" in self.relaxed else need.from_minute(start)
            if allowed is None:
                return None
            if allowed > start:
                start = -(-allowed // STEP) * STEP
                continue
            found = self.place(need, unit, start)
            if isinstance(found, Place):
                return found
            if found.again is None:
                return None
            start = -(-max(found.again, start + STEP) // STEP) * STEP
        return None

    def take(self, place: Place) -> None:
        for hold in place.holds:
            self.held(hold.resource).add(hold.span)
        self.taken[place.slot] += 1

    def free(self, place: Place) -> None:
        for hold in place.holds:
            self.held(hold.resource).remove(hold.span)
        self.taken[place.slot] -= 1
