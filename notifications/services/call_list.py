"""Ticking off what a person told: whom the call list or the list of the town reached, and what was unknown.

Each tick leaves an attempt that says who did it and when; taking it back is noted there too, nothing is erased.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from camps.models import Camp, User
from notifications.errors import NotByHand
from notifications.models import Attempt, Channel, Message, MessageState
from notifications.queries.call_list import BY_HAND, TAKEN_BACK
from notifications.queries.lost_entries import HOUR_TOLD
from notifications.services.failing_over import withdraw
from notifications.services.next_steps import ask_a_person

ON_LISTS = (Channel.CALL, Channel.TOWN)
LOOK_AGAIN = "Load the page again: somebody may have settled it just now."


@transaction.atomic
def reached(*, camp: Camp, message_ids: Sequence[int], by: User, now: datetime) -> list[Message]:
    """A person told it, or learnt that it had arrived. Raises NotByHand for what does not wait for a person."""
    messages = waiting_for_a_person(camp, message_ids)
    for message in messages:
        words = "Told in person" if message.channel in ON_LISTS else "It had arrived"
        note_by_hand(message, Attempt.Outcome.ACCEPTED, f"{words}, says {by.name}.", by=by, now=now)
        _write(message, MessageState.SENT, f"{words}, says {by.name}.", ended_at=now)
        if message.channel not in ON_LISTS:
            withdraw(message, now=now, why=f"{words}, says {by.name}.")
    return messages


@transaction.atomic
def not_reached(*, camp: Camp, message_ids: Sequence[int], by: User, now: datetime) -> list[Message]:
    """Nobody answered: it stays on the list, with one more try. What was unknown has failed, and is listed instead.

    Raises NotByHand for what does not wait for a person.
    """
    messages = waiting_for_a_person(camp, message_ids)
    for message in messages:
        if message.channel in ON_LISTS:
            note_by_hand(message, Attempt.Outcome.TEMPORARY, f"Not reached, says {by.name}.", by=by, now=now)
            _write(message, MessageState.PLANNED, f"Not reached, says {by.name}; it stays on the list.", ended_at=None)
            continue
        said = f"It did not arrive, says {by.name}."
        note_by_hand(message, Attempt.Outcome.PERMANENT, said, by=by, now=now)
        listed = ask_a_person(message, "call" if message.channel == Channel.SMS else "other", now=now, why=said)
        _write(message, MessageState.FAILED, f"{said} {listed}".strip(), ended_at=now)
    return messages


@transaction.atomic
def take_back(*, camp: Camp, message_ids: Sequence[int], by: User, now: datetime) -> list[Message]:
    """Undo the last tick. Raises NotByHand where a person was not the last to settle it."""
    messages = locked_messages(camp, message_ids)
    for message in messages:
        last = message.attempts.order_by("-n").first()
        if last is None or last.provider != BY_HAND or TAKEN_BACK in last.detail:
            raise NotByHand("There is nothing of yours to take back.", cure=LOOK_AGAIN)
        last.detail = f"{last.detail} {TAKEN_BACK} by {by.name}."[:300]
        last.outcome = Attempt.Outcome.UNKNOWN
        last.save(update_fields=["detail", "outcome"])
        if last.detail.startswith(HOUR_TOLD):
            continue  # the mail itself is where it was, or where a receipt has put it since
        if message.channel in ON_LISTS:
            _write(message, MessageState.PLANNED, f"{TAKEN_BACK} by {by.name}.", ended_at=None)
        else:
            _write(message, MessageState.UNKNOWN, f"Not known again: {TAKEN_BACK.lower()} by {by.name}.", ended_at=now)
    return messages


def waiting_for_a_person(camp: Camp, message_ids: Sequence[int]) -> list[Message]:
    """These messages, locked. Raises NotByHand for what does not wait for a person."""
    messages = locked_messages(camp, message_ids)
    for message in messages:
        listed = message.channel in ON_LISTS and message.state == MessageState.PLANNED
        if not listed and message.state != MessageState.UNKNOWN:
            raise NotByHand("This is settled already, or leaves by itself.", cure=LOOK_AGAIN)
    return messages


def locked_messages(camp: Camp, message_ids: Sequence[int]) -> list[Message]:
    """These messages, in order of their ids, so that two people at one list never wait for each other crosswise."""
    wanted = Message.objects.select_for_update(of=("self",)).filter(camp=camp, pk__in=message_ids).order_by("pk")
    messages = list(wanted.select_related("camp__venue", "registration__patient", "doctor"))
    if not messages or len(messages) < len(set(message_ids)):
        raise NotByHand("This is not on the list any more.", cure=LOOK_AGAIN)
    return messages


def note_by_hand(message: Message, outcome: Attempt.Outcome, detail: str, *, by: User, now: datetime) -> None:
    """An attempt that says who did it and when; `attempts_made` is left for the caller to save."""
    message.attempts_made += 1
    Attempt.objects.create(
        organisation_id=message.organisation_id,
        message=message,
        n=(message.attempts.order_by("-n").values_list("n", flat=True).first() or 0) + 1,
        provider=BY_HAND,
        provider_ref=f"user:{by.pk}",
        started_at=now,
        finished_at=now,
        outcome=outcome,
        detail=detail[:300],
    )


def _write(message: Message, state: MessageState, why: str, *, ended_at: datetime | None) -> None:
    message.state, message.why, message.ended_at = state, why[:300], ended_at
    message.save(update_fields=["state", "why", "ended_at", "attempts_made"])
