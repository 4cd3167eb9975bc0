"""Texts to those who wait in today's queue: "come at about 11:30am, not 10am", and "two people are before you".

Each round compares the expected times with what everybody was last told (`ToldTime`), so 0, 1 or 5 beats tell the same:
who writes the row first tells it. Before a text leaves, last_look.py asks once more whether its reader waits still.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django_scopes import scope, scopes_disabled

from camps.models import Camp, CampState
from notifications.ladder.queue_news import Heard, News, Said, news
from notifications.models import Message, MessageState, ToldTime
from notifications.queries.phone_queue import named_near
from notifications.queries.queue_phones import phones_of
from notifications.services.drafting import Draft, messages_of, written
from notifications.services.fault_log import log_fault
from notifications.services.ways import ways_of
from notifications.wording import Kind
from scheduling.models import Ticket, TicketState
from scheduling.queries.expected import Expected
from scheduling.queries.expected_shared import expected_now

logger = logging.getLogger(__name__)

A_DAY = timedelta(days=1)
NEARLY_FOR = timedelta(minutes=20)  # then "two people are before you" is no longer true
SHORTEST = timedelta(minutes=15)  # a text is worth sending for so long at least
NEWER = "Something newer is told instead."
TIMES = (Kind.COME_AT, Kind.NEARLY)
KIND_OF = {Said.COME_AT: Kind.COME_AT, Said.NEARLY: Kind.NEARLY}


def tell_queues(*, now: datetime) -> int:
    """All camps with somebody waiting today; returns how many messages it made. One that fails stops no other."""
    made = 0
    for camp in camps_with_a_queue(now=now):
        try:
            with scope(organisation=camp.organisation):
                made += tell_queue(camp, now=now)
        except Exception as fault:  # noqa: BLE001  the next camp's people wait too
            log_fault(logger, "a queue could not be told", fault, camp_id=camp.pk)
    return made


def camps_with_a_queue(*, now: datetime) -> list[Camp]:
    """Published ones; a draft tells nobody anything."""
    today = now.date()
    with scopes_disabled():
        waiting = Ticket.objects.filter(state=TicketState.WAITING, day__range=(today - A_DAY, today + A_DAY))
        found = Camp.objects.filter(state=CampState.PUBLISHED, pk__in=waiting.values("camp"))
        return list(found.select_related("organisation", "venue").order_by("pk"))


def tell_queue(camp: Camp, *, now: datetime) -> int:
    """One camp's; in its organisation's scope."""
    expected = expected_now(camp, now=now)
    known = {row.ticket_id: row for row in ToldTime.objects.filter(ticket__in=list(expected.standing))}
    found = _found(camp, expected, known, now=now)
    _write_seen(camp, {pk: one for pk, one in found.items() if one.said == Said.SEEN})
    texts = {pk: one for pk, one in found.items() if one.said != Said.SEEN}
    if not texts:
        return 0
    with transaction.atomic():
        mine = {pk: one for pk, one in texts.items() if _take(pk, one)}
        old = {pk: known[pk].low for pk in mine}
        return _tell(camp, expected, mine, old, now=now)


def _found(camp: Camp, expected: Expected, known: Mapping[int, ToldTime], *, now: datetime) -> dict[int, News]:
    limit = timedelta(minutes=camp.tell_shift_min)
    found = {}
    for pk, one in expected.standing.items():
        if one.estimate is not None:
            heard = _heard(known[pk]) if pk in known else None
            if told := news(heard, one.estimate, before=one.before, limit=limit, now=now):
                found[pk] = told
    return found


def _heard(row: ToldTime) -> Heard:
    return Heard(row.low, row.high, row.at, row.revision, row.nearly_at is not None)


def _write_seen(camp: Camp, seen: Mapping[int, News]) -> None:
    rows = [
        ToldTime(
            organisation_id=camp.organisation_id,
            ticket_id=pk,
            low=one.heard.low,
            high=one.heard.high,
            at=one.heard.at,
            nearly_at=one.heard.at if one.heard.nearly else None,
        )
        for pk, one in seen.items()
    ]
    ToldTime.objects.bulk_create(rows, ignore_conflicts=True)


def _take(ticket_id: int, one: News) -> bool:
    """Write it down as told; False where another beat was quicker."""
    values: dict[str, Any] = {"low": one.heard.low, "high": one.heard.high, "at": one.heard.at}
    if one.said == Said.NEARLY:
        values["nearly_at"] = one.heard.at
    rows = ToldTime.objects.filter(ticket=ticket_id, revision=one.heard.texts - 1)
    return bool(rows.update(revision=F("revision") + 1, **values))


def _tell(
    camp: Camp, expected: Expected, texts: Mapping[int, News], old: Mapping[int, datetime], *, now: datetime
) -> int:
    tickets = Ticket.objects.filter(pk__in=list(texts)).select_related("arrival", "registration__patient").in_bulk()
    _supersede([ticket.registration_id for ticket in tickets.values()], now=now)
    ways = ways_of(camp)
    messages: list[Message] = []
    for pk, recipients in phones_of(camp, tickets.values()).items():
        one = texts[pk]
        for recipient in recipients:
            draft = Draft(
                camp=camp,
                subject=f"ticket:{pk}",
                recipient=recipient,
                kind=KIND_OF[one.said],
                revision=one.heard.texts,
                due_at=now,  # who waits is awake: no quiet hours
                not_after=_until(one, now=now),
                nearest=one.heard.low,
                facts=_facts(tickets[pk], one, expected, old=old[pk]),
                of={"registration": tickets[pk].registration},
            )
            messages += messages_of(draft, now=now, ways=ways)
    return written(messages)


def _supersede(registration_ids: Collection[int], *, now: datetime) -> None:
    older = Message.objects.filter(registration__in=registration_ids, kind__in=TIMES, state=MessageState.PLANNED)
    older.update(state=MessageState.SUPERSEDED, why=NEWER, ended_at=now)


def _until(one: News, *, now: datetime) -> datetime:
    if one.said == Said.NEARLY:
        return now + NEARLY_FOR
    return max(one.heard.high, now + SHORTEST)


def _facts(ticket: Ticket, one: News, expected: Expected, *, old: datetime) -> dict[str, Any]:
    facts: dict[str, Any] = {"ticket": ticket.pk, "token": ticket.arrival.token}
    if one.said == Said.COME_AT:
        return facts | {"at": one.heard.low.isoformat(), "old_at": old.isoformat()}
    rooms = named_near(ticket, expected)
    return facts | {"before": expected.standing[ticket.pk].before, "near": rooms[0] if len(rooms) == 1 else ""}
