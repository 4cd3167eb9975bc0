"""A yes or no by text to whether somebody may go first: of a family on one phone, for all of it who are asked."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django_scopes import scope

from notifications.models import InboundEvent, InboundState, Message
from scheduling.errors import SchedulingError
from scheduling.models import GoFirstAnswer, Through
from scheduling.services.go_first import give_answer

SAID = "It answers a question in the queue."
OVER = "It answers a question in the queue that was over."


def hear(asked: Collection[Message], *, yes: bool, event: InboundEvent, now: datetime) -> tuple[InboundState, str]:
    """Nothing is sent back, and no answer is listed anywhere: a no is shown to nobody."""
    newest = next(iter(asked))
    event.organisation_id = newest.organisation_id
    named = {message.facts["asked"] for message in asked if message.organisation_id == newest.organisation_id}
    with scope(organisation=newest.organisation):
        rows = GoFirstAnswer.objects.filter(pk__in=named).select_related("go_first", "ticket").order_by("pk")
        given = [_given(row, yes=yes, now=now) for row in rows]
    return InboundState.DONE, SAID if any(given) else OVER


def _given(row: GoFirstAnswer, *, yes: bool, now: datetime) -> bool:
    try:
        give_answer(go_first=row.go_first, ticket=row.ticket, yes=yes, through=Through.TEXT, now=now)
    except SchedulingError:
        return False
    return True
