"""Plans a camp's reminders anew after its ladders or hours changed: what was sent stays, what is to come follows.

A reminder keeps its row while its key is the same; one that is no longer wanted is superseded, and comes back should
the camp change its mind. Runs inside the fan-out, under its lock, so nobody plans beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from django.db.models import F, Q, QuerySet

from camps.models import Camp
from notifications.models import CampTelling, Channel, Message, MessageState, Told
from notifications.queries.differences import Difference, appointment_differences
from notifications.services.drafting import messages_of, rung_drafts, written
from notifications.services.ways import Ways, ways_of
from notifications.wording import REMINDER_KINDS

LADDER_CHANGED = "The reminders of this camp were changed."
NOT_SENT = (MessageState.PLANNED, MessageState.SUPERSEDED)


def changed_tellings() -> QuerySet[CampTelling]:
    """Camps whose ladders or hours changed since their reminders were planned, in any organisation."""
    return CampTelling.objects.filter(Q(planned_at=None) | ~Q(planned_at=F("changed_at")))


def replan(camp: Camp, *, now: datetime) -> int:
    """Bring what is planned in line with the camp's ladders, if they changed; returns how many reminders are new.

    The mark is read before the ladders: a change that comes meanwhile shows at the next tick.
    """
    telling = changed_tellings().filter(camp=camp).first()
    if telling is None:
        return 0
    cast("Any", camp).telling = telling
    wanted = {message.idem_key: message for message in _wanted(camp, now=now)}
    waiting = _reminders(camp).filter(Q(state=MessageState.PLANNED, due_at__gt=now) | _taken_back())
    # Never wait for what a sweeper writes just now: it may wait for us (told_rows.py).
    rows = {row.idem_key: row for row in waiting.select_for_update(skip_locked=True, of=("self",)).order_by("id")}
    _keep([(row, wanted[key]) for key, row in rows.items() if key in wanted])
    gone = [row.pk for key, row in rows.items() if key not in wanted and row.state == MessageState.PLANNED]
    Message.objects.filter(pk__in=gone).update(state=MessageState.SUPERSEDED, why=LADDER_CHANGED, ended_at=now)
    made = written(message for key, message in wanted.items() if key not in rows)
    CampTelling.objects.filter(pk=telling.pk).update(planned_at=telling.changed_at)
    return made


def _wanted(camp: Camp, *, now: datetime) -> Iterable[Message]:
    """The reminders still to come of everybody who was told of a place, without those that left already."""
    ways = ways_of(camp)
    left = set(
        _reminders(camp)
        .exclude(state__in=NOT_SENT)
        .values_list("appointment_id", "recipient", "channel", "rung", "revision")
    )
    by_visit: dict[int, list[tuple[Difference, Told]]] = defaultdict(list)
    for found in appointment_differences(camp, now=now):
        told = found.told
        if told is None or told.cancelled or told.recipient != found.recipient.key or not found.recipient.is_patient:
            continue
        if found.appointment is not None and Channel.TOWN not in found.recipient.channels:
            by_visit[found.appointment.pk].append((found, told))
    for visits in by_visit.values():
        reached_by = {channel for found, _ in visits for channel in found.recipient.channels}
        for found, told in visits:
            for message in _of_one(found, told, camp=camp, reached_by=reached_by, ways=ways, now=now):
                if (message.appointment_id, *_place(message)) not in left:
                    yield message


def _of_one(
    found: Difference, told: Told, *, camp: Camp, reached_by: set[Channel], ways: Ways, now: datetime
) -> list[Message]:
    """By the place that was told: a draft that nobody knows of moves no reminder."""
    assert found.appointment is not None
    drafts = rung_drafts(
        found.appointment,
        found.recipient,
        camp=camp,
        revision=told.revision,
        at=told.starts_at,
        venue_id=told.venue_id,
        since=now,
        ways=ways,
        reached_by=reached_by,
    )
    return [message for draft in drafts for message in messages_of(draft, now=now, ways=ways)]


def _keep(pairs: list[tuple[Message, Message]]) -> None:
    """Rows whose key is wanted again: planned, at the new hour, with the own text they were planned with."""
    for row, new in pairs:
        row.due_at, row.not_after = new.due_at, new.not_after
        row.state, row.why, row.ended_at = MessageState.PLANNED, "", None
    rows = [row for row, _ in pairs]
    Message.objects.bulk_update(rows, ["due_at", "not_after", "state", "why", "ended_at"], batch_size=1000)


def _reminders(camp: Camp) -> QuerySet[Message]:
    return Message.objects.filter(camp=camp, kind__in=REMINDER_KINDS).exclude(rung="")


def _taken_back() -> Q:
    return Q(state=MessageState.SUPERSEDED, why=LADDER_CHANGED)


def _place(message: Message) -> tuple[str, str, str, int]:
    return message.recipient, message.channel, message.rung, message.revision
