"""Somebody asks those before to let him or her go first, or a helper asks for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from django.db import IntegrityError, transaction

from camps.errors import Invalid
from camps.live.counter import changed
from scheduling.errors import Gone, NotAllowed
from scheduling.models import (
    GoFirst,
    GoFirstAnswer,
    GoFirstReason,
    GoFirstVerdict,
    Ticket,
    TicketAct,
    TicketState,
)
from scheduling.queries.go_first import Obstacle, question_of
from scheduling.queue.order import EMERGENCY
from scheduling.services.go_first.deciding import lock, settle
from scheduling.services.tickets import Doing, change, heard_before, made_before

# What a helper is told, and what to do instead.
REFUSALS = {
    Obstacle.NOT_WAITING: ("They do not wait now.", "Look at the queue again."),
    Obstacle.BY_PLAN: ("Here the plan says who is next.", "Change the order on the day view."),
    Obstacle.EMERGENCY: ("An emergency goes first without asking anybody.", "Call them now."),
    Obstacle.FIRST: ("They are next already.", "Call them."),
    Obstacle.MORE_URGENT: ("Those before them are more urgent.", "If they got worse, change how urgent they are."),
    Obstacle.NOT_BY_PHONE: ("This camp takes it at the desk.", "Ask at the desk."),
    Obstacle.ASKED_HERE: ("Somebody asks in this lane already.", "Wait until they have answered."),
    Obstacle.ENOUGH: (
        "They asked twice today already.",
        "If it can't wait, change how urgent they are, or move them ahead with the reason.",
    ),
}


def ask(*, ticket: Ticket, reason: str, doing: Doing, by_phone: bool = False) -> GoFirst:
    """Ask those directly before; sent twice, they are asked once. Raises NotAllowed, Invalid, Gone (was called)."""
    if reason not in GoFirstReason.values:
        raise Invalid("This is no reason.", field="reason", value=reason, cure="Choose one of the four.")
    with transaction.atomic():
        if heard_before(doing):
            return made_before(GoFirst.objects.filter(ticket=ticket))
        _settle_what_is_over(ticket, doing)
        question = question_of(ticket, now=doing.now, by_phone=by_phone)
        if question.obstacle:
            raise _refusal(question.obstacle)
        label = str(GoFirstReason(reason).label)
        on_record = replace(doing, reason=label)
        one = change(ticket_id=ticket.pk, act=TicketAct.ASKED_FIRST, allowed=(TicketState.WAITING,), doing=on_record)
        if one.urgency == EMERGENCY:
            raise _refusal(Obstacle.EMERGENCY)
        camp = ticket.camp
        asked = GoFirst(
            organisation_id=one.organisation_id,
            camp_id=one.camp_id,
            ticket=one,
            day=one.day,
            lane=one.lane,
            reason=reason,
            share=camp.go_first_share,
            asked_at=doing.now,
            asked_by=doing.by,
            until=doing.now + timedelta(minutes=camp.go_first_minutes),
        )
        try:
            with transaction.atomic():
                asked.save()
        except IntegrityError as error:  # two who ask at once: the constraint of the model chooses one
            raise _refusal(Obstacle.ASKED_HERE) from error
        GoFirstAnswer.objects.bulk_create(
            GoFirstAnswer(
                organisation_id=one.organisation_id, go_first=asked, ticket_id=each.ticket.pk, minutes=each.minutes
            )
            for each in question.asked
        )
    return asked


def _refusal(obstacle: Obstacle) -> NotAllowed:
    message, cure = REFUSALS[obstacle]
    return NotAllowed(message, cure=cure)


def _settle_what_is_over(ticket: Ticket, doing: Doing) -> None:
    """What nobody decided yet though its time is over stands in nobody's way."""
    over = GoFirst.objects.filter(camp=ticket.camp_id, day=ticket.day, lane=ticket.lane, verdict=GoFirstVerdict.ASKING)
    for pk in over.values_list("pk", flat=True):
        settle(lock(pk), now=doing.now)


def take_back(*, go_first: GoFirst, doing: Doing) -> GoFirst:
    """The question is taken back by who asked, or by the team. One that was decided meanwhile stays so. Raises Gone."""
    with transaction.atomic():
        locked = lock(go_first.pk)
        if locked.verdict == GoFirstVerdict.WITHDRAWN:
            return locked
        if locked.verdict != GoFirstVerdict.ASKING:
            raise Gone("It is decided already.")
        locked.verdict, locked.decided_at, locked.decided_by = GoFirstVerdict.WITHDRAWN, doing.now, doing.by
        locked.save(update_fields=["verdict", "decided_at", "decided_by"])
        changed(locked.camp_id)
    return locked
