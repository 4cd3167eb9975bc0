"""A question in the queue: may somebody go first?"""

from __future__ import annotations

from datetime import datetime

from scheduling.models import GoFirst, GoFirstAnswer, Ticket
from scheduling.services.go_first import ask, give_answer
from tests.factories.queue import doing


def asked(ticket: Ticket, *, now: datetime, reason: str = "child") -> GoFirst:
    """Those before this ticket are asked."""
    return ask(ticket=Ticket.objects.get(pk=ticket.pk), reason=reason, doing=doing(now))


def says(question: GoFirst, ticket: Ticket, yes: bool, *, now: datetime) -> GoFirstAnswer:
    """On the phone."""
    return give_answer(go_first=question, ticket=ticket, yes=yes, through="phone", now=now)
