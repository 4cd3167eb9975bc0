"""All messages of one telling: the same thing told to one person at several contacts, and what was tried instead."""

from __future__ import annotations

from django.db.models import Q

from notifications.models import Message, MessageState

HOPEFUL = (MessageState.PLANNED, MessageState.LEASED, MessageState.SENT, MessageState.DELIVERED)
LONGEST_CHAIN = 8


def lock_telling(message: Message) -> list[Message]:
    """Lock and return all of them, in order of their ids, so that two that end at once wait for each other in turn.

    Call it first in a transaction. A fan-out never waits for these rows (told_rows.py).
    """
    ids = telling_ids(message)
    return list(Message.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk"))


def telling_ids(message: Message) -> list[int]:
    """The message the chain began with, those made beside it, and whatever was tried instead of any of them.

    Made beside it: of the same subject, kind and rung, by the same fan-out, whose moment they share.
    """
    first = message
    for _ in range(LONGEST_CHAIN):
        if first.instead_of is None:
            break
        first = first.instead_of
    subject = first.idem_key.partition("|")[0]
    beside = Q(
        appointment=first.appointment_id,
        shift=first.shift_id,
        doctor=first.doctor_id,
        camp=first.camp_id,
        kind=first.kind,
        rung=first.rung,
        created_at=first.created_at,
        idem_key__startswith=f"{subject}|",
        instead_of=None,
    )
    found = {first.pk, message.pk, *Message.objects.filter(beside).values_list("pk", flat=True)}
    for _ in range(LONGEST_CHAIN):
        tried = set(Message.objects.filter(instead_of__in=found).values_list("pk", flat=True))
        if tried <= found:
            break
        found |= tried
    return sorted(found)
