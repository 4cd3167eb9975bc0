"""A day of a camp as the planner plans it again, and what its proposals come to for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from camps.models import Absence, Camp, Resource, Shift, StationClosure
from scheduling.intervals import instant, minute
from scheduling.models import Appointment, AppointmentState, Plan, PlanKind
from scheduling.planning.as_it_stands import as_it_stands
from scheduling.planning.changes import (
    Change,
    Emergency,
    PatientLate,
    RunsOver,
    change_from_json,
    from_now_on,
    kept_waiting,
    still_longer,
)
from scheduling.planning.overtime import Longer
from scheduling.planning.problem import Case, Problem, Spot
from scheduling.queries.on_table import came_in_on
from scheduling.queries.planning import CampProblem, camp_problem, minutes_booked, spot_of
from scheduling.queries.plans import problem_of

LONGER_ELSEWHERE = "open longer on"  # begins the reason of a closure that only keeps the old closing hour of a day


@dataclass(frozen=True)
class DayAsItStands:
    """One day of a camp, ready for `change`. `since` is the minute it is now, 0 before that day.

    Frozen are those pinned by hand and those who have begun, by the clock or by the theatre's board; people who were
    told may move, and are told again. Beside them stand those of other days who need a bed for the night; of those
    without a place only an emergency, which is read as having none where its place is later on: `gives_up`.
    """

    of: CampProblem
    day: int
    since: int
    change: Change
    problem: Problem
    gone: frozenset[int]
    gives_up: Spot | None

    @property
    def keys(self) -> set[int]:
        """The registrations of the day."""
        return {case.key for case in self.problem.cases if case.stands is None or case.stands.day == self.day}


def day_as_it_stands(camp: Camp, change: Change, *, now: datetime) -> DayAsItStands:
    """Read the day of a change. Who should have begun by the clock, but can't have, may still be moved."""
    day = change.day
    came = came_in_on(camp, camp.dates[day])
    emergency = change.case if isinstance(change, Emergency) else 0
    also = [emergency] if emergency else []
    of = camp_problem(camp, now=now, z=0.0, only=[*_concerned(camp, day), *also])
    since = min(max(0, minute(now) - of.zeros[day]), 24 * 60)
    change = from_now_on(change, since)
    standing = {
        one.registration_id: one
        for one in Appointment.objects.filter(
            camp=camp, state=AppointmentState.BOOKED, registration__in=list(of.registrations)
        ).prefetch_related("allocations")
    }
    gives_up: Spot | None = None
    cases = []
    for case in of.problem.cases:
        one = standing.get(case.key)
        if case.key == emergency and (one is None or (one.starts_at > now and one.pk not in came)):
            gives_up = case.stands
            cases.append(replace(case, pinned=None, stands=None))
        elif one is not None and case.stands is not None:
            read = _as_booked(case, one, of.zeros, frozen=one.pinned or one.starts_at <= now or one.pk in came)
            if read.stands is not None and (read.stands.day == day or read.nights):
                cases.append(read)
    cases = _as_was_said(of, cases, change)
    waiting = {key for key in kept_waiting(cases, change) if standing[key].pk not in came}
    asked_for = isinstance(change, PatientLate)  # a hand put this patient there, and a hand says that it can't be
    cases = [
        replace(case, pinned=None) if case.key in waiting and (asked_for or not standing[case.key].pinned) else case
        for case in cases
    ]
    problem = as_it_stands(replace(of.problem, cases=tuple(cases)), day)
    return DayAsItStands(of, day, since, change, problem, _gone(camp, of.zeros[day]), gives_up)


def _as_was_said(of: CampProblem, cases: list[Case], change: Change) -> list[Case]:
    """What was accepted of the day before still holds: who runs over, and who comes later. Rows don't say that."""
    accepted = Plan.objects.filter(
        camp=of.camp,
        kind=PlanKind.CHANGE,
        accepted_at__isnull=False,
        zeros=list(of.zeros),
        change__change__day=change.day,
        change__change__what__in=[RunsOver.what, PatientLate.what],
    )
    longer: dict[int, int] = {}
    later: dict[int, int] = {}
    for plan in accepted.order_by("accepted_at", "pk"):
        said, problem = change_from_json(plan.change["change"]), problem_of(plan)
        if isinstance(said, PatientLate):
            later[said.case] = said.start
        elif isinstance(said, RunsOver) and problem is not None:
            longer |= {case.key: case.minutes for case in problem.cases if case.key == said.case}
    if isinstance(change, RunsOver):
        longer.pop(change.case, None)
    if isinstance(change, PatientLate):
        later.pop(change.case, None)
    return [replace(case, earliest=max(case.earliest, later.get(case.key, 0))) for case in still_longer(cases, longer)]


def _concerned(camp: Camp, day: int) -> set[int]:
    """Who has a place on the day, and who on another day needs a bed for the night."""
    booked = Appointment.objects.filter(camp=camp, state=AppointmentState.BOOKED, registration__isnull=False)
    begins = camp.instant(camp.dates[day], time(12)) - timedelta(hours=12)
    found = Q(starts_at__gte=begins, starts_at__lt=begins + timedelta(days=1))
    if camp.ward_beds is not None:
        found |= Q(procedures__nights__gt=0)
    return {key for key in booked.filter(found).values_list("registration", flat=True) if key is not None}


def _as_booked(case: Case, one: Appointment, zeros: tuple[int, ...], *, frozen: bool) -> Case:
    """The case with the minutes and the cleaning that are booked; frozen when a hand pinned it or it has begun."""
    stands = spot_of(one, zeros)
    minutes, cleaning = minutes_booked(one)
    return replace(
        case,
        minutes=minutes,
        turnover=cleaning,
        stands=stands,
        pinned=stands if frozen else None,
    )


def _gone(camp: Camp, zero: int) -> frozenset[int]:
    """Tables closed and doctors away at the end of that day: they can't stay longer."""
    begins, ends = instant(zero), instant(zero + 24 * 60)
    closures = list(
        StationClosure.objects.filter(station__camp=camp, starts_at__lt=ends, ends_at__gt=begins).select_related(
            "station"
        )
    )
    closes = {one.station_id: camp.instant(_date(camp, zero), one.station.closes) for one in closures}
    for one in closures:
        if one.reason.startswith(LONGER_ELSEWHERE):
            closes[one.station_id] = min(closes[one.station_id], one.starts_at)
    closed = {
        one.station_id
        for one in closures
        if one.starts_at <= closes[one.station_id] <= one.ends_at and not one.reason.startswith(LONGER_ELSEWHERE)
    }
    shifts = Shift.objects.filter(camp=camp, cancelled_at=None, starts_at__lt=ends, ends_at__gt=begins)
    last = dict(shifts.order_by("ends_at").values_list("doctor", "ends_at"))
    of_the_camp = Shift.objects.filter(camp=camp, cancelled_at=None).values("doctor")
    away = Absence.objects.filter(doctor__in=of_the_camp, starts_at__lt=ends, ends_at__gt=begins)
    gone = {  # who is away on a day without a shift is not called in either
        one.doctor_id
        for one in away
        if one.doctor_id not in last or one.starts_at <= last[one.doctor_id] <= one.ends_at
    }
    found = Resource.objects.filter(Q(station__in=closed) | Q(doctor__in=gone))
    return frozenset(found.values_list("pk", flat=True))


def _date(camp: Camp, zero: int) -> date:
    return (instant(zero) + timedelta(hours=12)).astimezone(camp.zone).date()


@dataclass(frozen=True)
class MovedLine:
    """One person of a proposal: from and to are instants; without a `to` the place is lost, without a `from` new."""

    registration: int
    was: datetime | None
    will_be: datetime | None
    table: str
    other_day: bool
    other_table: bool
    other_team: bool

    @property
    def minutes(self) -> int:
        """How much later, in minutes; 0 where there is nothing to compare."""
        if self.was is None or self.will_be is None:
            return 0
        return minute(self.will_be) - minute(self.was)

    @property
    def earlier(self) -> int:
        return -self.minutes


def lines_of(problem: Problem, spots: Mapping[int, Spot], zeros: Iterable[int]) -> list[MovedLine]:
    """Everybody for whom these spots change something: who loses the place first, then those moved furthest."""
    zeros = tuple(zeros)
    names = {table.key: table.name for table in problem.tables}
    found = []
    for case in problem.cases:
        was, spot = case.stands, spots.get(case.key)
        if was == spot:
            continue
        found.append(
            MovedLine(
                registration=case.key,
                was=None if was is None else instant(zeros[was.day] + was.start),
                will_be=None if spot is None else instant(zeros[spot.day] + spot.start),
                table=names.get(spot.table, "") if spot else "",
                other_day=was is not None and spot is not None and was.day != spot.day,
                other_table=was is not None and spot is not None and was.table != spot.table,
                other_team=was is not None
                and spot is not None
                and (was.leader, was.anaesthetist) != (spot.leader, spot.anaesthetist),
            )
        )
    return sorted(found, key=lambda line: (line.will_be is not None, line.was is not None, -abs(line.minutes)))


def doctors_concerned(problem: Problem, spots: Mapping[int, Spot]) -> set[int]:
    """The doctors whose list changes, by resource."""
    found: set[int] = set()
    for case in problem.cases:
        was, spot = case.stands, spots.get(case.key)
        if was != spot:
            found |= {who for each in (was, spot) if each for who in (each.leader, each.anaesthetist) if who}
    return found


@dataclass(frozen=True)
class LongerLine:
    """A table or a doctor beyond the hours, until an instant; `what` as in planning/overtime.py."""

    what: str
    name: str
    until: datetime | None
    minutes: int


def longer_lines(longer: Iterable[Longer], *, zero: int) -> list[LongerLine]:
    """Who and what must stay longer, with names."""
    longer = list(longer)
    resources = Resource.objects.filter(pk__in=[each.key for each in longer]).select_related("station", "doctor")
    names = {
        each.pk: each.station.name if each.station else each.doctor.name if each.doctor else "" for each in resources
    }
    return [
        LongerLine(
            each.what,
            names.get(each.key, ""),
            instant(zero + each.until) if each.until else None,
            each.until - each.since,
        )
        for each in longer
    ]
