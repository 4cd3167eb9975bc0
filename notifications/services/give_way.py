"""Asks those in the queue by text whether somebody may go before them, once each, with the link to their page.

Rows say who is asked, so 0, 1 or 5 beats ask the same. Who has no phone is asked by a helper: the page says whom.
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction
from django_scopes import scope, scopes_disabled

from camps.models import Camp
from notifications.models import Message
from notifications.queries.give_way import camps_that_ask, unheard
from notifications.queries.queue_phones import phones_of
from notifications.services.drafting import Draft, messages_of, written
from notifications.services.fault_log import log_fault
from notifications.services.ways import ways_of
from notifications.wording import Kind
from scheduling.models import GoFirstAnswer
from scheduling.services import go_first

logger = logging.getLogger(__name__)


def ask_in_queues(*, now: datetime) -> int:
    """Decide what can be decided, then ask whom nobody asked yet; returns how many messages it made."""
    for one in go_first.undecided():
        try:
            go_first.bring_forward(one, now=now)
        except Exception as fault:  # noqa: BLE001  whatever a question holds, the others go on
            log_fault(logger, "going on with a question failed", fault, go_first=one.pk)
    made = 0
    with scopes_disabled():
        camps = camps_that_ask(now=now)
    for camp in camps:
        try:
            with scope(organisation=camp.organisation):
                made += ask_in_queue(camp, now=now)
        except Exception as fault:  # noqa: BLE001  the next camp's people wait too
            log_fault(logger, "a queue could not be asked", fault, camp_id=camp.pk)
    return made


@transaction.atomic
def ask_in_queue(camp: Camp, *, now: datetime) -> int:
    """One camp's; in its organisation's scope."""
    rows = unheard(now=now).filter(go_first__camp=camp).order_by("pk")
    asked = list(rows.select_related("go_first", "ticket__arrival", "ticket__registration__patient"))
    phones, ways = phones_of(camp, [one.ticket for one in asked]), ways_of(camp)
    messages: list[Message] = []
    for one in asked:
        for recipient in phones[one.ticket_id]:
            draft = Draft(
                camp=camp,
                subject=f"give_way:{one.pk}",
                recipient=recipient,
                kind=Kind.GIVE_WAY,
                revision=1,
                due_at=now,  # who waits is awake: no quiet hours
                not_after=one.go_first.until,
                nearest=one.go_first.until,
                facts=_facts(one),
                of={"registration": one.ticket.registration},
            )
            messages += messages_of(draft, now=now, ways=ways)
    return written(messages)


def _facts(one: GoFirstAnswer) -> dict[str, object]:
    """No reason: it is told on the page, where the cost and both answers stand beside it."""
    until = one.go_first.until.isoformat()
    return {"ticket": one.ticket_id, "token": one.ticket.arrival.token, "asked": one.pk, "answer_by": until}
