"""The verdict, and what follows from it: the order changes exactly as those who were asked agreed.

A question is decided under its own row's lock, so once, whoever answers at the same moment; then the asker's ticket is
locked, as a call does it: who is called in that instant goes before nobody. The tickets of the others are not locked,
so that no station passes somebody over meanwhile.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django_scopes import scope, scopes_disabled

from camps.live.counter import changed
from scheduling.errors import SchedulingError
from scheduling.models import GoFirst, GoFirstAnswer, GoFirstReason, GoFirstVerdict, TicketState
from scheduling.queries.lanes import order_of_lane
from scheduling.queue.consent import Answers, Rule, Verdict, verdict, who_is_passed
from scheduling.queue.order import EMERGENCY
from scheduling.services.reordering import put_before
from scheduling.services.tickets import Doing


def lock(pk: int) -> GoFirst:
    """The question, its asker as he or she stands now."""
    rows = GoFirst.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("ticket__arrival", "camp__venue", "organisation").get(pk=pk)


def go_on(*, now: datetime) -> int:
    """Decide what can be decided, in all camps: times that are over, askers who were called. Several may run at once.

    Returns how many questions ended.
    """
    return sum(bring_forward(one, now=now) for one in undecided())


def undecided() -> list[GoFirst]:
    """Of all organisations."""
    with scopes_disabled():
        asking = GoFirst.objects.filter(verdict=GoFirstVerdict.ASKING).select_related("organisation")
        return list(asking.order_by("pk"))


def bring_forward(one: GoFirst, *, now: datetime) -> bool:
    """Whether it ended by this."""
    with scope(organisation=one.organisation), transaction.atomic():
        locked = lock(one.pk)
        was_open = locked.verdict == GoFirstVerdict.ASKING
        return was_open and settle(locked, now=now).verdict != GoFirstVerdict.ASKING


def settle(locked: GoFirst, *, now: datetime) -> GoFirst:
    """End a question that can be ended; the caller holds its lock. One that goes on, or has ended, stays as it is."""
    if locked.verdict != GoFirstVerdict.ASKING:
        return locked
    asker = locked.ticket
    if asker.state != TicketState.WAITING or asker.urgency == EMERGENCY:
        return _ended(locked, GoFirstVerdict.OVER, now=now)
    order = [one.key for one in order_of_lane(locked.camp, lane=locked.lane, day=locked.day, now=now)]
    before = order[: order.index(asker.pk)] if asker.pk in order else []
    answers = _answers(locked, before)
    if not answers:
        return _ended(locked, GoFirstVerdict.OVER, now=now)
    rule = Rule(locked.share)
    found = verdict(order, asker.pk, answers, rule, closed=now >= locked.until)
    if found is Verdict.ASKING:
        return locked
    if found is Verdict.NOT_AGREED:
        return _ended(locked, GoFirstVerdict.NOT_AGREED, now=now)
    return _let_first(locked, before, who_is_passed(order, asker.pk, answers, rule), now=now)


def _answers(locked: GoFirst, before: list[int]) -> Answers:
    """Of those who still stand before: who was called or left is asked no more, nor who became more urgent."""
    rows = GoFirstAnswer.objects.filter(go_first=locked, ticket__in=before)
    still = rows.filter(ticket__urgency__gte=locked.ticket.urgency)
    return dict(still.values_list("ticket_id", "answer"))


def _let_first(locked: GoFirst, before: list[int], passed: frozenset[int], *, now: datetime) -> GoFirst:
    doing = Doing(by=None, now=now, reason=str(GoFirstReason(locked.reason).label))
    behind = [key for key in before if key not in passed]
    try:
        with transaction.atomic():
            locked.goes_ahead = put_before(ticket=locked.ticket, over=passed, behind=behind, doing=doing, agreed=True)
    except SchedulingError:  # called in this instant
        return _ended(locked, GoFirstVerdict.OVER, now=now)
    return _ended(locked, GoFirstVerdict.AGREED, now=now)


def _ended(locked: GoFirst, how: str, *, now: datetime) -> GoFirst:
    locked.verdict, locked.decided_at = how, now
    locked.save(update_fields=["verdict", "decided_at", "goes_ahead"])
    changed(locked.camp_id)
    return locked
