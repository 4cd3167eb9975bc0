"""A problem in slots: every span as a number whose bits are slots of a day, every case as a job with its masks.

Hours are rounded inward and durations outward, so what fits in slots fits in minutes. All days share one origin, the
first slot that anybody works in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from scheduling.planning.problem import Case, Doctor, Hours, Level, Problem, Span, Spot, Table
from scheduling.planning.slack import Slack, slack_of


def ones(length: int) -> int:
    return (1 << length) - 1


def runs(free: int, length: int) -> int:
    """The starts at which `length` slots in a row are free: log₂(length) shifts and ands."""
    have = 1
    while have * 2 <= length:
        free &= free >> have
        have *= 2
    return free & (free >> (length - have)) if length > have else free


@dataclass(frozen=True, slots=True)
class Way:
    """Tables at which a case needs the same units of kit beside what stands there: (kit, slots it is away)."""

    tables: tuple[int, ...]
    kits: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Lead:
    """A doctor who may lead; `starts` by day where a supervised one is not alone, None for an independent one."""

    doctor: int
    starts: tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class Job:
    """A case in slots. Tables, doctors and kits are indices. `starts` are the allowed starts of each day."""

    index: int
    case: Case
    length: int
    hold: int  # with the cleaning
    rests_at: int  # slots after the start in which the bed begins to be held: its minute may lie inside the last one
    recovery: int
    buffer: float
    ways: tuple[Way, ...]
    leads: tuple[Lead, ...]
    starts: tuple[int, ...]
    alike: int  # jobs of one number fit, and fail, alike on any day

    @property
    def days(self) -> tuple[int, ...]:
        return tuple(day for day, mask in enumerate(self.starts) if mask)


class Held(NamedTuple):
    """Where a job is: indices and slots."""

    day: int
    start: int
    table: int
    leader: int
    anaesthetist: int  # -1: none
    kits: tuple[tuple[int, int], ...]


class Grid:
    """What every search over a problem reads and none changes. Resources are tables first, then doctors."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.step = problem.grid
        self.days = range(problem.days)
        self.slack: Slack = slack_of(problem)
        spans = [span for table in problem.tables for hours in table.hours for span in hours]
        spans += [
            (case.pinned.start, case.pinned.start + case.minutes + case.turnover)
            for case in problem.cases
            if case.pinned
        ]
        longest = max((case.minutes + case.recovery for case in problem.cases), default=0)
        self.origin = min((start for start, _ in spans), default=0) // self.step * self.step
        self.width = (max((end for _, end in spans), default=0) + longest - self.origin) // self.step + 2
        self.tables = problem.tables
        self.doctors = problem.doctors
        self.table_at = {table.key: index for index, table in enumerate(self.tables)}
        self.doctor_at = {doctor.key: len(self.tables) + index for index, doctor in enumerate(self.doctors)}
        self.open = [self.masks(table.hours) for table in self.tables]
        self.open += [self.masks(doctor.hours) for doctor in self.doctors]
        self.anaesthetists = tuple(self.doctor_at[each.key] for each in self.doctors if each.role == "anaesthetist")
        self.kits = problem.kits
        self.kit_at = {kit.name: index for index, kit in enumerate(self.kits)}
        self.reserve = [self.slack.reserve(table.kind) / self.step for table in self.tables]
        self._alike: dict[object, int] = {}
        self._leads: dict[tuple[tuple[str, ...], frozenset[str], int], tuple[Lead, ...]] = {}
        self._ways: dict[tuple[str, frozenset[str], int], tuple[Way, ...]] = {}
        self.jobs = [self._job(index, case) for index, case in enumerate(problem.cases)]
        self.job_of = {job.case.key: job for job in self.jobs}

    def slots(self, minutes: float) -> int:
        """Slots that hold so many minutes."""
        return -int(-minutes // self.step)

    def slot(self, minute: int) -> int:
        return (minute - self.origin) // self.step

    def minute(self, slot: int) -> int:
        return self.origin + slot * self.step

    def mask(self, spans: Iterable[Span]) -> int:
        """The slots that lie whole inside one of the spans."""
        found = 0
        for start, end in spans:
            first, last = self.slots(start - self.origin), self.slot(end)
            if last > max(first, 0):
                found |= ones(last) & ~ones(max(first, 0))
        return found

    def masks(self, hours: Hours) -> tuple[int, ...]:
        return tuple(self.mask(spans) for spans in hours)

    def _job(self, index: int, case: Case) -> Job:
        length = max(1, self.slots(case.minutes))
        hold = max(length, self.slots(length * self.step + case.turnover))
        rests_at = case.minutes // self.step
        recovery = self.slots(case.minutes + case.recovery) - rests_at if self.problem.bays and case.recovery else 0
        buffer = self.slack.buffer(case) / self.step
        ways, leads = self._ways_of(case, length), self._leads_of(case, length)
        starts = tuple(self._starts(case, length, day) for day in self.days)
        alike = (
            length,
            hold,
            rests_at,
            recovery,
            buffer,
            ways,
            leads,
            starts,
            case.anaesthetist,
            case.nights,
            case.family,
        )
        return Job(
            index=index,
            case=case,
            length=length,
            hold=hold,
            rests_at=rests_at,
            recovery=recovery,
            buffer=buffer,
            ways=ways,
            leads=leads,
            starts=starts,
            alike=self._alike.setdefault(alike, len(self._alike)),
        )

    def _starts(self, case: Case, length: int, day: int) -> int:
        """When it may start on a day: its days, arrival, fasting, the last bus, what holds the patient elsewhere."""
        if not case.ready or (case.days is not None and day not in case.days):
            return 0
        last = self.width * self.step + self.origin if case.latest_start is None else case.latest_start
        if case.home_by is not None:
            last = min(last, case.home_by - length * self.step - case.recovery)
        first = self.slots(case.earliest - self.origin)
        found = ones(max(0, self.slot(last) + 1)) & ~ones(max(0, first)) & ones(self.width)
        return found & self.apart(case, length, day)

    def apart(self, case: Case, length: int, day: int) -> int:
        """The starts at which nobody else has the patient."""
        allowed = ones(self.width)
        for start, end in case.elsewhere[day] if day < len(case.elsewhere) else ():
            first, after = self.slot(start) - length + 1, self.slots(end - self.origin)
            allowed &= ~(ones(max(0, after)) & ~ones(max(0, first)))
        return allowed

    def _ways_of(self, case: Case, length: int) -> tuple[Way, ...]:
        key = (case.kind, case.equipment, length)
        if key not in self._ways:
            by_kits: dict[tuple[tuple[int, int], ...], list[int]] = {}
            for table in sorted(self.tables, key=lambda table: (len(table.equipment - case.equipment), table.key)):
                if (kits := self._kits_at(table, case, length)) is not None:
                    by_kits.setdefault(kits, []).append(self.table_at[table.key])
            self._ways[key] = tuple(Way(tuple(tables), kits) for kits, tables in by_kits.items())
        return self._ways[key]

    def _kits_at(self, table: Table, case: Case, length: int) -> tuple[tuple[int, int], ...] | None:
        """What it takes from the pools there; None where it can't be done at all."""
        wanted = sorted(case.equipment - table.equipment)
        if table.kind != case.kind or any(name not in self.kit_at for name in wanted):
            return None
        return tuple((self.kit_at[name], length + self.slots(self.kits[self.kit_at[name]].away)) for name in wanted)

    def _leads_of(self, case: Case, length: int) -> tuple[Lead, ...]:
        """Who may lead, first by the order of roles, then whoever can do the fewest other things."""
        key = (case.roles, case.specialties, length)
        if key not in self._leads:
            found = []
            for role in case.roles:
                able = [doctor for doctor in self.doctors if doctor.role == role]
                able.sort(key=lambda doctor: (len(doctor.skills), doctor.key))
                leads = (self._lead(doctor, case.specialties, length) for doctor in able)
                found += [lead for lead in leads if lead is not None]
            self._leads[key] = tuple(found)
        return self._leads[key]

    def _lead(self, doctor: Doctor, specialties: frozenset[str], length: int) -> Lead | None:
        watched: list[Sequence[int]] = []
        for specialty in sorted(specialties):
            level = doctor.level_in(specialty)
            if level is None or level is Level.TRAINEE:
                return None
            if level is Level.SUPERVISED:
                watched.append(self._independents(doctor, specialty))
        at = self.doctor_at[doctor.key]
        if not watched:
            return Lead(at, None)
        starts = [ones(self.width)] * len(self.days)
        for masks in watched:
            starts = [allowed & runs(mask, length) for allowed, mask in zip(starts, masks, strict=True)]
        return Lead(at, tuple(starts))

    def _independents(self, doctor: Doctor, specialty: str) -> list[int]:
        """By day, when somebody else of the same role is there who may do it alone."""
        found = [0] * len(self.days)
        for other in self.doctors:
            if other is not doctor and other.role == doctor.role and other.level_in(specialty) is Level.INDEPENDENT:
                found = [mask | more for mask, more in zip(found, self.open[self.doctor_at[other.key]], strict=True)]
        return found

    def spot(self, held: Held) -> Spot:
        """Indices and slots back into keys and minutes."""
        first = len(self.tables)
        return Spot(
            day=held.day,
            start=self.minute(held.start),
            table=self.tables[held.table].key,
            leader=self.doctors[held.leader - first].key if held.leader >= 0 else None,
            anaesthetist=self.doctors[held.anaesthetist - first].key if held.anaesthetist >= 0 else None,
        )
