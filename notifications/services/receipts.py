"""What a provider says became of a message: a receipt moves it forward, never back (delivery.md §2, §4.5).

Ten copies in any order leave one final state: an attempt keeps the furthest word said of it, and its message follows
from the words of all its attempts. One that comes before our own record waits for it, a day at most.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django_scopes import scopes_disabled

from camps.models import Contact
from notifications.channels.incoming import Receipt, ReceiptIn
from notifications.models import Attempt, InboundEvent, InboundState, Message, MessageState
from notifications.queries.call_list import BY_HAND
from notifications.queries.lost_entries import HOUR_TOLD, WITHOUT_ENTRY, left_without_entry
from notifications.services.blocked import note_block
from notifications.services.failing_over import another_way, withdraw
from notifications.services.last_look import read_again
from notifications.services.outcomes import blame
from notifications.services.telling import lock_telling

WAITS = timedelta(days=1)  # for the record of our own sending
MOST = 1000  # a round
LONGEST_ID, LONGEST_REF = 200, 160  # a provider's; ours are far shorter
_BY_RECEIPT = "Not delivered"  # how the reason begins where a receipt marked a contact

# From the first word to the last. A phone that shows a message proves more than a network that gave it up.
FURTHER = {"": 0, Receipt.ACCEPTED: 1, Receipt.SENT: 2, Receipt.FAILED: 3, Receipt.DELIVERED: 4, Receipt.READ: 5}
ARRIVED = (Receipt.DELIVERED, Receipt.READ)
MAY_ARRIVE = (Attempt.Outcome.OPEN, Attempt.Outcome.ACCEPTED, Attempt.Outcome.UNKNOWN)


def payload_of(receipt: ReceiptIn) -> dict[str, Any]:
    """What an InboundEvent keeps of a receipt, as JSON; `receipt_of` reads it back."""
    return {
        "receipt": receipt.receipt.value,
        "detail": receipt.detail.replace("\x00", ""),  # PostgreSQL keeps none
        "opted_out": receipt.opted_out,
        "blames_number": receipt.blames_number,
        "at": receipt.at.isoformat() if receipt.at else None,
        "reference": receipt.reference,
    }


def receipt_of(event: InboundEvent) -> ReceiptIn:
    """The receipt that was kept. Raises KeyError or ValueError where the row holds something else."""
    kept = event.payload
    return ReceiptIn(
        provider=event.provider,
        event_id=event.event_id,
        provider_ref=event.provider_ref,
        receipt=Receipt(kept["receipt"]),
        detail=kept.get("detail", ""),
        opted_out=bool(kept.get("opted_out")),
        blames_number=bool(kept.get("blames_number")),
        at=datetime.fromisoformat(kept["at"]) if kept.get("at") else None,
        reference=kept.get("reference", ""),
    )


def apply(what: ReceiptIn | InboundEvent, *, now: datetime) -> InboundState:
    """Keep a receipt, once, and act on it in the same transaction; returns how its row stands.

    NEW: our own record of that message is not there yet; the next round tries again (`waiting`).
    """
    with scopes_disabled(), transaction.atomic():
        event = _locked(_kept(what, now=now) if isinstance(what, ReceiptIn) else what.pk)
        if event.state != InboundState.NEW:
            return InboundState(event.state)
        try:
            receipt = receipt_of(event)
        except (KeyError, ValueError, TypeError) as fault:
            return _ended(event, InboundState.ASIDE, f"What was kept of it is no receipt ({type(fault).__name__}).")
        attempts = _attempts_of(receipt)
        if not attempts and now < event.received_at + WAITS:
            return InboundState.NEW
        if not attempts:
            return _ended(event, InboundState.IGNORED, "No message of ours has this number, a day after it came.")
        event.organisation_id = attempts[0].organisation_id
        for attempt in attempts:
            _act(attempt, receipt, at=receipt.at or event.received_at, now=now)
        return _ended(event, InboundState.DONE)


def waiting(*, now: datetime) -> list[int]:
    """The kept receipts to try again: their message is recorded by now, or they have waited long enough."""
    known = Attempt.objects.filter(provider=OuterRef("provider"), provider_ref=OuterRef("provider_ref"))
    found = InboundEvent.objects.filter(
        ~Q(provider_ref="") & Q(Exists(known)) | Q(received_at__lte=now - WAITS) | ~Q(payload__reference=""),
        sort=InboundEvent.Sort.RECEIPT,
        state=InboundState.NEW,
    )
    return list(found.order_by("received_at", "pk").values_list("pk", flat=True)[:MOST])


def apply_kept(event_id: int, *, now: datetime) -> None:
    """Try one of them again."""
    apply(InboundEvent(pk=event_id), now=now)


def overdue(*, now: datetime) -> list[int]:
    """Messages that were taken, whose receipt should have come by now."""
    due = Message.objects.filter(state=MessageState.SENT, receipt_due_at__lte=now)
    return list(due.order_by("receipt_due_at").values_list("pk", flat=True)[:MOST])


def missing(message_id: int, *, now: datetime) -> None:
    """No receipt came: it stays sent, which is all we know, and is told another way too."""
    with scopes_disabled(), transaction.atomic():
        message = read_again(message_id)
        lock_telling(message)
        message.refresh_from_db()
        if message.state != MessageState.SENT or message.receipt_due_at is None or message.receipt_due_at > now:
            return
        done = another_way(message, now=now, why="No receipt came: please ask.", step="call", may_have_it=True)
        words = f"No receipt came by {message.receipt_due_at:%H:%M} UTC. {done}".strip()
        if left_without_entry(message):
            words = f"{WITHOUT_ENTRY} {words}"
        Message.objects.filter(pk=message.pk).update(receipt_due_at=None, why=words[:300])


def _kept(receipt: ReceiptIn, *, now: datetime) -> int:
    row = InboundEvent(
        provider=receipt.provider,
        event_id=receipt.event_id[:LONGEST_ID],
        sort=InboundEvent.Sort.RECEIPT,
        provider_ref=receipt.provider_ref[:LONGEST_REF],
        payload=payload_of(receipt),
        received_at=now,
    )
    InboundEvent.objects.bulk_create([row], ignore_conflicts=True)
    known = InboundEvent.objects.filter(provider=receipt.provider, event_id=receipt.event_id[:LONGEST_ID])
    return known.values_list("pk", flat=True)[0]


def _locked(event_id: int) -> InboundEvent:
    return InboundEvent.objects.select_for_update().get(pk=event_id)


def _ended(event: InboundEvent, state: InboundState, reason: str = "") -> InboundState:
    event.state, event.reason = state, reason
    event.save(update_fields=["state", "reason", "organisation"])
    return state


def _attempts_of(receipt: ReceiptIn) -> list[Attempt]:
    """All that went in that one call: a family's text stands for several messages.

    Where the answer to the call was lost the provider's number is not known, and our reference finds them.
    """
    found = Attempt.objects.filter(provider=receipt.provider).order_by("message_id")
    if receipt.provider_ref and (known := list(found.filter(provider_ref=receipt.provider_ref))):
        return known
    if not (receipt.reference.isascii() and receipt.reference.isdecimal()):
        return []
    lost = found.filter(outcome=Attempt.Outcome.UNKNOWN, provider_ref="")
    first = lost.filter(message=int(receipt.reference)).order_by("-n").select_related("message").first()
    if first is None:
        return []
    together = lost.filter(started_at=first.started_at, message__body=first.message.body)
    return list(together.filter(message__camp=first.message.camp_id))


def _act(attempt: Attempt, receipt: ReceiptIn, *, at: datetime, now: datetime) -> None:
    message = read_again(attempt.message_id)
    lock_telling(message)
    message.refresh_from_db()
    attempt.refresh_from_db()
    before = attempt.receipt
    _note(attempt, receipt, at=at)
    if receipt.receipt in ARRIVED:
        _note_arrival(message, receipt, at=at)
    tries = [one for one in message.attempts.all() if one.outcome in MAY_ARRIVE]
    words = [one for one in tries if one.provider != BY_HAND]
    if any(one.receipt in ARRIVED for one in words):
        _arrived(message, attempt, at=at, forgive=before == Receipt.FAILED, now=now)
    elif any(_a_person_knows(one) for one in tries):
        return
    elif all(one.receipt == Receipt.FAILED for one in words):
        _failed(message, receipt, at=max((one.receipt_at for one in words if one.receipt_at), default=at), now=now)
    elif any(one.receipt for one in words) and message.state in (MessageState.UNKNOWN, MessageState.PLANNED):
        _taken(message, at=at, now=now)


def _a_person_knows(attempt: Attempt) -> bool:
    """Somebody said that it was told or had arrived, and did not take it back: no bounce knows better."""
    by_hand = attempt.provider == BY_HAND and attempt.outcome == Attempt.Outcome.ACCEPTED
    return by_hand and not attempt.detail.startswith(HOUR_TOLD)


def _note(attempt: Attempt, receipt: ReceiptIn, *, at: datetime) -> None:
    """Keep the furthest word; of the same word the earliest moment, so that the order of arrival does not matter."""
    said, kept = FURTHER[receipt.receipt], FURTHER.get(attempt.receipt, 0)
    if not attempt.provider_ref:
        attempt.provider_ref = receipt.provider_ref[:LONGEST_REF]
    if said > kept or (said == kept and attempt.receipt_at and at < attempt.receipt_at):
        attempt.receipt, attempt.receipt_at = receipt.receipt.value, at
        attempt.detail = receipt.detail[:300]
    if attempt.outcome == Attempt.Outcome.UNKNOWN:
        attempt.outcome = Attempt.Outcome.ACCEPTED
    attempt.save(update_fields=["provider_ref", "receipt", "receipt_at", "detail", "outcome"])


def _note_arrival(message: Message, receipt: ReceiptIn, *, at: datetime) -> None:
    message.delivered_at = min(at, message.delivered_at or at)
    if receipt.receipt is Receipt.READ:
        message.read_at = min(at, message.read_at or at)
    message.save(update_fields=["delivered_at", "read_at"])


def _arrived(message: Message, attempt: Attempt, *, at: datetime, forgive: bool, now: datetime) -> None:
    """Also after a failure, or while the one repeat waits: nothing more is tried, and nobody need call."""
    if forgive and message.contact_id:
        blamed = Contact.objects.filter(pk=message.contact_id, failed_why__startswith=_BY_RECEIPT)
        blamed.update(failed_at=None, failed_why="")
    if message.state in (MessageState.DELIVERED, MessageState.EXPIRED, MessageState.SUPERSEDED):
        return
    words = message.why if left_without_entry(message) else ""
    _write(message, MessageState.DELIVERED, words, ended_at=attempt.finished_at or at)
    withdraw(message, now=now, why="The first one arrived after all.")


def _taken(message: Message, *, at: datetime, now: datetime) -> None:
    _write(message, MessageState.SENT, "A receipt says that the provider took it.", ended_at=at)
    withdraw(message, now=now, why="The first one was sent after all.")


def _failed(message: Message, receipt: ReceiptIn, *, at: datetime, now: datetime) -> None:
    if message.state not in (MessageState.SENT, MessageState.UNKNOWN):
        return
    why = f"{_BY_RECEIPT}: {receipt.detail}" if receipt.detail else f"{_BY_RECEIPT}, says the provider."
    if receipt.opted_out:
        note_block(message, now=now)
    elif receipt.blames_number:
        blame(message, why, now=now)
    state = MessageState.SUPPRESSED if receipt.opted_out else MessageState.FAILED
    _write(message, state, why, ended_at=at)
    done = another_way(message, now=now, why=why, step="call")
    Message.objects.filter(pk=message.pk).update(why=f"{why[:250]} {done}".strip()[:300])


def _write(message: Message, state: MessageState, why: str, *, ended_at: datetime) -> None:
    message.state, message.why, message.ended_at, message.receipt_due_at = state, why[:300], ended_at, None
    message.lease_owner, message.leased_until = "", None
    message.save(update_fields=["state", "why", "ended_at", "receipt_due_at", "lease_owner", "leased_until"])
