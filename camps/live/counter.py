"""How often each camp changed: one number a camp in Redis, raised when what changed is committed.

It begins anywhere in 2^48, so that a number from before a flush of Redis never comes again. Nothing depends on a raise:
what is lost with Redis is seen a minute later (tags.py). So Redis away never fails a caller, and is said once.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from django.conf import settings
from django.db import transaction
from redis import Redis
from redis.exceptions import RedisError

READERS_REST_SECONDS = 2.0
Found = TypeVar("Found")
log = logging.getLogger(__name__)
_away: dict[str, float] = {}  # the address that did not answer: when, by the monotonic clock, readers may ask it again


def changed(camp_id: int) -> None:
    """What a live page of this camp shows has changed. Told on commit, once a transaction, and never on a rollback."""
    act = _Raise(camp_id)
    # One that waits does for this too: Django drops it only with a savepoint that takes this change along.
    if all(waiting != act for _, waiting, _ in transaction.get_connection().run_on_commit):
        transaction.on_commit(act, robust=True)


def shut(camp_id: int) -> None:
    """A way to this camp's live pages was closed: on commit, screens that came in by it are asked who they are."""
    for act in (_Raise(camp_id, "doors"), _Raise(camp_id)):
        transaction.on_commit(act, robust=True)


def counter(camp_id: int) -> str | None:
    """The camp's number now; None with Redis away. Read it before the rows, else a change between the two is lost."""
    return _asked(lambda redis: _number(redis, _key(camp_id)), rested=True)


def doors(camp_id: int) -> str | None:
    """The number of ways closed (`shut`), from anywhere; None with Redis away."""
    return _asked(lambda redis: _number(redis, _key(camp_id, "doors")), rested=True)


def _number(redis: Redis, key: str) -> str:
    found = redis.get(key)
    if found is None:
        with redis.pipeline() as both:
            both.set(key, _somewhere(), nx=True)  # another reader, or a raise, may have been quicker
            both.get(key)
            found = both.execute()[1]
    return str(int(found))


@dataclass(frozen=True)
class _Raise:
    """Equal for the same camp, so that `changed` finds one that waits."""

    camp_id: int
    of: str = ""

    def __call__(self) -> None:
        _asked(self._raise, rested=False)

    def _raise(self, redis: Redis) -> None:
        key = _key(self.camp_id, self.of)
        with redis.pipeline() as both:  # in one go: a flush between the two would let the number begin at 1
            both.set(key, _somewhere(), nx=True)
            both.incr(key)
            both.execute()


def _asked(act: Callable[[Redis], Found], *, rested: bool) -> Found | None:
    """What `act` got from Redis, None when it did not answer.

    With `rested`, one that did not answer is left alone for a moment: where it hangs, each asking would hold a page for
    the time-out. A raise always tries.
    """
    address: str = settings.CACHES["live"]["LOCATION"]
    if rested and time.monotonic() < _away.get(address, 0):
        return None
    try:
        found = act(_client(address))
    except RedisError as error:
        if address not in _away:
            log.warning("Redis is away (%s): live pages are read anew at each asking", type(error).__name__)
        _away[address] = time.monotonic() + READERS_REST_SECONDS
        return None
    if _away.pop(address, None) is not None:
        log.warning("Redis is back: live pages answer unchanged again")
    return found


@cache
def _client(address: str) -> Redis:
    """Safe to share among threads and after a fork; django's cache would ask three times to raise a number."""
    return Redis.from_url(address, **settings.CACHES["live"]["OPTIONS"])


def _key(camp_id: int, of: str = "") -> str:
    return f"live.camp.{camp_id}{of and '.'}{of}"


def _somewhere() -> int:
    return secrets.randbelow(2**48)
