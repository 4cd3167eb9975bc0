"""A yes or a no of somebody who was asked, from the phone page or told to a helper."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from camps.live.counter import changed
from camps.models import User
from scheduling.errors import Gone
from scheduling.models import GoFirst, GoFirstAnswer, Ticket, TicketState
from scheduling.queue.order import EMERGENCY
from scheduling.services.go_first.deciding import lock, settle


def give_answer(
    *, go_first: GoFirst, ticket: Ticket, yes: bool, through: str, now: datetime, by: User | None = None
) -> GoFirstAnswer:
    """Until it is decided the answer may be changed, either way; the same again changes nothing. It decides at once
    where it can (consent.py). Raises Gone where nobody asks any more, or not this person.
    """
    with transaction.atomic():
        locked = lock(go_first.pk)
        row = GoFirstAnswer.objects.filter(go_first=locked, ticket=ticket).select_related("ticket__arrival").first()
        if row is None:
            raise Gone("They were not asked.")
        if row.answer is yes:
            return row
        asker = locked.ticket
        if not locked.is_open(now) or asker.state != TicketState.WAITING or asker.urgency == EMERGENCY:
            raise Gone("It is decided, or taken back.")
        if row.ticket.state != TicketState.WAITING:
            raise Gone(f"{row.ticket.arrival.token} is “{row.ticket.get_state_display()}” now.")
        row.answer, row.answered_at, row.through, row.by = yes, now, through, by
        row.save(update_fields=["answer", "answered_at", "through", "by"])
        changed(locked.camp_id)
        settle(locked, now=now)
    return row
