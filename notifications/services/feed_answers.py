"""What an asking for a feed is answered: 200, 304, the notice of a dead one, 410.

The body that left last is kept with its validators. It stands while nothing new was told and the rest (names of tables,
initials, the calendar day) was looked at within a minute: one query says so, and to who has it already a note in Redis.
Else everything is looked at again (feed_bodies), and the asking is recorded.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django_scopes import scope

from notifications.ical.event import utc_seconds
from notifications.ical.freshness import etag, not_modified
from notifications.queries.feeds import Known, feed_with_owner, find_feed, last_body, locked_feed, organisation_of
from notifications.services.feed_bodies import look_again, notice_of
from notifications.services.feed_memory import Note, recall, remember
from notifications.services.feeds import hash_of, record_fetch

SERVED = (
    *("etag", "changed_at", "told_at", "made_of", "faulty_at"),
    *("last_fetched_at", "last_reader", "fetches", "expires_at"),
)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What an asking brings: its token, its validators, and who it says it is."""

    token: str
    if_none_match: str | None = None
    if_modified_since: str | None = None
    reader: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """`body` is empty for 304, 410 (gone, or never was) and 503 (nothing fit to serve yet)."""

    status: int
    etag: str = ""
    changed_at: datetime | None = None
    body: bytes = b""


GONE = Answer(410)
NOT_YET = Answer(503)


def answer(asked: Asked, *, now: datetime) -> Answer:
    """Answer an asking. An unknown token and one long dead read the same."""
    token_hash = hash_of(asked.token)
    note = recall(token_hash, now=now)
    if note is not None and _has(asked, note.etag, note.changed_at):
        return Answer(304, note.etag, note.changed_at)
    known = find_feed(token_hash)
    if known is None or known.is_gone(now):
        return GONE
    with scope(organisation=organisation_of(known)):
        ended_at = known.ended_at(now)
        if ended_at is not None:
            return _ended(known, asked, ended_at=ended_at)
        said = _standing(known, asked) if known.stands(now) else None
        said = said or _refreshed(known, asked, now=now)
    if said.changed_at is not None:
        remember(token_hash, Note(said.etag, said.changed_at), now=now)
    return said


def _standing(known: Known, asked: Asked) -> Answer | None:
    """From what is kept; None when a body is wanted and there is none."""
    assert known.changed_at is not None  # it has an ETag
    if _has(asked, known.etag, known.changed_at):
        return Answer(304, known.etag, known.changed_at)
    body = last_body(known.feed_id)
    return Answer(200, known.etag, known.changed_at, body) if body else None


def _has(asked: Asked, tag: str, changed_at: datetime) -> bool:
    return not_modified(
        etag=tag,
        last_modified=changed_at,
        if_none_match=asked.if_none_match,
        if_modified_since=asked.if_modified_since,
    )


def _refreshed(known: Known, asked: Asked, *, now: datetime) -> Answer:
    """Look at everything again. The feed's row is locked, so that two askings at once count a change once."""
    with transaction.atomic():
        feed = locked_feed(known.feed_id)
        look_again(feed, told_at=known.newest, now=now)
        record_fetch(feed, reader=asked.reader, now=now)
        feed.save(update_fields=SERVED)
    if feed.changed_at is None:
        return NOT_YET
    if _has(asked, feed.etag, feed.changed_at):
        return Answer(304, feed.etag, feed.changed_at)
    return Answer(200, feed.etag, feed.changed_at, last_body(feed.pk))


def _ended(known: Known, asked: Asked, *, ended_at: datetime) -> Answer:
    """The notice, which stands still for its 30 days."""
    body = notice_of(feed_with_owner(known.feed_id), ended_at=ended_at)
    tag, changed_at = etag(body), utc_seconds(ended_at, field="ended_at")
    return Answer(304, tag, changed_at) if _has(asked, tag, changed_at) else Answer(200, tag, changed_at, body)
