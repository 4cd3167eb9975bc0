"""How fast each sender may send, counted by all workers together: a token bucket in PostgreSQL (delivery.md §4.6).

The bucket holds a second's worth, at least one message. Two workers that ask at once get different tokens: the row is
locked for the length of one statement.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from notifications.channels.providers import Provider

# A bucket filled further ahead than any two clocks differ was filled before the clock was set back: it is full.
_NOW_IN_IT = """
CASE WHEN bucket.filled_at > %(now)s + interval '10 seconds' THEN %(most)s
  ELSE LEAST(%(most)s, bucket.tokens + %(rate)s * GREATEST(0, EXTRACT(epoch FROM %(now)s - bucket.filled_at))) END
"""
_TAKE = f"""
INSERT INTO camps_tokenbucket AS bucket (key, tokens, filled_at)
VALUES (%(key)s, %(most)s - %(cost)s, %(now)s)
ON CONFLICT (key) DO UPDATE SET tokens = {_NOW_IN_IT} - %(cost)s,
  filled_at = CASE WHEN bucket.filled_at > %(now)s + interval '10 seconds' THEN %(now)s
    ELSE GREATEST(bucket.filled_at, %(now)s) END
WHERE {_NOW_IN_IT} >= LEAST(%(cost)s, %(most)s)
RETURNING tokens
"""  # noqa: S608  our own words

_LEVEL = "SELECT tokens, filled_at FROM camps_tokenbucket WHERE key = %s"

A_ROUND = timedelta(seconds=75)  # of the one that stays: a little longer than the task's


@dataclass(frozen=True, kw_only=True)
class Rate:
    """`per_second` messages, or segments of a text, for `sender`; may be under 1."""

    sender: str
    per_second: float

    @property
    def key(self) -> str:
        return hashlib.sha256(f"sending|{self.sender}".encode()).hexdigest()

    @property
    def most(self) -> float:
        return max(1.0, self.per_second)

    def time_of(self, cost: float) -> timedelta:
        """How long the sender is busy with it."""
        return timedelta(seconds=cost / self.per_second)


def rate_of(provider: Provider) -> Rate | None:
    """The rate of a provider's sender; None: as fast as it takes them."""
    if not provider.per_second:
        return None
    return Rate(sender=f"{provider.key}|{provider.sender}", per_second=provider.per_second)


def take(rate: Rate, *, cost: float = 1, now: datetime) -> datetime | None:
    """Take the tokens of one message. None: taken, it may go; else when there will be as many.

    What costs more than the bucket holds goes when it is full, and is paid off after it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _TAKE, {"key": rate.key, "most": rate.most, "rate": rate.per_second, "cost": float(cost), "now": now}
        )
        if cursor.fetchone():
            return None
        cursor.execute(_LEVEL, [rate.key])
        tokens, filled_at = cursor.fetchone() or (rate.most, now)  # swept away since, so it is full
    lacking = min(float(cost), rate.most) - tokens
    ready = min(filled_at, now) + rate.time_of(max(0.0, lacking))
    return max(ready, now + timedelta(milliseconds=1))


class Lines:
    """Those that wait for a sender in this round, each for the one before it: else all would come for one token.

    Who comes again, because another worker was quicker, does not go to the end but beside the others of the batch.
    """

    def __init__(self) -> None:
        self._ends: dict[tuple[str, bool], datetime] = {}
        self._known: set[int] = set()

    def __bool__(self) -> bool:
        return bool(self._known)

    def new_batch(self) -> None:
        """What was taken to be sent now lines up beside one another."""
        self._ends = {line: end for line, end in self._ends.items() if not line[1]}

    def place(self, message_id: int, rate: Rate, *, cost: float, turn: datetime) -> datetime:
        """When this message comes; `turn` is when there will be a token."""
        line = (rate.key, message_id in self._known)
        at = max(turn, self._ends.get(line, turn))
        self._ends[line] = at + rate.time_of(cost)
        self._known.add(message_id)
        return at


def stays_to_wait(*, now: datetime) -> bool:
    """True for one worker a round: it stays until the next turn; the others are free for other work."""
    return take(Rate(sender="waits", per_second=1 / A_ROUND.total_seconds()), now=now) is None
