"""Proposals for a changed day as a page shows them: who moves by how much, who loses the place, who hears of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from camps.models import Camp, Decision, Registration
from scheduling.intervals import instant
from scheduling.models import Appointment, AppointmentState, Plan, PlanKind
from scheduling.planning.changes import (
    Away,
    DoctorAway,
    Emergency,
    NoShow,
    Nothing,
    PatientLate,
    PowerCut,
    RunningLate,
    RunsOver,
    TableAway,
    change_from_json,
)
from scheduling.planning.overtime import Longer
from scheduling.planning.problem import Spot
from scheduling.planning.proposal import FAR
from scheduling.queries.plan_faults import Fault, faults_of
from scheduling.queries.plans import dates_of, problem_of, solution_of
from scheduling.queries.replanning import LongerLine, MovedLine, doctors_concerned, lines_of, longer_lines
from scheduling.queries.served import served


@dataclass(frozen=True)
class Line:
    """One person of a proposal, with the row."""

    person: Registration
    moved: MovedLine


@dataclass(frozen=True)
class Card:
    """One proposal. `far` are moved by more than half an hour, `doctors` is how many hear of another list,
    `stuck` are those whom a hand put where table or team will not be, `under_way` those whose hour has come there."""

    plan: Plan
    lines: tuple[Line, ...]
    longer: tuple[LongerLine, ...]
    helpless: tuple[Registration, ...]
    stuck: tuple[Registration, ...]
    under_way: tuple[Registration, ...]
    doctors: int

    @property
    def faults(self) -> list[Fault]:
        """What it does against a rule itself; what stood so before is the day page's to say."""
        return faults_of(self.plan)

    @property
    def aims(self) -> list[str]:
        return self.plan.aim.split()

    @property
    def dropped(self) -> list[Line]:
        return [line for line in self.lines if line.moved.will_be is None]

    @property
    def new(self) -> list[Line]:
        return [line for line in self.lines if line.moved.was is None]

    @property
    def moved(self) -> list[Line]:
        return [line for line in self.lines if line.moved.was is not None and line.moved.will_be is not None]

    @property
    def change(self) -> tuple[int, int, int]:
        """How much it changes, the least first: who loses a place, who has another hour, by how many minutes in all."""
        hours = sum(bool(line.moved.minutes) or line.moved.other_day for line in self.moved)
        return len(self.dropped), hours, self.minutes

    @property
    def far(self) -> int:
        return sum(abs(line.moved.minutes) > FAR for line in self.moved)

    @property
    def minutes(self) -> int:
        """By how much people are moved within the day, in sum."""
        return sum(abs(line.moved.minutes) for line in self.moved if not line.moved.other_day)

    @property
    def overtime(self) -> int:
        """Minutes that tables are open longer."""
        return sum(line.minutes for line in self.longer if line.what == "table")

    @property
    def starts(self) -> list[datetime]:
        """Every hour that somebody loses or gets."""
        return [at for line in self.lines for at in (line.moved.was, line.moved.will_be) if at is not None]


def group_of(plan: Plan) -> list[Plan]:
    """The proposals for one change, as they were made."""
    first = plan.beside_id or plan.pk
    found = Plan.objects.filter(pk=first) | Plan.objects.filter(beside=first)
    return list(found.filter(kind=PlanKind.CHANGE).select_related("camp__venue", "by").order_by("pk"))


def day_of(plan: Plan) -> date:
    """The day it is about, as the camp had it then: the camp may have moved since, or be shorter."""
    return dates_of(plan)[plan.change["change"]["day"]]


@dataclass(frozen=True)
class Said:
    """What happened, as it was said: of a table or doctor (`name`) or of a person, from when and until when.

    `until` is None for the rest of the day, `minutes` is 0 where none were said. `gives_up`: whose place is given up
    with whatever is chosen.
    """

    name: str = ""
    person: Registration | None = None
    since: datetime | None = None
    until: datetime | None = None
    minutes: int = 0
    gives_up: bool = False


def said_in(plan: Plan) -> Said:
    """What a proposal is an answer to."""
    change = change_from_json(plan.change["change"])
    problem, zero = problem_of(plan), plan.zeros[change.day]
    assert problem is not None, "a proposal is kept with its problem"
    names = {each.key: each.name for each in problem.tables} | {each.key: each.name for each in problem.doctors}
    if isinstance(change, RunningLate):
        return Said(name=names.get(change.table, ""), minutes=change.minutes)
    if isinstance(change, Away):
        keys = change.tables if isinstance(change, PowerCut) else [_who_or_what(change)]
        since = instant(zero + change.start) if change.start else None
        until = instant(zero + change.end) if change.end < 24 * 60 else None
        return Said(name=", ".join(names[key] for key in keys if key in names), since=since, until=until)
    if isinstance(change, Nothing):
        return Said()
    return Said(
        person=Registration.objects.select_related("patient").filter(pk=change.case).first(),
        since=instant(zero + change.start) if isinstance(change, PatientLate) else None,
        minutes=change.minutes if isinstance(change, RunsOver) else 0,
        gives_up=isinstance(change, NoShow),
    )


def _who_or_what(change: TableAway | DoctorAway) -> int:
    return change.doctor if isinstance(change, DoctorAway) else change.table


def why_lost(plan: Plan) -> str:
    """Why somebody had no room any more after a change, in the words that stand on the visit."""
    change, said = change_from_json(plan.change["change"]), said_in(plan)
    if isinstance(change, Away):
        return f"lost its place: no room without {said.name}"
    if isinstance(change, RunningLate):
        return f"lost its place: {said.name} runs {said.minutes} minutes late"
    if isinstance(change, RunsOver):
        return f"lost its place: the operation of card {said.person} takes {said.minutes} minutes longer"
    if isinstance(change, Emergency):
        return "lost its place: an emergency went first"
    return "lost its place: no room was left that day"


def card_of(plan: Plan) -> Card:
    """A proposal for the page; it has its problem."""
    problem = problem_of(plan)
    assert problem is not None, "a proposal is kept with its problem"
    spots, zero = solution_of(plan).spots, plan.zeros[plan.change["change"]["day"]]
    longer = [Longer(**each) for each in plan.change.get("longer", ())]
    helpless, stuck, under_way = (plan.change.get(key, []) for key in ("helpless", "stuck", "under_way"))
    moved = lines_of(problem, spots, plan.zeros)
    people = Registration.objects.select_related("patient").in_bulk(
        [*(line.registration for line in moved), *helpless, *stuck, *under_way]
    )
    return Card(
        plan=plan,
        lines=tuple(Line(people[line.registration], line) for line in moved if line.registration in people),
        longer=tuple(longer_lines(longer, zero=zero)),
        helpless=tuple(people[key] for key in helpless if key in people),
        stuck=tuple(people[key] for key in stuck if key in people),
        under_way=tuple(people[key] for key in under_way if key in people),
        doctors=len(doctors_concerned(problem, spots)),
    )


def mark_of(spots: Mapping[int, Spot]) -> str:
    """What a page carries along, to notice that the day it saw is no longer the same."""
    return hashlib.sha256(repr(sorted(spots.items())).encode()).hexdigest()[:16]


def days_to_come(camp: Camp, *, now: datetime) -> list[date]:
    """The days of the camp that are not over; today is the first of them."""
    today = now.astimezone(camp.zone).date()
    return [day for day in camp.dates if day >= today]


def standing_on(camp: Camp, day: date) -> QuerySet[Appointment]:
    """Who has a place on a day, by the hour."""
    return too_late(camp, day).filter(starts_at__lt=camp.instant(day, datetime.min.time()) + timedelta(days=1))


def too_late(camp: Camp, day: date) -> QuerySet[Appointment]:
    """Who has a place on this day or a later one, by the hour: whoever can't wait for it."""
    found: QuerySet[Appointment] = (
        Appointment.objects.filter(
            camp=camp,
            state=AppointmentState.BOOKED,
            registration__decision=Decision.LISTED,
            starts_at__gte=camp.instant(day, datetime.min.time()),
        )
        .select_related("registration__patient", "station")
        .order_by("starts_at", "pk")
    )
    return found


def without_place(camp: Camp) -> QuerySet[Registration]:
    """Who is listed, asks for something, and has no place: the most urgent first."""
    found: QuerySet[Registration] = (
        Registration.objects.filter(camp=camp, decision=Decision.LISTED, procedure__isnull=False)
        .exclude(appointments__state=AppointmentState.BOOKED)
        .exclude(served())
        .select_related("patient", "procedure")
        .order_by("urgency", "number")
    )
    return found
