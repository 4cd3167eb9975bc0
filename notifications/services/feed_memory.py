"""Which body of a feed is right for the next minute: a small note in Redis, so that a 304 asks PostgreSQL nothing.

Switching a feed off takes the note away at once; whatever else changes waits for the minute to end, which calendars
that ask once an hour don't notice. Redis away, flushed or slow costs only the short way.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import NamedTuple

from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
A_MINUTE = timedelta(minutes=1)


class Note(NamedTuple):
    """The validators of the body that is right."""

    etag: str
    changed_at: datetime


def recall(token_hash: str, *, now: datetime) -> Note | None:
    """The note of an address, unless its minute is over by our clock too."""
    try:
        kept = _redis(settings.LIVE_REDIS_URL).get(_key(token_hash))
    except (RedisError, OSError):
        logger.warning("Redis is away: feeds are looked up in PostgreSQL")
        return None
    if not isinstance(kept, bytes):
        return None
    tag, changed, written = kept.decode().split(" ")
    stale = not float(written) <= now.timestamp() < float(written) + A_MINUTE.total_seconds()
    return None if stale else Note(tag, datetime.fromtimestamp(int(changed), tz=UTC))


def remember(token_hash: str, note: Note, *, now: datetime) -> None:
    """Keep it for a minute."""
    kept = f"{note.etag} {int(note.changed_at.timestamp())} {now.timestamp()}"
    try:
        _redis(settings.LIVE_REDIS_URL).set(_key(token_hash), kept, ex=A_MINUTE)
    except (RedisError, OSError):
        pass  # said when it was looked for


def forget(token_hash: str) -> None:
    """The address was switched off."""
    try:
        _redis(settings.LIVE_REDIS_URL).delete(_key(token_hash))
    except (RedisError, OSError):
        logger.warning("Redis is away: a feed that was switched off may be answered 304 for a minute")


@cache
def _redis(url: str) -> Redis:
    """One client a process. Django's cache makes one for every look, which takes as long as the look itself."""
    return Redis.from_url(url, socket_timeout=0.5, socket_connect_timeout=0.5)


def _key(token_hash: str) -> str:
    return f"feed:{token_hash[:40]}"
