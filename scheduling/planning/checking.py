"""What is wrong with a plan: every hard rule asked again in minutes, with nothing shared with the search.

What is pinned by hand is taken as it stands: it must be where it was pinned, and nothing else may be in its way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

from scheduling.planning.problem import Case, Doctor, Level, Problem, Span, Spot, Table, clock

EXACT = 1e-6
NAMED = 6  # cards in one sentence


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that a plan breaks, the cases concerned, and the sentence; who shows it puts its day before."""

    rule: str
    cases: tuple[int, ...]
    words: str
    day: int | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A case at its spot, with what stands behind the keys."""

    case: Case
    spot: Spot
    table: Table

    @property
    def operation(self) -> Span:
        return self.spot.start, self.spot.start + self.case.minutes

    @property
    def on_table(self) -> Span:
        return self.spot.start, self.spot.start + self.case.minutes + self.case.turnover

    @property
    def in_recovery(self) -> Span:
        end = self.spot.start + self.case.minutes
        return end, end + self.case.recovery


def violations(problem: Problem, spots: Mapping[int, Spot]) -> list[Violation]:
    """Everything that is wrong with a plan; an empty list means that it can be done as it stands."""
    cases = {case.key: case for case in problem.cases}
    tables = {table.key: table for table in problem.tables}
    found = list(_unknown(problem, spots, cases, tables))
    placed = [
        Placed(cases[key], spot, tables[spot.table])
        for key, spot in sorted(spots.items())
        if key in cases and spot.table in tables and 0 <= spot.day < problem.days
    ]
    found += _pins(problem, spots)
    for each in placed:
        if each.case.pinned is None:
            found += _of_the_patient(each)
            found += _of_the_table(problem, each)
            found += _of_the_team(problem, each)
    found += _twice(problem, placed)
    found += _kits(problem, placed)
    found += _beds(problem, placed)
    found += _nights(problem, placed)
    found += _families(placed)
    found += _kept_back(problem, placed)
    return found


def stands_already(problem: Problem, violation: Violation) -> bool:
    """Was it so before the plan: are all concerned where a hand pinned them, or where they were told?"""
    pinned = {case.key for case in problem.cases if case.pinned is not None}
    return violation.rule != "pinned" and pinned.issuperset(violation.cases)


def card(case: Case) -> str:
    return f"card {case.number:03d}"


def cards(cases: Iterable[Case]) -> str:
    """The cards concerned, the first few by number."""
    numbers = sorted(case.number for case in cases)
    named = ", ".join(f"{number:03d}" for number in numbers[:NAMED])
    return f"cards {named}" + (f" and {len(numbers) - NAMED} more" if len(numbers) > NAMED else "")


def _from_to(span: Span) -> str:
    return f"from {clock(span[0])} to {clock(span[1])}"


def _unknown(
    problem: Problem, spots: Mapping[int, Spot], cases: Mapping[int, Case], tables: Mapping[int, Table]
) -> Iterator[Violation]:
    doctors = {doctor.key for doctor in problem.doctors}
    for key, spot in sorted(spots.items()):
        if key not in cases:
            yield Violation("known", (key,), "somebody who is not listed has a place", spot.day)
            continue
        who = card(cases[key])
        if spot.table not in tables:
            yield Violation("known", (key,), f"{who} is at a table that is not there", spot.day)
        if not 0 <= spot.day < problem.days:
            yield Violation("known", (key,), f"{who} has a place on none of the camp's days")
        if any(each is not None and each not in doctors for each in (spot.leader, spot.anaesthetist)):
            yield Violation("known", (key,), f"{who} is with a doctor who has no shift at this camp", spot.day)


def _pins(problem: Problem, spots: Mapping[int, Spot]) -> Iterator[Violation]:
    for case in problem.cases:
        if case.pinned is not None and spots.get(case.key) != case.pinned:
            where = f"{clock(case.pinned.start)} on day {case.pinned.day + 1}"
            yield Violation("pinned", (case.key,), f"{card(case)} is not where it has to stay, at {where}")


def _of_the_patient(each: Placed) -> Iterator[Violation]:
    case, spot = each.case, each.spot
    who = card(case)
    if not case.ready:
        yield Violation("ready", (case.key,), f"{who} has no consent or is not fit", spot.day)
    if case.days is not None and spot.day not in case.days:
        yield Violation("days", (case.key,), f"{who} can't be there that day", spot.day)
    for start, end in case.elsewhere[spot.day] if spot.day < len(case.elsewhere) else ():
        if start < each.operation[1] and spot.start < end:
            words = f"{who} has another place {_from_to((start, end))}"
            yield Violation("elsewhere", (case.key,), words, spot.day)
    if spot.start < case.earliest:
        words = f"{who} begins at {clock(spot.start)} and can't be there before {clock(case.earliest)}"
        yield Violation("earliest", (case.key,), words, spot.day)
    if case.latest_start is not None and spot.start > case.latest_start:
        words = f"{who} begins at {clock(spot.start)} and would fast for too long after {clock(case.latest_start)}"
        yield Violation("fasting", (case.key,), words, spot.day)
    if case.home_by is not None and each.in_recovery[1] > case.home_by:
        words = f"{who} rests until {clock(each.in_recovery[1])} and must leave by {clock(case.home_by)}"
        yield Violation("last bus", (case.key,), words, spot.day)


def _of_the_table(problem: Problem, each: Placed) -> Iterator[Violation]:
    case, table = each.case, each.table
    if table.kind != case.kind:
        words = f"{card(case)} needs a {case.kind}, {table.name} is a {table.kind}"
        yield Violation("kind", (case.key,), words, each.spot.day)
    for name in sorted(case.equipment - table.equipment - {kit.name for kit in problem.kits}):
        yield Violation("equipment", (case.key,), f"there is no {name} at {table.name} for {card(case)}", each.spot.day)
    if not _inside(table.hours[each.spot.day], each.on_table):
        words = f"{table.name} is not open {_from_to(each.on_table)}, for {card(case)}"
        yield Violation("table hours", (case.key,), words, each.spot.day)


def _of_the_team(problem: Problem, each: Placed) -> Iterator[Violation]:
    case, spot = each.case, each.spot
    doctors = {doctor.key: doctor for doctor in problem.doctors}
    leader = doctors.get(spot.leader or 0)
    if leader is None:
        yield Violation("leader", (case.key,), f"nobody leads {card(case)}", spot.day)
    else:
        yield from _of_the_leader(problem, each, leader)
    if case.anaesthetist:
        asleep = doctors.get(spot.anaesthetist or 0)
        if asleep is None or asleep.role != "anaesthetist":
            yield Violation("anaesthetist", (case.key,), f"{card(case)} has no anaesthetist", spot.day)
        elif not _inside(asleep.hours[spot.day], each.operation):
            yield _not_there(asleep, each)


def _of_the_leader(problem: Problem, each: Placed, leader: Doctor) -> Iterator[Violation]:
    case, day = each.case, each.spot.day
    if leader.role not in case.roles:
        yield Violation("leader", (case.key,), f"{leader.name} is no {' or '.join(case.roles)}, for {card(case)}", day)
    if not _inside(leader.hours[day], each.operation):
        yield _not_there(leader, each)
    for specialty in sorted(case.specialties):
        level = leader.level_in(specialty)
        if level is None or level is Level.TRAINEE:
            yield Violation("skill", (case.key,), f"{leader.name} does not lead in {specialty}, for {card(case)}", day)
        elif level is Level.SUPERVISED:
            others = [
                span
                for other in problem.doctors
                if other.key != leader.key
                and other.role == leader.role
                and other.level_in(specialty) is Level.INDEPENDENT
                for span in other.hours[day]
            ]
            if not _inside(_joined(others), each.operation):
                words = f"{leader.name} would be alone in {specialty} {_from_to(each.operation)}, for {card(case)}"
                yield Violation("supervision", (case.key,), words, day)


def _not_there(who: Doctor, each: Placed) -> Violation:
    words = f"{who.name} is not there {_from_to(each.operation)}, for {card(each.case)}"
    return Violation("doctor hours", (each.case.key,), words, each.spot.day)


def _twice(problem: Problem, placed: Sequence[Placed]) -> Iterator[Violation]:
    """No table and no doctor is held twice."""
    holds: dict[tuple[str, int, int], list[tuple[Span, int]]] = defaultdict(list)
    names = {("table", table.key): table.name for table in problem.tables}
    names |= {("doctor", doctor.key): doctor.name for doctor in problem.doctors}
    cases = {each.case.key: each.case for each in placed}
    for each in placed:
        spot = each.spot
        holds["table", spot.table, spot.day].append((each.on_table, each.case.key))
        for who in (spot.leader, spot.anaesthetist):
            if who is not None:
                holds["doctor", who, spot.day].append((each.operation, each.case.key))
    for (what, key, day), spans in holds.items():
        spans.sort()
        for (one, first), (other, second) in pairwise(spans):
            if other[0] < one[1]:
                both = cards([cases[first], cases[second]])
                words = f"{names.get((what, key), 'somebody')} is held twice at {clock(other[0])}, by {both}"
                yield Violation("held twice", (first, second), words, day)


def _kits(problem: Problem, placed: Sequence[Placed]) -> Iterator[Violation]:
    for kit in problem.kits:
        uses = [
            (each.spot.day, (each.spot.start, each.operation[1] + kit.away), each.case.key)
            for each in placed
            if kit.name in each.case.equipment - each.table.equipment
        ]
        for day, at, most, keys in _peaks(uses):
            if most > kit.units:
                words = f"{most} {kit.name} are needed at {clock(at)}, there are {kit.units}"
                yield Violation("kit", keys, _by(words, keys, placed), day)


def _beds(problem: Problem, placed: Sequence[Placed]) -> Iterator[Violation]:
    if not problem.bays:
        return
    resting = [each for each in placed if each.case.recovery]
    by_day: dict[int, list[Placed]] = defaultdict(list)
    for each in resting:
        by_day[each.spot.day].append(each)
    for day, here in by_day.items():
        edges = {each.in_recovery[0] for each in here}
        edges |= {edge for bays in problem.bays for span in bays.hours[day] for edge in span}
        for at in sorted(edges):
            inside = [each.case.key for each in here if each.in_recovery[0] <= at < each.in_recovery[1]]
            beds = sum(bays.beds for bays in problem.bays if any(start <= at < end for start, end in bays.hours[day]))
            if len(inside) > beds:
                words = f"{len(inside)} need a recovery bed at {clock(at)} and there {_so_many(beds)}"
                yield Violation("recovery", tuple(inside), _by(words, inside, placed), day)


def _nights(problem: Problem, placed: Sequence[Placed]) -> Iterator[Violation]:
    if problem.ward_beds is None:
        return
    sleeping: dict[int, list[int]] = defaultdict(list)
    for each in placed:
        for night in range(each.spot.day, each.spot.day + each.case.nights):
            sleeping[night].append(each.case.key)
    for night, keys in sorted(sleeping.items()):
        if len(keys) > problem.ward_beds:
            words = f"{len(keys)} need a bed on the ward for the night and there {_so_many(problem.ward_beds)}"
            yield Violation("ward", tuple(keys), _by(words, keys, placed), night)


def _by(words: str, keys: Iterable[int], placed: Sequence[Placed]) -> str:
    """With the cards that it is about."""
    cases = {each.case.key: each.case for each in placed}
    return f"{words} ({cards(cases[key] for key in keys)})"


def _so_many(beds: int) -> str:
    return "is 1" if beds == 1 else f"are {beds or 'none'}"


def _families(placed: Sequence[Placed]) -> Iterator[Violation]:
    days: dict[int, dict[int, int]] = defaultdict(dict)
    for each in placed:
        if each.case.family is not None and each.case.pinned is None:
            days[each.case.family][each.case.key] = each.spot.day
    for of in days.values():
        if len(set(of.values())) > 1:
            days_of = " and ".join(str(day + 1) for day in sorted(set(of.values())))
            yield Violation("family", tuple(of), _by(f"one family comes on days {days_of}", of, placed))


def _kept_back(problem: Problem, placed: Sequence[Placed]) -> Iterator[Violation]:
    """Σμ + z·√Σσ² ≤ C for each table and day, and the last one is out as long before closing."""
    if problem.z <= 0:
        return
    on: dict[tuple[int, int], list[Placed]] = defaultdict(list)
    for each in placed:
        on[each.spot.table, each.spot.day].append(each)
    for (_, day), here in on.items():
        if all(each.case.pinned is not None for each in here):
            continue
        table = here[0].table
        back = problem.z * sqrt(sum(each.case.sd**2 for each in here))
        closes = max((end for _, end in table.hours[day]), default=0)
        last = max(each.on_table[1] for each in here)
        if last + back > closes + EXACT and any(each.case.pinned is None for each in here if each.on_table[1] == last):
            keys = tuple(each.case.key for each in here)
            words = f"{table.name} keeps back {closes - last} of {back:.0f} minutes"
            yield Violation("slack", keys, words, day)


def _peaks(uses: Iterable[tuple[int, Span, int]]) -> Iterator[tuple[int, int, int, tuple[int, ...]]]:
    """For each day and each begin of a use: how many are in use then, and whose."""
    by_day: dict[int, list[tuple[Span, int]]] = defaultdict(list)
    for day, span, key in uses:
        by_day[day].append((span, key))
    for day, here in by_day.items():
        for at in sorted({span[0] for span, _ in here}):
            keys = tuple(key for span, key in here if span[0] <= at < span[1])
            yield day, at, len(keys), keys


def _inside(spans: Iterable[Span], wanted: Span) -> bool:
    return any(start <= wanted[0] and wanted[1] <= end for start, end in spans)


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Touching and overlapping spans as one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found
