"""Takes in what providers hand to our webhooks: kept first, then acted on, in one transaction each (delivery.md §4.5).

Ten copies of one call are one row, by the provider's id. Where a provider's ids rotate, the second key is who wrote
what when: the same words from the same number within a minute, with no other text of theirs in between.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django_scopes import scopes_disabled

from notifications.channels.incoming import ReceiptIn, TextIn
from notifications.models import InboundEvent, InboundState
from notifications.replies.reading import fold
from notifications.services import receipts
from notifications.services.answers import phone
from notifications.services.answers.strangers import reader_of
from notifications.services.fault_log import log_fault

logger = logging.getLogger(__name__)

A_MINUTE = timedelta(seconds=60)
LOOKS_BACK = timedelta(days=2)  # how late a provider repeats a call
PATIENCE = timedelta(hours=1)  # how long a text is tried again, before a person gets it
MOST = 500
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('campline.phone:' || %s, 0))"


def take_in(events: Sequence[TextIn | ReceiptIn], *, now: datetime) -> None:
    """Keep and act on each. Returns once all of them are committed; raises only where the database is away."""
    for event in events:
        if isinstance(event, TextIn):
            take_text(event, now=now)
        else:
            receipts.apply(event, now=now)


def take_text(text: TextIn, *, now: datetime) -> None:
    """Keep a text and let it take effect, once."""
    with scopes_disabled(), transaction.atomic():
        _wait_for(text.sender)
        event = _kept(text, now=now)
        if event is None:
            return
        if _is_copy(event, text, now=now):
            _ended(event, InboundState.IGNORED, "The same text came before, under another number.")
            return
        _act(event, text, now=now)


def act_on_waiting(*, now: datetime) -> int:
    """Try texts again whose moment was bad; after an hour they are kept aside. Returns how many ended."""
    with scopes_disabled():
        waiting = InboundEvent.objects.filter(sort=InboundEvent.Sort.TEXT, state=InboundState.NEW)
        found = list(waiting.order_by("received_at", "pk").values_list("pk", "payload__sender")[:MOST])
    ended = 0
    for pk, sender in found:
        with scopes_disabled(), transaction.atomic():
            _wait_for(sender)
            event = InboundEvent.objects.select_for_update().get(pk=pk)
            if event.state == InboundState.NEW:
                _act(event, text_of(event), now=now)
                ended += event.state != InboundState.NEW
    return ended


def text_of(event: InboundEvent) -> TextIn:
    """The text that was kept. Raises KeyError where the row holds something else."""
    kept = dict(event.payload)
    at = datetime.fromisoformat(kept.pop("at")) if kept.get("at") else None
    return TextIn(**(kept | {"provider": event.provider, "event_id": event.event_id, "at": at}))


def _act(event: InboundEvent, text: TextIn, *, now: datetime) -> None:
    """Whatever goes wrong, the text is kept: it is tried again, and after an hour it is a person's."""
    try:
        with transaction.atomic():
            state, reason = phone.hear(text, event=event, now=now)
    except Exception as fault:  # noqa: BLE001  whatever one text holds, it must not be lost, nor stop the next
        log_fault(logger, "a text could not be acted on", fault)
        if now - event.received_at < PATIENCE:
            state, reason = InboundState.NEW, ""
        else:
            state, reason = InboundState.ASIDE, f"It could not be acted on ({type(fault).__name__})."
            event.organisation_id = reader_of(text.sender)
    _ended(event, state, reason)


def _kept(text: TextIn, *, now: datetime) -> InboundEvent | None:
    """The row of a text that came for the first time; None for a copy."""
    event, is_new = InboundEvent.objects.get_or_create(
        provider=text.provider,
        event_id=text.event_id[:200],
        defaults={
            "sort": InboundEvent.Sort.TEXT,
            "twin": _twin(text),
            "payload": _payload(text),
            "received_at": now,
        },
    )
    return event if is_new else None


def _is_copy(event: InboundEvent, text: TextIn, *, now: datetime) -> bool:
    """Somebody who writes yes, no and yes again within a minute says yes: there was another text in between."""
    recent = InboundEvent.objects.filter(sort=InboundEvent.Sort.TEXT, received_at__gt=now - LOOKS_BACK).exclude(
        pk=event.pk
    )
    mine = _written_at(event)
    for other in recent.filter(twin=event.twin):
        theirs = _written_at(other)
        if abs(mine - theirs) > A_MINUTE:
            continue
        between = (
            row for row in recent.filter(payload__sender=text.sender).exclude(twin=event.twin)
            if theirs < _written_at(row) <= mine
        )  # fmt: skip
        if not any(between):
            return True
    return False


def _written_at(event: InboundEvent) -> datetime:
    at = event.payload.get("at")
    return datetime.fromisoformat(at) if at else event.received_at


def _twin(text: TextIn) -> str:
    said = fold(text.text) or text.text
    return hashlib.sha256(f"{text.provider}|{text.channel}|{text.sender}|{text.opted}|{said}".encode()).hexdigest()


def _payload(text: TextIn) -> dict[str, Any]:
    return {
        "channel": text.channel,
        "sender": text.sender,
        "to": text.to,
        "text": text.text.replace("\x00", ""),
        "replies_to": text.replies_to,
        "opted": text.opted,
        "at": text.at.isoformat() if text.at else None,
    }


def _ended(event: InboundEvent, state: InboundState, reason: str) -> None:
    event.state, event.reason = state, reason[:300]
    event.save(update_fields=["state", "reason", "organisation"])


def _wait_for(sender: str) -> None:
    """One text of a number at a time, so that its latest answer is the one that stands. Taken before any row."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [sender])
