"""Where one case could start if some rules did not stand in the way: a mask for each, and the ands of the others."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from scheduling.planning.grid import Grid, Job, ones, runs
from scheduling.planning.schedule import Schedule

LONGER = 12  # slots that a table may stay open longer, before another day is the better answer


class Rule(StrEnum):
    """What may stand in the way, in the order in which people are told."""

    READY = "ready"  # consent, fitness
    DAYS = "days"  # the days on which the patient can be there
    ELSEWHERE = "elsewhere"  # the patient is held already, at another camp say
    ARRIVAL = "arrival"
    FASTING = "fasting"
    LAST_BUS = "last bus"
    FAMILY = "family"
    HOURS = "hours"  # table and team would have to stay longer
    SLACK = "slack"  # the time kept back for what runs over
    KIT = "kit"
    ANAESTHETIST = "anaesthetist"
    LEADER = "leader"
    TABLE = "table"
    RECOVERY = "recovery"
    WARD = "ward"


OF_TABLES = frozenset({Rule.KIT, Rule.SLACK, Rule.TABLE})


class _Place(NamedTuple):
    """One table on a day: when the kit that is missing there is free, when it is free itself, and keeps its slack."""

    table: int
    kit: int
    free: int
    slack: int


class _Day(NamedTuple):
    """What each rule allows of the starts of one day."""

    patient: Sequence[tuple[Rule, int]]
    asleep: int
    led: int
    places: Sequence[_Place]
    anywhere: int  # where at least one of the places is free, with kit and slack


class Free:
    """When people and tables are free, remembered for all the cases that are asked about.

    `longer`: as if they stayed LONGER slots after they close. The schedule must not change meanwhile.
    """

    def __init__(self, schedule: Schedule) -> None:
        self.schedule = schedule
        self._longer: dict[tuple[int, int, int], int] = {}
        self._led: dict[tuple[int, int, int, bool], int] = {}
        self._asleep: dict[tuple[int, int, bool], int] = {}
        self._places: dict[tuple[int, int, float, int, bool], tuple[list[_Place], int]] = {}

    def starts(self, resource: int, day: int, length: int, *, longer: bool) -> int:
        """Of a table or a doctor."""
        if not longer:
            return self.schedule.runs(resource, day, length)
        key = resource, day, length
        found = self._longer.get(key)
        if found is None:
            closes = self.schedule.grid.open[resource][day].bit_length()
            stays = self.schedule.free[resource][day] | (ones(LONGER) << closes if closes else 0)
            found = self._longer[key] = runs(stays, length)
        return found

    def led(self, job: Job, day: int, *, longer: bool) -> int:
        """Of anybody who may lead the case."""
        key = id(job.leads), job.length, day, longer  # the grid keeps one tuple for all with the same leaders
        found = self._led.get(key)
        if found is None:
            found = 0
            for lead in job.leads:
                starts = self.starts(lead.doctor, day, job.length, longer=longer)
                found |= starts if lead.starts is None else starts & lead.starts[day]
            self._led[key] = found
        return found

    def asleep(self, length: int, day: int, *, longer: bool) -> int:
        """Of any anaesthetist."""
        key = length, day, longer
        found = self._asleep.get(key)
        if found is None:
            found = 0
            for doctor in self.schedule.grid.anaesthetists:
                found |= self.starts(doctor, day, length, longer=longer)
            self._asleep[key] = found
        return found

    def places(self, job: Job, day: int, *, longer: bool) -> tuple[list[_Place], int]:
        """Each table that the case may be at, and the starts at which one of them is free, with kit and slack."""
        key = id(job.ways), job.hold, job.buffer, day, longer  # one tuple of ways for one length, as with leaders
        found = self._places.get(key)
        if found is None:
            own, anywhere = [], 0
            for way in job.ways:
                kit = -1
                for index, length in way.kits:
                    kit &= self.schedule.kits[day][index].starts(length)
                for table in way.tables:
                    starts = self.starts(table, day, job.hold, longer=longer)
                    slack = self.schedule.slack_starts(job, day, table)
                    own.append(_Place(table, kit, starts, slack))
                    anywhere |= kit & starts & slack
            found = self._places[key] = own, anywhere
        return found


class Openings:
    """The masks of one case on `days`, made when first asked for; `latest` is a mask of the starts looked at."""

    def __init__(self, free: Free, job: Job, days: Sequence[int], latest: int) -> None:
        self.free = free
        self.schedule = free.schedule
        self.grid: Grid = free.schedule.grid
        self.job = job
        self.days = days
        self.latest = latest
        self._known: dict[tuple[int, bool], _Day] = {}

    def first(self, without: frozenset[Rule]) -> tuple[int, int, int] | None:
        """Day, slot and table of the first start that all other rules allow; None where there is none."""
        longer = Rule.HOURS in without
        of_tables = not OF_TABLES.isdisjoint(without)
        for day in self.days:
            masks = self._known.get((day, longer)) or self._day(day, longer=longer)
            allowed = self.latest
            for rule, mask in masks.patient:
                if rule not in without:
                    allowed &= mask
            if Rule.ANAESTHETIST not in without:
                allowed &= masks.asleep
            if Rule.LEADER not in without:
                allowed &= masks.led
            if not (allowed if of_tables else allowed & masks.anywhere):
                continue
            for place in masks.places:
                if both := allowed & self._at(place, day, without):
                    return day, (both & -both).bit_length() - 1, place.table
        return None

    def _at(self, place: _Place, day: int, without: frozenset[Rule]) -> int:
        """What table and kit allow. Without the table as a rule it is empty, and keeps nothing back."""
        found = -1 if Rule.KIT in without else place.kit
        if Rule.LEADER in without and Rule.HOURS in without:  # whoever would come works while the table is open
            found &= runs(self.grid.open[place.table][day], self.job.length)
        if Rule.TABLE in without:
            return found & runs(self.grid.open[place.table][day], self.job.hold)
        if Rule.SLACK not in without:
            found &= place.slack
        return found & place.free

    def _day(self, day: int, *, longer: bool) -> _Day:
        """With longer hours only people and tables are free at other times."""
        job, free = self.job, self.free
        places = free.places(job, day, longer=longer)
        usual = self._known.get((day, False))
        found = self._known[day, longer] = _Day(
            self._patient(day) if usual is None else usual.patient,
            free.asleep(job.length, day, longer=longer) if job.case.anaesthetist else -1,
            free.led(job, day, longer=longer),
            *places,
        )
        return found

    def _patient(self, day: int) -> list[tuple[Rule, int]]:
        """Everything but team, tables and kit; only rules that ask something of this case."""
        schedule, grid, case, job = self.schedule, self.grid, self.job.case, self.job
        found = []
        if not case.ready:
            found.append((Rule.READY, 0))
        if case.days is not None and day not in case.days:
            found.append((Rule.DAYS, 0))
        family = schedule.families.get(case.family, ()) if case.family is not None else ()
        if any(schedule.held[other].day != day for other in family):
            found.append((Rule.FAMILY, 0))
        beds = schedule.beds
        if beds is not None and case.nights and min(beds[day : day + case.nights]) <= 0:
            found.append((Rule.WARD, 0))
        if any(case.elsewhere):
            found.append((Rule.ELSEWHERE, grid.apart(case, job.length, day)))
        if case.earliest > 0:
            found.append((Rule.ARRIVAL, ~ones(max(0, grid.slots(case.earliest - grid.origin)))))
        if case.latest_start is not None:
            found.append((Rule.FASTING, ones(max(0, grid.slot(case.latest_start) + 1))))
        if case.home_by is not None:
            last = case.home_by - job.length * grid.step - case.recovery
            found.append((Rule.LAST_BUS, ones(max(0, grid.slot(last) + 1))))
        bays = schedule.bays[day]
        if job.recovery and bays is not None:
            found.append((Rule.RECOVERY, bays.starts(job.recovery) >> job.rests_at))
        return found
