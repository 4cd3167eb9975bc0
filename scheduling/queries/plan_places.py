"""What a plan would change of what stands, and what of it no longer fits since the camp was read."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from camps.look.times import day_text
from camps.models import Decision, Registration
from scheduling.filling.board import Board
from scheduling.filling.exact import exactly
from scheduling.filling.problem import Need, Place, Shortage
from scheduling.intervals import instant, minute
from scheduling.models import Appointment, AppointmentState, Plan, PlanKind, Publication
from scheduling.planning.problem import Case, Spot
from scheduling.queries.board import camp_board
from scheduling.queries.planning import spot_of
from scheduling.queries.plans import problem_of, settings_of, solution_of
from scheduling.queries.start_hours import not_ready_words

GRACE = timedelta(minutes=15)  # on the day: who chooses a proposal needs a moment, and hours are never to the minute


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


def differences(plan: Plan, *, now: datetime, only: Collection[int] | None = None) -> list[Difference]:
    """Everybody of the plan as it stands now, by day and hour; `only` are registrations, the others stay.

    Who can't be placed any more stays where he or she stands, which may be in the way of others: so it is asked again
    until no more fall out. A what-if has none: its tables and people are not there.
    """
    if settings_of(plan).more:
        return []
    lines = _lines(plan, now=now)
    chosen = {line.case.key for line in lines if line.changes and (only is None or line.case.key in only)}
    leave = [line.standing.pk for line in lines if line.standing is not None and line.case.key in chosen]
    needs = [_need(line) for line in lines if line.case.key in chosen]
    camp = camp_board(plan.camp, needs=needs, but_for=leave)
    back: list[Appointment] = []
    while True:
        board = Board(camp)
        _put_back(board, back)
        placed = _placed(board, lines, chosen, strict=plan.kind == PlanKind.WHOLE)
        fallen = {line.case.key for line in placed if line.misfit} & chosen
        if not fallen:
            return placed
        back += [line.standing for line in placed if line.case.key in fallen and line.standing is not None]
        lines = [line if line.case.key in fallen else old for line, old in zip(placed, lines, strict=True)]
        chosen -= fallen


def _lines(plan: Plan, *, now: datetime) -> list[Difference]:
    problem = problem_of(plan)
    if problem is None:
        return []
    spots = solution_of(plan).spots
    keys = [case.key for case in problem.cases]
    wanted = Registration.objects.select_related("patient__resource", "procedure").prefetch_related("more_procedures")
    people = wanted.in_bulk(keys)
    for person in people.values():
        person.camp = plan.camp
    standing = {
        one.registration_id: one
        for one in Appointment.objects.filter(camp=plan.camp_id, state=AppointmentState.BOOKED, registration__in=keys)
        .select_related("station")
        .prefetch_related("allocations", "procedures")
    }
    told_at = Publication.objects.filter(camp=plan.camp_id).order_by("-number").values_list("at", flat=True).first()
    since = _Since(plan, now, told_at)
    tables = {table.key: table.name for table in problem.tables}
    lines = [
        _line(since, people[case.key], case, spots.get(case.key), standing.get(case.key), tables)
        for case in problem.cases
        if case.key in people and (case.key in spots or case.key in standing)
    ]
    return sorted(lines, key=lambda line: (line.starts_at is None, line.starts_at, line.case.number))


@dataclass(frozen=True)
class _Since:
    """What may have happened since the camp was read."""

    plan: Plan
    now: datetime
    told_at: datetime | None

    def against(self, line: Difference) -> str:
        """Why the plan can't be done with this patient any more; empty when it can."""
        person, stands = line.registration, line.standing
        if person.decision != Decision.LISTED:
            return f"is “{person.get_decision_display().lower()}” now"
        if line.starts_at is not None and self.plan.kind == PlanKind.WHOLE:
            if line.starts_at < self.now:
                return "this hour is over"
            if person.arrives_on and line.starts_at.astimezone(self.plan.camp.zone).date() < person.arrives_on:
                return f"can't be there before {day_text(person.arrives_on, year=False)}"
        if self.plan.kind == PlanKind.CHANGE and (late := self._too_late(line)):
            return late
        moves_along = stands is not None and self.plan.kind == PlanKind.CHANGE  # a place that stands is a person's word
        if line.kind != Kind.DROPPED and not moves_along and (lack := not_ready_words(person, camp=self.plan.camp)):
            return lack
        return self._against_new(line) if stands is None else self._against_standing(line, stands)

    def _too_late(self, line: Difference) -> str:
        """The day goes on while a proposal lies there: nobody is moved to an hour that is over, nor off the table."""
        late = self.now - GRACE
        if line.starts_at is not None and line.starts_at < late:
            return "the new hour is over"
        read_at, stands = self.plan.read_at, line.standing
        if stands is not None and read_at is not None and read_at < stands.starts_at < late:
            return "the hour has come meanwhile"
        return ""

    def _against_new(self, line: Difference) -> str:
        if {procedure.code for procedure in line.registration.procedures} != set(line.case.procedures):
            return "asks for another procedure now"
        return "had a place that is no longer there" if line.case.stands is not None else ""

    def _against_standing(self, line: Difference, stands: Appointment) -> str:
        read_at = self.plan.read_at
        if line.case.stands is None and (read_at is None or stands.created_at > read_at):
            return "has got a place meanwhile"
        if read_at is not None and stands.changed_at > read_at and stands.changed_at != self.plan.undone_at:
            return "was moved by hand meanwhile"
        if self.plan.kind != PlanKind.WHOLE:
            return ""
        if stands.pinned:
            return "was pinned by hand meanwhile"
        if read_at is not None and self.told_at is not None and self.told_at >= read_at >= stands.created_at:
            return "was told meanwhile"
        return ""


def _line(
    since: _Since,
    person: Registration,
    case: Case,
    spot: Spot | None,
    stands: Appointment | None,
    tables: dict[int, str],
) -> Difference:
    """One patient, before anybody has asked whether the place is still free."""
    zeros = since.plan.zeros
    starts = instant(zeros[spot.day] + spot.start) if spot else None
    ends = instant(zeros[spot.day] + spot.start + case.minutes) if spot else None
    kind = Kind.DROPPED if spot is None else Kind.NEW if stands is None else Kind.MOVED
    if spot is not None and stands is not None and _is_at(stands, spot, tuple(zeros)):
        kind = Kind.SAME
    table = tables.get(spot.table, "") if spot else ""
    line = Difference(person, case, kind, stands, spot, starts, ends, table)
    return replace(line, misfit=since.against(line)) if kind != Kind.SAME else line


def _is_at(stands: Appointment, spot: Spot, zeros: tuple[int, ...]) -> bool:
    """Does it stand there? Past midnight the spot may be of the day before."""
    at = spot_of(stands, zeros)
    return at is not None and replace(at, day=spot.day, start=minute(stands.starts_at) - zeros[spot.day]) == spot


def _put_back(board: Board, appointments: Iterable[Appointment]) -> None:
    """Who no longer fits holds what he or she held."""
    for appointment in appointments:
        for each in appointment.allocations.all():
            if each.live:
                board.held(each.resource_id).add((minute(each.period.lower), minute(each.period.upper)))
        if appointment.slot_id in board.taken:
            board.taken[appointment.slot_id] += 1


def _placed(board: Board, lines: list[Difference], chosen: Collection[int], *, strict: bool) -> list[Difference]:
    """Each chosen one at its exact place, in the order of the hours, on a board without what they hold now."""
    found = []
    for line in lines:
        if line.case.key in chosen and line.spot is not None and line.starts_at is not None:
            place = _exactly(board, line, line.spot, minute(line.starts_at), strict=strict)
            if isinstance(place, Place):
                board.take(place)
                line = replace(line, place=place)  # noqa: PLW2901  the same line, with its place
            else:
                line = replace(line, misfit=place.words)  # noqa: PLW2901
        found.append(line)
    return found


def _exactly(board: Board, line: Difference, spot: Spot, start: int, *, strict: bool) -> Place | Shortage:
    unit = next((each for each in board.camp.units if each.resource == spot.table), None)
    if unit is None:
        return Shortage("station", "this table is not there")
    return exactly(
        board,
        _need(line),
        unit,
        start=start,
        leader=spot.leader,
        anaesthetist=spot.anaesthetist,
        strict=strict,
    )


def _need(line: Difference) -> Need:
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
