"""The 4 digits that tell one visit from the others on a phone, where answers by text are taken in."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from notifications.models import Message, Told
from notifications.replies import code_of
from notifications.wording import Kind, OtherVisit


def reply_code(appointment_id: int, recipient: str) -> str:
    """Such as "4821"; `recipient` is `contact:<id>`, as in Told and Message."""
    return code_of(settings.LINK_KEY, appointment_id=appointment_id, recipient=recipient)


def codes_said(message: Message) -> dict[str, Any]:
    """Facts of a text that asks for an answer: its visit's code, and the further visits that it names by theirs.

    Empty in a text that asks for none, and where none is taken in.
    """
    asks = message.kind == Kind.ANSWER_WHICH or (message.kind == Kind.CONFIRM and settings.SMS_REPLIES)
    if not asks or message.appointment_id is None:
        return {}
    others = tuple(
        OtherVisit(
            when=told.starts_at.astimezone(told.venue.zone), code=reply_code(told.appointment_id or 0, told.recipient)
        )
        for told in _told(message.facts.get("which", ()))
    )
    code = reply_code(message.appointment_id, message.recipient)
    return {"code": code, "others": others} if others else {"code": code}


def _told(which: list[tuple[int, str]]) -> list[Told]:
    """What stands told of visits by their appointment and recipient, without those called off since."""
    rows = Told.objects.filter(appointment__in=[pk for pk, _ in which], cancelled=False).select_related("venue")
    wanted = {(pk, recipient) for pk, recipient in which}
    found = [row for row in rows if (row.appointment_id, row.recipient) in wanted]
    return sorted(found, key=lambda row: (row.starts_at, row.pk))
