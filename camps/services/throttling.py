"""Token buckets in PostgreSQL: a limit that every web process on every machine counts together.

A bucket holds `most` tries and fills evenly over `per`. A try is paid before it is made and given back when it was
good, so that fifty at once can't all pass a look at a nearly empty bucket.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from camps.errors import TooManyTries
from camps.models import TokenBucket

_FULL_AGAIN = timedelta(days=2)  # longer than any `per`: what was not touched since then is full and can go


@dataclass(frozen=True, kw_only=True)
class Limit:
    """At most `most` tries in `per` for `who`; `what` names the kind, so that limits do not mix."""

    what: str
    who: str
    most: int
    per: timedelta

    @property
    def key(self) -> str:
        return hashlib.sha256(f"{self.what}|{self.who}".encode()).hexdigest()

    def level(self, bucket: TokenBucket, *, now: datetime) -> float:
        """The tries left now."""
        filled = self.most * ((now - bucket.filled_at) / self.per)
        return min(self.most, bucket.tokens + max(0.0, filled))

    def wait(self, level: float) -> timedelta:
        """How long until one try is there."""
        return self.per * ((1 - level) / self.most)


def spend(*, limits: Sequence[Limit], now: datetime, message: str) -> None:
    """Take one try from each, or from none: raises TooManyTries with the longest wait."""
    with transaction.atomic():
        buckets = _locked(limits, now=now)
        levels = {limit.key: limit.level(buckets[limit.key], now=now) for limit in limits}
        waits = [limit.wait(levels[limit.key]) for limit in limits if levels[limit.key] < 1]
        if waits:
            raise TooManyTries(message, wait=max(waits))
        _write(buckets, {key: level - 1 for key, level in levels.items()}, now=now)
    TokenBucket.objects.filter(filled_at__lt=now - _FULL_AGAIN).delete()


def give_back(*, limits: Sequence[Limit], now: datetime) -> None:
    """The try was a good one: it does not count."""
    with transaction.atomic():
        buckets = _locked(limits, now=now)
        levels = {limit.key: min(limit.most, limit.level(buckets[limit.key], now=now) + 1) for limit in limits}
        _write(buckets, levels, now=now)


def _locked(limits: Sequence[Limit], *, now: datetime) -> dict[str, TokenBucket]:
    """The rows of `limits`, made full where new, locked in one order."""
    new = [TokenBucket(key=limit.key, tokens=limit.most, filled_at=now) for limit in limits]
    found: dict[str, TokenBucket] = {}
    while len(found) < len(new):  # a stale row may be swept away between the two statements: make it again
        TokenBucket.objects.bulk_create(sorted(new, key=lambda bucket: bucket.key), ignore_conflicts=True)
        rows = TokenBucket.objects.select_for_update().filter(key__in=[bucket.key for bucket in new]).order_by("key")
        found = {row.key: row for row in rows}
    return found


def _write(buckets: dict[str, TokenBucket], levels: dict[str, float], *, now: datetime) -> None:
    for key, level in levels.items():
        buckets[key].tokens, buckets[key].filled_at = level, now
    TokenBucket.objects.bulk_update(buckets.values(), ["tokens", "filled_at"])
