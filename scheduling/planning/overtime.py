"""Emergencies that fit nowhere within the hours of a day: tables, team and beds stay longer for them.

An emergency's lateness weighs more than anything, but it is never a hard limit: as one it dropped patients. Those who
are there stay on; where that is not enough, somebody of the camp is called in and a closed table opened.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from scheduling.intervals import merged, without
from scheduling.planning.problem import Bays, Case, Doctor, Hours, Level, Problem, Span, Spot, Table

LATEST = 30 * 60  # six in the morning after
MIDNIGHT = 24 * 60 - 1  # tables close before it: one open past it would have two days


@dataclass(frozen=True, slots=True)
class Longer:
    """A table, doctor, recovery beds or a ward bed needed in minutes beyond the hours; beds have the key 0."""

    what: str  # table, doctor, recovery, ward
    key: int
    since: int
    until: int


def longest(problem: Problem, day: int, *, since: int, gone: frozenset[int], called_in: bool) -> Problem:
    """The problem if all stayed until `LATEST`, tables until `MIDNIGHT`, but for the tables and doctors in `gone`.

    Who is not there that day any more stays away, unless `called_in`. Nobody leads who must be supervised: then two
    would have to stay.
    """

    def on(hours: Hours, key: int, latest: int = LATEST) -> Hours:
        spans = hours[day]
        if key in gone or not (spans or called_in):
            return hours
        begins = max(since, spans[-1][1] if spans else 0)
        return _replaced(hours, day, tuple(merged([*spans, (begins, latest)])))

    return replace(
        problem,
        tables=tuple(replace(each, hours=on(each.hours, each.key, MIDNIGHT)) for each in problem.tables),
        doctors=tuple(
            replace(
                each,
                hours=on(each.hours, each.key),
                skills=tuple(skill for skill in each.skills if skill[1] is not Level.SUPERVISED),
            )
            for each in problem.doctors
        ),
        bays=tuple(replace(each, hours=_replaced(each.hours, day, ((since, LATEST),))) for each in problem.bays),
        ward_beds=None,
    )


def with_longer(problem: Problem, day: int, longer: Iterable[Longer]) -> Problem:
    """The problem with the hours that `longer` names."""
    added: dict[tuple[str, int], list[Span]] = defaultdict(list)
    for each in longer:
        added[each.what, each.key].append((each.since, each.until))

    def hours(own: Table | Doctor, what: str) -> Hours:
        return _replaced(own.hours, day, tuple(merged([*own.hours[day], *added[what, own.key]])))

    def watched(own: Bays) -> Hours:
        return _replaced(own.hours, day, tuple(merged([*own.hours[day], *added["recovery", 0]])))

    beds = problem.ward_beds
    return replace(
        problem,
        tables=tuple(replace(each, hours=hours(each, "table")) for each in problem.tables),
        doctors=tuple(replace(each, hours=hours(each, "doctor")) for each in problem.doctors),
        bays=tuple(replace(each, hours=watched(each)) for each in problem.bays),
        ward_beds=beds if beds is None else beds + len(added["ward", 0]),
    )


def longer_for(problem: Problem, spots: Mapping[int, Spot], keys: Iterable[int]) -> tuple[Longer, ...]:
    """What the cases `keys` need beyond the hours, each table and doctor once."""
    tables = {table.key: table for table in problem.tables}
    doctors = {doctor.key: doctor for doctor in problem.doctors}
    cases = {case.key: case for case in problem.cases}
    missing: dict[tuple[str, int], list[Span]] = defaultdict(list)
    beds = 0
    for key in keys:
        case, spot = cases[key], spots[key]
        over = spot.start + case.minutes
        table = tables[spot.table]
        missing["table", table.key] += without([(spot.start, over + case.turnover)], table.hours[spot.day])
        for who in (spot.leader, spot.anaesthetist):
            if who is not None:
                missing["doctor", who] += without([(spot.start, over)], doctors[who].hours[spot.day])
        if problem.bays and case.recovery:
            watched = [span for bays in problem.bays for span in bays.hours[spot.day]]
            missing["recovery", 0] += without([(over, over + case.recovery)], watched)
        beds += _lacks_bed(problem, spots, case, spot)
    found = [
        Longer(what, key, since, until)
        for (what, key), spans in sorted(missing.items())
        for since, until in merged(spans)
    ]
    return (*found, *(Longer("ward", 0, 0, 0) for _ in range(beds)))


def _lacks_bed(problem: Problem, spots: Mapping[int, Spot], case: Case, spot: Spot) -> bool:
    """Is the ward too full in one of its nights, whoever of the rest could leave?"""
    if problem.ward_beds is None or not case.nights:
        return False
    others = [(each, spots.get(each.key) or each.stands) for each in problem.cases if each.key != case.key]
    for night in range(spot.day, spot.day + case.nights):
        asleep = sum(stands is not None and stands.day <= night < stands.day + each.nights for each, stands in others)
        if asleep >= problem.ward_beds:
            return True
    return False


def _replaced(hours: Hours, day: int, spans: tuple[Span, ...]) -> Hours:
    return (*hours[:day], spans, *hours[day + 1 :])
