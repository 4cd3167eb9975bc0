"""The hour of an invitation whose calendar entry could not be written was told by a person. Taken back: call_list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from camps.models import Camp, User
from notifications.errors import NotByHand
from notifications.models import Attempt, Message
from notifications.queries.lost_entries import HOUR_TOLD, lost_entries
from notifications.services.call_list import LOOK_AGAIN, locked_messages, note_by_hand


@transaction.atomic
def hour_told(*, camp: Camp, message_ids: Sequence[int], by: User, now: datetime) -> list[Message]:
    """Note who told it and when; the mail stays what it is. Raises NotByHand for what does not wait for that."""
    messages = locked_messages(camp, message_ids)
    waiting = set(lost_entries(camp, now=now).filter(pk__in=message_ids).values_list("pk", flat=True))
    for message in messages:
        if message.pk not in waiting:
            raise NotByHand("This is settled already, or was told anew.", cure=LOOK_AGAIN)
        note_by_hand(message, Attempt.Outcome.ACCEPTED, f"{HOUR_TOLD}, says {by.name}.", by=by, now=now)
        message.save(update_fields=["attempts_made"])
    return messages
