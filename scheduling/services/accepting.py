"""Accept a plan, whole or in part: one transaction through the doors of every other booking.

The database refuses whatever would hold something twice.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from camps.models import Procedure
from scheduling.errors import NotAllowed, SchedulingError
from scheduling.models import Plan, PlanKind, PlanState, Tell
from scheduling.queries.plan_places import Difference, Kind, differences
from scheduling.queries.plans import settings_of
from scheduling.services.booking import Actor, book, cancel_all, move
from scheduling.services.by_hand import telling_of_booking
from scheduling.services.slots import make_slots
from scheduling.services.stood import Kept, stood


@dataclass(frozen=True)
class Accepted:
    """How many places were booked, moved and given up, and who no longer fitted."""

    booked: int
    moved: int
    dropped: int
    misfits: list[Difference]


class NoLongerFits(NotAllowed):
    """The camp changed since it was read; `misfits` are the patients whose places of the plan are gone."""

    def __init__(self, misfits: Sequence[Difference]) -> None:
        self.misfits = list(misfits)
        cards = ", ".join(f"{line.registration}" for line in self.misfits[:10])
        more = " and more" if len(self.misfits) > 10 else ""
        super().__init__(
            f"The camp changed since it was planned: {len(self.misfits)} no longer fit (cards {cards}{more}).",
            cure="Accept those that still fit, or plan again.",
        )


def accept_plan(
    *, plan: Plan, actor: Actor, now: datetime, only: Collection[int] | None = None, what_fits: bool = False
) -> Accepted:
    """Book, move and give up what the plan says, all of it or, of `only` (registrations), that.

    Raises NoLongerFits while somebody's place is gone, unless `what_fits` asks for the others all the same; NotAllowed
    for a plan that is not done, was accepted, or is of a camp with more than there is; Taken when somebody was quicker.
    """
    with transaction.atomic():
        plan = Plan.objects.select_for_update(no_key=True, of=("self",)).select_related("camp__venue").get(pk=plan.pk)
        _refuse(plan)
        make_slots(camp=plan.camp)
        lines = [line for line in differences(plan, only=only) if only is None or line.case.key in only]
        misfits = [line for line in lines if line.misfit]
        if misfits and not what_fits:
            raise NoLongerFits(misfits)
        lines = [line for line in lines if line.changes]
        if not lines:
            raise NotAllowed("There is nothing to accept.", cure="Everybody of this plan stands where it says.")
        kept = _apply(plan, lines, actor=actor, now=now)
        plan.accepted, plan.accepted_at = (Kept.from_json(plan.accepted) + kept).to_json(), plan.accepted_at or now
        plan.undone_at = None
        plan.save(update_fields=["accepted", "accepted_at", "undone_at"])
    return Accepted(len(kept.booked), len(kept.moved), len(kept.dropped), misfits)


def _refuse(plan: Plan) -> None:
    if plan.state != PlanState.DONE:
        raise NotAllowed(f"This plan is {plan.get_state_display().lower()}.", cure="Wait until it is done, or stop it.")
    if settings_of(plan).more:
        raise NotAllowed(
            "This plan counts with tables, people or hours that are not there.",
            cure="Enter them first, then plan again without the what-if.",
        )


def _apply(plan: Plan, lines: Sequence[Difference], *, actor: Actor, now: datetime) -> Kept:
    """First what is given up, then all moves at once, then what is new; returns what an undo needs."""
    codes = dict(Procedure.objects.filter(camp=plan.camp_id).values_list("code", "pk"))
    dropped = [line for line in lines if line.kind == Kind.DROPPED and line.standing]
    moved = [line for line in lines if line.kind == Kind.MOVED and line.standing and line.place]
    kept = Kept(
        at=[now],
        moved=[stood(line.standing) for line in moved if line.standing],
        dropped=[stood(line.standing) for line in dropped if line.standing],
    )
    if dropped:
        given_up = [line.standing.pk for line in dropped if line.standing]
        # A whole plan drops drafts only, of which nobody heard; on the day people hear at once.
        tell = Tell.ON_PUBLISH if plan.kind == PlanKind.WHOLE else None
        cancel_all(appointment_ids=given_up, actor=actor, now=now, tell=tell)
    if moved:
        move(
            moves=[(line.standing.pk, line.place) for line in moved if line.standing and line.place],
            actor=actor,
            now=now,
            seen={line.standing.pk: line.standing.changed_at for line in moved if line.standing},
        )
    for line in lines:
        if line.kind == Kind.NEW and line.place is not None:
            try:
                made = book(
                    registration_id=line.case.key,
                    place=line.place,
                    procedure_ids=[codes[code] for code in line.case.procedures if code in codes],
                    actor=actor,
                    now=now,
                    tell=_telling(plan, line, now),
                )
            except SchedulingError as error:
                raise type(error)(f"Card {line.registration}: {error.message}", cure=error.cure) from error
            kept.booked.append(made.pk)
    return kept


def _telling(plan: Plan, line: Difference, now: datetime) -> Tell:
    """A new place of a whole plan is told with the next publishing, one on the day at once."""
    if plan.kind == PlanKind.WHOLE or line.starts_at is None:
        return Tell.ON_PUBLISH
    return telling_of_booking(line.registration, start=line.starts_at, now=now)
