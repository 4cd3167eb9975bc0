"""What a forecast is made from: a plan, or where people stand now, and what the rows know of them beside it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from camps.models import Camp, Procedure, Registration
from scheduling.intervals import minute
from scheduling.models import Appointment, AppointmentState, Plan
from scheduling.planning.problem import Case, Problem, Spot, taking
from scheduling.queries.durations import usual_minutes
from scheduling.queries.planning import camp_problem, cases_on_standby, likely_minutes, minutes_booked
from scheduling.queries.plans import problem_of, solution_of

DAY = 24 * 60


@dataclass(frozen=True)
class Known:
    """What is forecast: a problem, where people are in it, and what the rows know beside it.

    `zeros` are the minutes since 1970 from which each day counts; `km` by case, of those whose distance is known.
    `fasts` are the minutes that each who fasts is told to, before coming; `fasts_from` is since when all of them do, a
    minute of the day (below 0: the evening before), where the camp says so. `takes` are the minutes expected of those
    whose place was booked for other ones, with the cleaning after them; `booked` those that places hold, and new ones
    given by hand would, where a plan reckons with others. `gone` are those whose day has begun: they are held in the
    problem, and no spot is looked at. `invited` are the hours that people are asked to come at now. `on_standby` are in
    no plan, but may come for somebody else.
    """

    problem: Problem
    spots: Mapping[int, Spot]
    zeros: tuple[int, ...] = ()
    km: Mapping[int, int] = field(default_factory=dict)
    fasts: Mapping[int, int] = field(default_factory=dict)
    fasts_from: int | None = None
    takes: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    booked: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    gone: frozenset[int] = frozenset()
    invited: Mapping[int, int] = field(default_factory=dict)
    on_standby: tuple[Case, ...] = ()

    @property
    def likely(self) -> Problem:
        """The problem with the minutes that are expected, booked or not."""
        return taking(self.problem, self.takes)

    @property
    def standing(self) -> Problem:
        """The problem with everybody held where they are, for as long as they are booked, and the standby beside."""
        problem = replace(self.problem, cases=(*self.problem.cases, *self.on_standby))
        return _held(taking(problem, self.booked), self.spots)

    def fasted(self, told: Mapping[int, int]) -> dict[int, int]:
        """For how long each who fasts has done so when asked to come."""
        if self.fasts_from is None:
            return {key: minutes for key, minutes in self.fasts.items() if key in told}
        return {key: told[key] - self.fasts_from for key in self.fasts if key in told}


def known_of_plan(plan: Plan, *, now: datetime) -> Known | None:
    """A plan as it was read, but for who had begun by then; None while nobody has read the camp for it."""
    problem = problem_of(plan)
    if problem is None:
        return None
    read_at = minute(plan.read_at) if plan.read_at else 0
    began = {day: read_at - zero for day, zero in enumerate(plan.zeros)}
    spots = solution_of(plan).spots
    gone = {key: spot for key, spot in spots.items() if spot.start <= began.get(spot.day, -1)}
    to_come = {key: spot for key, spot in spots.items() if key not in gone}
    return replace(_with_rows(plan.camp, problem, to_come, plan.zeros, now=now), gone=frozenset(gone))


def known_of_draft(camp: Camp, *, now: datetime, z: float = 1.0) -> Known:
    """Where people stand now, of the days that have not begun: nobody more comes on those that have."""
    read = camp_problem(camp, now=now, z=z)
    stands = {case.key: case.stands for case in read.problem.cases if case.stands is not None}
    begun = {spot.day for spot in stands.values() if read.zeros[spot.day] + spot.start <= minute(now)}
    gone = {key: spot for key, spot in stands.items() if spot.day in begun}
    to_come = {key: spot for key, spot in stands.items() if spot.day not in begun}
    places = Appointment.objects.filter(camp=camp, state=AppointmentState.BOOKED, registration__in=stands)
    rows = {one.registration_id or 0: one for one in places.prefetch_related("allocations", "procedures")}
    booked = {key: minutes_booked(one) for key, one in rows.items()}
    problem = taking(_closed(read.problem, begun), {key: booked[key] for key in booked.keys() & gone.keys()})
    known = _with_rows(camp, _held(problem, gone), to_come, read.zeros, now=now)
    return replace(
        known,
        booked=_by_hand(camp, (*problem.cases, *known.on_standby)) | booked,
        gone=frozenset(gone),
        invited={
            key: minute(one.arrive_at) - read.zeros[to_come[key].day] for key, one in rows.items() if key in to_come
        },
    )


def _held(problem: Problem, spots: Mapping[int, Spot]) -> Problem:
    """The problem with these cases where they are, as if a hand had pinned them."""
    cases = (replace(case, pinned=spots.get(case.key, case.pinned)) for case in problem.cases)
    return replace(problem, cases=tuple(cases))


def _by_hand(camp: Camp, cases: Iterable[Case]) -> dict[int, tuple[int, int]]:
    """Minutes and cleaning of a place given by hand: what half of the operations stay under."""
    usual = usual_minutes(Procedure.objects.filter(camp=camp)).by_code
    known = (case for case in cases if case.procedures and usual.keys() >= set(case.procedures))
    return {case.key: (sum(usual[code] for code in case.procedures), case.turnover) for case in known}


def _closed(problem: Problem, days: Collection[int]) -> Problem:
    """The problem with its tables closed on these days."""
    tables = (
        replace(table, hours=tuple(() if day in days else spans for day, spans in enumerate(table.hours)))
        for table in problem.tables
    )
    return replace(problem, tables=tuple(tables))


def _with_rows(
    camp: Camp, problem: Problem, spots: Mapping[int, Spot], zeros: Sequence[int], *, now: datetime
) -> Known:
    """The screening's standby list may come too; the sheets know how far people live, the procedures the fasts."""
    there = {case.key for case in problem.cases}
    more = tuple(case for case in cases_on_standby(camp, doctors=problem.doctors, now=now) if case.key not in there)
    distances = Registration.objects.filter(camp=camp).values_list("pk", "km_to_venue")
    hours = dict(Procedure.objects.filter(camp=camp).values_list("code", "fasting_hours"))
    fasting = {case.key: max((hours.get(code) or 0 for code in case.procedures), default=0) for case in problem.cases}
    return Known(
        problem=problem,
        spots=dict(spots),
        zeros=tuple(zeros),
        km={key: km for key, km in distances if km is not None},
        fasts={key: 60 * many for key, many in fasting.items() if many},
        fasts_from=_fasts_from(camp),
        takes=likely_minutes(camp, problem),
        on_standby=more,
    )


def _fasts_from(camp: Camp) -> int | None:
    """As a minute of the day of the operation; an hour after noon is that of the evening before."""
    if camp.fasts_from is None:
        return None
    since = camp.fasts_from.hour * 60 + camp.fasts_from.minute
    return since - DAY if since >= DAY // 2 else since
