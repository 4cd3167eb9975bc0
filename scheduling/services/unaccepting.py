"""Take an accepted plan back, while nobody was told of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from camps.models import Camp, Registration
from scheduling.errors import NotAllowed, SchedulingError
from scheduling.intervals import instant
from scheduling.models import Appointment, AppointmentState, Plan, PlanKind, Publication, ScheduleChange, Tell
from scheduling.services.booking import Actor, book, cancel_all, move
from scheduling.services.by_hand import telling_of_booking
from scheduling.services.orphans import orphan
from scheduling.services.stood import Kept, Stood


@dataclass(frozen=True)
class Undone:
    """How many places were given up, put back and given again; `left` were changed by hand since and stay."""

    cancelled: int
    back: int
    again: int
    left: int


def can_undo(plan: Plan) -> bool:
    """Was it accepted, and is nobody told of it yet? On the day people are told at once, and told again."""
    if plan.accepted_at is None:
        return False
    if Publication.objects.filter(camp=plan.camp_id, at__gte=plan.accepted_at).exists():
        return False
    at = Kept.from_json(plan.accepted).at
    told = ScheduleChange.objects.filter(camp=plan.camp_id, at__in=at, tell=Tell.AT_ONCE)
    return plan.kind == PlanKind.CHANGE or not told.exists()


def undo_acceptance(*, plan: Plan, actor: Actor, now: datetime) -> Undone:
    """Put everything back as it stood before the plan was accepted; what was changed by hand since stays.

    Raises NotAllowed once the camp was published after it, Taken when somebody has taken an old place since.
    """
    with transaction.atomic():
        Camp.objects.select_for_update(no_key=True, of=("self",)).get(pk=plan.camp_id)  # nobody publishes meanwhile
        plan = Plan.objects.select_for_update(no_key=True, of=("self",)).get(pk=plan.pk)
        if not can_undo(plan):
            raise NotAllowed(
                "This can't be taken back as a whole: nothing of it stands, or people were told since.",
                cure="Move or cancel people one by one.",
            )
        kept = Kept.from_json(plan.accepted)
        ours = _untouched(kept)
        gone = [pk for pk in kept.booked if pk in ours]
        if gone:
            tell = Tell.NOBODY if plan.kind == PlanKind.WHOLE else None
            cancel_all(appointment_ids=gone, actor=actor, now=now, tell=tell)
        were = [one for one in (*kept.moved, *kept.lost) if one.appointment in ours]
        back = [(one.appointment, one.place) for one in were if not one.lost]
        if back:
            move(moves=back, actor=actor, now=now)
        if again_lost := [one.appointment for one in were if one.lost]:
            orphan(appointment_ids=again_lost, why="lost its place before", actor=actor, now=now)
        again = [_given_again(one, actor=actor, now=now) for one in kept.dropped]
        plan.accepted, plan.accepted_at, plan.undone_at = None, None, now
        plan.save(update_fields=["undone_at", "accepted", "accepted_at"])
    left = len(kept.booked) + len(kept.moved) + len(kept.lost) - len(ours) + again.count(False)
    return Undone(len(gone), len(were), again.count(True), left)


def _untouched(kept: Kept) -> set[int]:
    """The appointments that stand as an acceptance made them."""
    ids = [*kept.booked, *(one.appointment for one in (*kept.moved, *kept.lost))]
    since = ScheduleChange.objects.filter(appointment__in=ids, at__gt=min(kept.at)).exclude(at__in=kept.at)
    live = Appointment.objects.filter(pk__in=ids, state=AppointmentState.BOOKED, pinned=False)
    return set(live.exclude(pk__in=since.values("appointment")).values_list("pk", flat=True))


def _given_again(one: Stood, *, actor: Actor, now: datetime) -> bool:
    """A cancelled row stays cancelled, so the place is booked anew.

    False when it can't be: the patient has got another since, is not listed any more, or the place is gone.
    """
    if Appointment.objects.filter(registration=one.registration, state=AppointmentState.BOOKED).exists():
        return False
    person = Registration.objects.select_related("camp__venue").get(pk=one.registration)
    try:
        book(
            registration_id=one.registration,
            place=one.place,
            procedure_ids=one.procedures,
            actor=actor,
            now=now,
            # On the day they were told at once not to come.
            tell=telling_of_booking(person, start=instant(one.place.span[0]), now=now),
        )
    except SchedulingError:
        return False
    return True
