"""Accept a plan, whole or in part: one transaction through the doors of every other booking.

The database refuses whatever would hold something twice.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from camps.models import Camp, Registration
from scheduling.errors import NotAllowed, SchedulingError
from scheduling.models import Appointment, AppointmentState, Plan, PlanKind, PlanState, ScheduleChange, Tell
from scheduling.queries.plan_places import Difference, Kind, differences
from scheduling.queries.planning import zeros_of
from scheduling.queries.plans import problem_of, settings_of
from scheduling.queries.replan_cards import why_lost
from scheduling.queries.standing import Wanted
from scheduling.services.booking import Actor, book, book_all, cancel_all, move
from scheduling.services.by_hand import telling_of_booking
from scheduling.services.orphans import orphan
from scheduling.services.slots import make_slots
from scheduling.services.stood import Kept, stood


@dataclass(frozen=True)
class Accepted:
    """How many places were booked, moved and given up (on the day: lost, the visit marked), how many of these are told
    at once, and who did not fit.
    """

    booked: int
    moved: int
    dropped: int
    at_once: int
    misfits: list[Difference]


class NoLongerFits(NotAllowed):
    """Places of the plan that can't be had; `misfits` are their patients, `freed` those the rest of it would free."""

    def __init__(self, misfits: Sequence[Difference], *, freed: Collection[int] = ()) -> None:
        self.misfits = list(misfits)
        gone = [line for line in self.misfits if line.case.key not in freed]
        waiting = [line for line in self.misfits if line.case.key in freed]
        words = []
        if gone:
            words.append(f"The camp changed since it was planned: {len(gone)} no longer fit ({_cards(gone)}).")
        if waiting:
            words.append(f"{len(waiting)} need places that the rest of the plan frees ({_cards(waiting)}).")
        super().__init__(" ".join(words), cure="Accept those that fit, accept more of the plan, or plan again.")


class DayWentOn(NotAllowed):
    """A proposal for a day that can't be had any more, with the reason of each patient who is in the way of it."""

    def __init__(self, misfits: Sequence[Difference]) -> None:
        said = "; ".join(f"card {line.registration}: {line.misfit}" for line in misfits[:10])
        super().__init__(
            f"The day went on since this was proposed ({said}{' and more' if len(misfits) > 10 else ''}).",
            cure="Ask again what could be done now.",
        )


def _cards(lines: Sequence[Difference]) -> str:
    return (
        "cards " + ", ".join(f"{line.registration}" for line in lines[:10]) + (" and more" if len(lines) > 10 else "")
    )


def accept_plan(
    *, plan: Plan, actor: Actor, now: datetime, only: Collection[int] | None = None, what_fits: bool = False
) -> Accepted:
    """Book, move and give up what the plan says, all of it or, of `only` (registrations), that.

    Raises NoLongerFits while somebody's place is gone, unless `what_fits` asks for the others all the same, and
    DayWentOn for a changed day, which is done as a whole; NotAllowed for a plan that is not done, of a camp with more
    than there is, or of other days; Taken when somebody was quicker.
    """
    with transaction.atomic():
        plan = _locked(plan)
        _refuse(plan, only)
        make_slots(camp=plan.camp)
        lines = _of(differences(plan, now=now, only=only), only)
        misfits = [line for line in lines if line.misfit]
        if misfits and plan.kind == PlanKind.CHANGE:
            raise DayWentOn(misfits)
        if misfits and not what_fits:
            raise NoLongerFits(misfits, freed=_freed(plan, misfits, only, now))
        lines = [line for line in lines if line.changes]
        if not lines:
            raise NotAllowed("There is nothing to accept.", cure="Everybody of this plan stands where it says.")
        kept = _give_up_and_move(plan, lines, actor=actor, now=now)
        late = _book(plan, lines, kept, actor=actor, now=now, what_fits=what_fits)
        plan.accepted, plan.accepted_at = (Kept.from_json(plan.accepted) + kept).to_json(), plan.accepted_at or now
        plan.undone_at = None
        plan.save(update_fields=["accepted", "accepted_at", "undone_at"])
        at_once = ScheduleChange.objects.filter(camp=plan.camp_id, at=now, tell=Tell.AT_ONCE).count()
    gone = len(kept.dropped) + len(kept.lost)
    return Accepted(len(kept.booked), len(kept.moved), gone, at_once, misfits + late)


def _locked(plan: Plan) -> Plan:
    """The camp (as publishing does), the plan, its people and their places, in the order in which bookings lock.

    What is read after this can't change before the end: nobody is told, pinned or moved meanwhile.
    """
    Camp.objects.select_for_update(no_key=True, of=("self",)).get(pk=plan.camp_id)
    plan = Plan.objects.select_for_update(no_key=True, of=("self",)).select_related("camp__venue").get(pk=plan.pk)
    problem = problem_of(plan)
    keys = [case.key for case in problem.cases] if problem else []
    people = Registration.objects.select_for_update(no_key=True).filter(pk__in=keys)
    list(people.order_by("pk").values_list("pk"))
    places = Appointment.objects.select_for_update(no_key=True, of=("self",)).filter(registration__in=keys)
    list(places.filter(state=AppointmentState.BOOKED).order_by("pk").values_list("pk"))
    return plan


def _refuse(plan: Plan, only: Collection[int] | None) -> None:
    if plan.state != PlanState.DONE:
        raise NotAllowed(f"This plan is {plan.get_state_display().lower()}.", cure="Wait until it is done, or stop it.")
    if settings_of(plan).more:
        raise NotAllowed(
            "This plan counts with tables, people or hours that are not there.",
            cure="Enter them first, then plan again without the what-if.",
        )
    if list(zeros_of(plan.camp)) != plan.zeros:
        raise NotAllowed("The camp was moved to other days or another place since it was planned.", cure="Plan again.")
    if only is not None and not only:
        raise NotAllowed("Nobody is chosen.", cure="Tick who is to have the place of the plan.")


def _of(lines: Sequence[Difference], only: Collection[int] | None) -> list[Difference]:
    return [line for line in lines if only is None or line.case.key in only]


def _freed(plan: Plan, misfits: Sequence[Difference], only: Collection[int] | None, now: datetime) -> set[int]:
    """Of those who do not fit, whoever would, were the whole plan accepted."""
    if only is None:
        return set()
    whole = {line.case.key for line in differences(plan, now=now) if not line.misfit}
    return {line.case.key for line in misfits} & whole


def _give_up_and_move(plan: Plan, lines: Sequence[Difference], *, actor: Actor, now: datetime) -> Kept:
    """First what is given up, then all moves at once; returns what an undo needs."""
    dropped = [line.standing for line in lines if line.kind == Kind.DROPPED and line.standing]
    moved = [(line.standing, line.place) for line in lines if line.kind == Kind.MOVED and line.standing and line.place]
    kept = Kept(at=[now], moved=[stood(one) for one, _ in moved])
    if dropped and plan.kind == PlanKind.WHOLE:
        kept.dropped.extend(stood(one) for one in dropped)
        # A whole plan drops drafts only, of which nobody heard.
        cancel_all(appointment_ids=[one.pk for one in dropped], actor=actor, now=now, tell=Tell.ON_PUBLISH)
    elif dropped:
        kept.lost.extend(stood(one) for one in dropped)
        orphan(appointment_ids=[one.pk for one in dropped], why=why_lost(plan), actor=actor, now=now)
    if moved:
        move(
            moves=[(one.pk, place) for one, place in moved],
            actor=actor,
            now=now,
            seen={one.pk: one.changed_at for one, _ in moved},
        )
    return kept


def _book(
    plan: Plan, lines: Sequence[Difference], kept: Kept, *, actor: Actor, now: datetime, what_fits: bool
) -> list[Difference]:
    """What is new, all at once; where the door refuses somebody all the same, one by one, to learn whom."""
    new = [_New.of(line, now=now) for line in lines if line.kind == Kind.NEW]
    if not new:
        return []
    try:
        tell = {each.wanted.registration: each.tell for each in new}
        made = book_all(wanted=[each.wanted for each in new], tell=tell, actor=actor, now=now)
    except SchedulingError:
        return _book_each(new, kept, actor=actor, now=now, what_fits=what_fits)
    kept.booked.extend(one.pk for one in made)
    return []


@dataclass(frozen=True)
class _New:
    """A new place, and when its patient hears of it."""

    line: Difference
    wanted: Wanted
    tell: Tell

    @classmethod
    def of(cls, line: Difference, *, now: datetime) -> _New:
        assert line.place is not None, "a line without a place changes nothing"
        assert line.starts_at is not None, "a place has its hour"
        procedures = tuple(procedure.pk for procedure in line.registration.procedures)
        return cls(
            line,
            Wanted(line.case.key, line.place, procedures),
            telling_of_booking(line.registration, start=line.starts_at, now=now),
        )


def _book_each(new: Sequence[_New], kept: Kept, *, actor: Actor, now: datetime, what_fits: bool) -> list[Difference]:
    """Whom the door refuses is a misfit of the last minute."""
    late = []
    for each in new:
        try:
            made = book(
                registration_id=each.line.case.key,
                place=each.wanted.place,
                procedure_ids=each.wanted.procedures,
                actor=actor,
                now=now,
                tell=each.tell,
            )
        except SchedulingError as error:
            if not what_fits:
                raise type(error)(f"Card {each.line.registration}: {error.message}", cure=error.cure) from error
            late.append(replace(each.line, misfit=error.message))
        else:
            kept.booked.append(made.pk)
    return late
