"""What the camp's report asks of the telling: who was ever told of a place, and what became of the messages."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Count

from camps.models import Camp
from notifications.models import Message, MessageState
from notifications.queries.reach import REACHED, TELLS_A_PLACE

NEVER_MEANT_TO_GO = (MessageState.SUPERSEDED, MessageState.SUPPRESSED)


def registrations_told(camp: Camp) -> set[int]:
    """Whom a message or a person reached with a place at least once."""
    rows = Message.objects.filter(camp=camp, state__in=REACHED, kind__in=TELLS_A_PLACE, registration__isnull=False)
    return set(rows.values_list("registration", flat=True))


def messages_by_channel(camp: Camp) -> dict[str, dict[str, int]]:
    """How many are in each state; what was replaced before it went is left out."""
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    rows = Message.objects.filter(camp=camp).exclude(state__in=NEVER_MEANT_TO_GO)
    for channel, state, many in rows.values_list("channel", "state").annotate(many=Count("pk")).order_by():
        counts[channel][state] += many
    return counts
