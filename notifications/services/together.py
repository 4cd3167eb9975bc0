"""Which texts go out as one: several people on one phone and one day read one message that names each hour."""

from __future__ import annotations

from datetime import date

from notifications.ladder import TOGETHER
from notifications.models import Message, Told
from notifications.services.letters import language_of


def goes_along(message: Message, told: Told, other: Message, other_told: Told | None) -> bool:
    """Whether `other`, which says the same to the same phone, is named in the text of `message` (delivery.md §5.6).

    Reminders that own ladders put to different hours go together while they are near each other.
    """
    if other_told is None or _day(other_told) != _day(told) or other_told.venue_id != told.venue_id:
        return False
    near = not message.rung or abs(other.due_at - message.due_at) <= TOGETHER
    return near and language_of(other) == language_of(message)


def _day(told: Told) -> date:
    return told.starts_at.astimezone(told.venue.zone).date()
