"""Who has a place and does not know it, with the reason: what one person can do about each stands beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import OuterRef, QuerySet, Subquery

from camps.models import Camp, Registration
from notifications.models import Channel, Message, MessageState
from notifications.queries.reach import placed_people


class Reason(StrEnum):
    """Why somebody was not told."""

    NOT_PUBLISHED = "not_published"
    TO_COME = "to_come"
    LEAVING = "leaving"
    CALL = "call"
    TOWN = "town"
    UNKNOWN = "unknown"
    NO_CONTACT = "no_contact"
    FAILED = "failed"


@dataclass(frozen=True)
class NotReached:
    """One person; `message_id` is the newest message that tells the place, `at` when it is due."""

    person: Registration
    reason: Reason
    why: str = ""
    message_id: int | None = None
    at: datetime | None = None


def people_not_reached(camp: Camp) -> QuerySet[Registration]:
    """Those with a place that no message and no person told, each with its newest message's id and hour."""
    newest = Message.objects.filter(registration=OuterRef("pk"), rung="", doctor=None).order_by("-created_at", "-id")
    return placed_people(camp, show="not_told").annotate(
        last_pk=Subquery(newest.values("pk")[:1]), last_due=Subquery(newest.values("due_at")[:1])
    )


def with_reason(person: Registration, *, now: datetime) -> NotReached:
    """The reason of one row of `people_not_reached`."""
    state, channel = person.last_state, person.last_channel  # type: ignore[attr-defined]  # annotated
    reason = _reason(state, channel, due=person.last_due, reachable=person.is_reachable, now=now)  # type: ignore[attr-defined]
    return NotReached(person, reason, person.last_why or "", person.last_pk, person.last_due)  # type: ignore[attr-defined]


def _reason(state: str | None, channel: str | None, *, due: datetime | None, reachable: bool, now: datetime) -> Reason:
    if state is None:
        return Reason.NOT_PUBLISHED
    if state == MessageState.PLANNED and channel == Channel.CALL:
        return Reason.CALL
    if state == MessageState.PLANNED and channel == Channel.TOWN:
        return Reason.TOWN
    if state == MessageState.UNKNOWN:
        return Reason.UNKNOWN
    if state in (MessageState.PLANNED, MessageState.LEASED):
        return Reason.TO_COME if due is not None and due > now else Reason.LEAVING
    return Reason.FAILED if reachable else Reason.NO_CONTACT
