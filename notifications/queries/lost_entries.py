"""Mails that left without the calendar entry that belongs to them: their readers' calendars show nothing, or an old
hour, until a person tells it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from camps.models import Camp
from notifications.models import Attempt, Channel, Message, MessageState
from notifications.queries.call_list import BY_HAND

WITHOUT_ENTRY = "It left without its entry for the calendar, which can't be written: please tell the hour again."
HOUR_TOLD = "The hour was told"  # so begins the tick of a person who told it; the mail stays what it is
LEFT = (MessageState.SENT, MessageState.DELIVERED)


def left_without_entry(message: Message) -> bool:
    """Whether its mail is under way, or there, without its entry."""
    return message.state in LEFT and message.why.startswith(WITHOUT_ENTRY)


def lost_entries(camp: Camp, *, now: datetime) -> QuerySet[Message]:
    """Those that still matter at `camp`, first whose hour is nearest.

    One is settled when a person says so, or when something newer of the same left: told again from its page, or by a
    later change. What left without its own entry too then stands here itself.
    """
    same = Message.objects.filter(state__in=LEFT).filter(
        Q(instead_of=OuterRef("pk"))
        | Q(
            Q(appointment=OuterRef("appointment")) | Q(shift=OuterRef("shift")),
            recipient=OuterRef("recipient"),
            channel=Channel.MAIL,
            rung="",
            revision__gt=OuterRef("revision"),
        )
    )
    by_hand = Attempt.objects.filter(message=OuterRef("pk"), provider=BY_HAND, outcome=Attempt.Outcome.ACCEPTED)
    return (
        Message.objects.filter(camp=camp, state__in=LEFT, why__startswith=WITHOUT_ENTRY, not_after__gt=now)
        .filter(~Exists(same), ~Exists(by_hand))
        .select_related("registration__patient", "doctor", "contact", "appointment", "shift")
        .order_by("not_after", "pk")
    )
