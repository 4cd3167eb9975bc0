"""What a plan would change of what stands, and what of it no longer fits since the camp was read."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from camps.models import Camp, Decision, Registration
from scheduling.filling.board import Board
from scheduling.filling.exact import exactly
from scheduling.filling.problem import Need, Place, Shortage
from scheduling.intervals import instant, minute
from scheduling.models import Appointment, AppointmentState, Plan, PlanKind
from scheduling.planning.problem import Case, Spot
from scheduling.queries.board import camp_board
from scheduling.queries.planning import spot_of
from scheduling.queries.plans import problem_of, solution_of
from scheduling.queries.start_hours import not_ready_words


class Kind(StrEnum):
    """What accepting would do to one patient's place."""

    NEW = "new"
    MOVED = "moved"
    DROPPED = "dropped"
    SAME = "same"


@dataclass(frozen=True)
class Difference:
    """One patient: where he or she stands, and where the plan would have it.

    `place` is everything it would hold: None for who is dropped or stays, and where a `misfit` says why it is no longer
    possible.
    """

    registration: Registration
    case: Case
    kind: Kind
    standing: Appointment | None
    spot: Spot | None
    starts_at: datetime | None
    ends_at: datetime | None
    table: str
    misfit: str = ""
    place: Place | None = None

    @property
    def changes(self) -> bool:
        """Would accepting do anything?"""
        return self.kind != Kind.SAME and not self.misfit


def differences(plan: Plan, *, only: Collection[int] | None = None) -> list[Difference]:
    """Everybody of the plan as it stands now, by day and hour; `only` are registrations, the others stay.

    Who can't be placed any more stays where he or she stands, which may be in the way of others: so it is asked again
    until no more fall out.
    """
    lines = _lines(plan)
    chosen = {line.case.key for line in lines if line.changes and (only is None or line.case.key in only)}
    while True:
        placed = _placed(plan.camp, lines, chosen)
        fallen = {line.case.key for line in placed if line.misfit} & chosen
        if not fallen:
            return placed
        lines = [line if line.case.key in fallen else old for line, old in zip(placed, lines, strict=True)]
        chosen -= fallen


def _lines(plan: Plan) -> list[Difference]:
    problem = problem_of(plan)
    if problem is None:
        return []
    spots = solution_of(plan).spots
    keys = [case.key for case in problem.cases]
    wanted = Registration.objects.select_related("patient__resource", "procedure").prefetch_related("more_procedures")
    people = wanted.in_bulk(keys)
    standing = {
        one.registration_id: one
        for one in Appointment.objects.filter(camp=plan.camp_id, state=AppointmentState.BOOKED, registration__in=keys)
        .select_related("station")
        .prefetch_related("allocations")
    }
    lines = [
        _line(plan, people[case.key], case, spots.get(case.key), standing.get(case.key))
        for case in problem.cases
        if case.key in people and (case.key in spots or case.key in standing)
    ]
    tables = {table.key: table.name for table in problem.tables}
    lines = [replace(line, table=tables.get(line.spot.table, "")) if line.spot else line for line in lines]
    return sorted(lines, key=lambda line: (line.starts_at is None, line.starts_at, line.case.number))


def _line(plan: Plan, person: Registration, case: Case, spot: Spot | None, stands: Appointment | None) -> Difference:
    """One patient, before anybody has asked whether the place is still free."""
    starts = instant(plan.zeros[spot.day] + spot.start) if spot else None
    ends = instant(plan.zeros[spot.day] + spot.start + case.minutes) if spot else None
    kind = Kind.DROPPED if spot is None else Kind.NEW if stands is None else Kind.MOVED
    if spot is not None and stands is not None and spot_of(stands, tuple(plan.zeros)) == spot:
        kind = Kind.SAME
    line = Difference(person, case, kind, stands, spot, starts, ends, table="")
    return replace(line, misfit=_against(plan, line)) if kind != Kind.SAME else line


def _against(plan: Plan, line: Difference) -> str:
    """What happened to the patient since the camp was read."""
    stands = line.standing
    if line.registration.decision != Decision.LISTED:
        return f"is “{line.registration.get_decision_display().lower()}” now"
    if line.kind != Kind.DROPPED and (lack := not_ready_words(line.registration, camp=plan.camp)):
        return lack
    if stands is None:
        asked = {procedure.code for procedure in line.registration.procedures}
        if asked != set(line.case.procedures):
            return "asks for another procedure now"
        return "had a place that is no longer there" if line.case.stands is not None else ""
    if line.case.stands is None:
        return "has got a place meanwhile"
    if plan.read_at is not None and stands.changed_at > plan.read_at:
        return "was moved by hand meanwhile"
    if stands.pinned and plan.kind == PlanKind.WHOLE:
        return "was pinned by hand meanwhile"
    return ""


def _placed(camp: Camp, lines: list[Difference], chosen: Collection[int]) -> list[Difference]:
    """Each chosen one at its exact place, in the order of the hours, on a board without what they hold now."""
    leave = [line.standing.pk for line in lines if line.standing is not None and line.case.key in chosen]
    board = Board(camp_board(camp, but_for=leave))
    found = []
    for line in lines:
        if line.case.key in chosen and line.spot is not None and line.starts_at is not None:
            place = _exactly(board, line)
            if isinstance(place, Place):
                board.take(place)
                line = replace(line, place=place)  # noqa: PLW2901  the same line, with its place
            else:
                line = replace(line, misfit=place.words)  # noqa: PLW2901
        found.append(line)
    return found


def _exactly(board: Board, line: Difference) -> Place | Shortage:
    spot = line.spot
    assert spot is not None, "only who has a spot is placed"
    assert line.starts_at is not None, "a spot has its hour"
    unit = next((each for each in board.camp.units if each.resource == spot.table), None)
    if unit is None:
        return Shortage("station", "this table is not there")
    start = minute(line.starts_at)
    return exactly(board, need_of_case(line), unit, start=start, leader=spot.leader, anaesthetist=spot.anaesthetist)


def need_of_case(line: Difference) -> Need:
    """What the case needs, as the booking board asks it."""
    case = line.case
    return Need(
        registration=case.key,
        patient=line.registration.patient.resource.pk,
        number=case.number,
        urgency=case.priority,
        family=case.family,
        minutes=case.minutes,
        turnover=case.turnover,
        kind=case.kind,
        specialties=case.specialties,
        equipment=case.equipment,
        anaesthetist=case.anaesthetist,
        earliest=0,
    )
