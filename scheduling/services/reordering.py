"""The order changed by a person: before others, to the end, more or less urgent. Each with its reason, on record."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from camps.errors import Invalid
from camps.live.counter import changed
from camps.models import Urgency
from scheduling.errors import NotAllowed
from scheduling.models import OPEN, GoesAhead, Ticket, TicketAct, TicketState
from scheduling.services.tickets import ENDED_AHEAD, Doing, change, heard_before, made_before


def put_before(
    *, ticket: Ticket, over: Collection[int], doing: Doing, agreed: bool = False, behind: Collection[int] = ()
) -> GoesAhead:
    """From now on it goes before the tickets in `over`, which wait in the same lane, and never by that before those in
    `behind`, where it was `agreed` to.

    Raises Invalid without a reason, NotAllowed where nobody of them waits there, Gone where it waits no more itself.
    """
    reason = _reason(doing)
    with transaction.atomic():
        if heard_before(doing):
            return made_before(GoesAhead.objects.filter(ticket=ticket))
        act = TicketAct.WENT_FIRST if agreed else TicketAct.MOVED
        one = change(ticket_id=ticket.pk, act=act, allowed=(TicketState.WAITING,), doing=doing)
        others = Ticket.objects.filter(camp=one.camp_id, day=one.day, lane=one.lane, pk__in=list(over))
        passed = sorted(set(others.exclude(pk=one.pk).values_list("pk", flat=True)))
        if not passed:
            raise NotAllowed("Nobody waits there any more.", cure="Look at the queue again.")
        changed(one.camp_id)
        return GoesAhead.objects.create(
            organisation_id=one.organisation_id,
            camp_id=one.camp_id,
            ticket=one,
            over=passed,
            behind=sorted(behind),
            agreed=agreed,
            reason=reason,
            at=doing.happened_at,
            by=doing.by,
        )


def put_last(*, ticket: Ticket, doing: Doing) -> Ticket:
    """Waiting counts from now; whoever let them go before others is not bound by it any more, until Undo brings that
    back. Raises Invalid, Gone.
    """
    _reason(doing)
    with transaction.atomic():
        Ticket.objects.select_for_update(no_key=True).get(pk=ticket.pk)
        if again := heard_before(doing):
            return again
        ahead = GoesAhead.objects.filter(ticket=ticket, undone_at=None).order_by("pk")
        ended = list(ahead.values_list("pk", flat=True))
        ahead.update(undone_at=doing.now)
        return change(
            ticket_id=ticket.pk,
            act=TicketAct.MOVED,
            allowed=(TicketState.WAITING,),
            doing=doing,
            keeping={ENDED_AHEAD: ended},
            counts_from=doing.happened_at,
            window_at=None,
        )


def set_urgency(*, ticket: Ticket, urgency: int, doing: Doing) -> Ticket:
    """How urgent it is today, as somebody who saw them says. An emergency needs nobody's vote. Raises Invalid, Gone."""
    if urgency not in Urgency.values:
        raise Invalid("This is no urgency.", field="urgency", value=urgency, cure="Choose one of the four.")
    _reason(doing)
    return change(ticket_id=ticket.pk, act=TicketAct.URGENCY, allowed=OPEN, doing=doing, urgency=urgency)


def _reason(doing: Doing) -> str:
    if not doing.reason.strip():
        raise Invalid("A change by hand needs a reason.", field="reason", value="", cure="Say why in a few words.")
    return doing.reason.strip()[:200]
