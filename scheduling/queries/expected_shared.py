"""One reckoning for all who ask at one moment: a thousand phones cost one a change and process.

Kept under the camp's change counter and the minute, as the tags of live pages are (docs/decisions/live-pages.md); with
Redis away, and inside a transaction, whose own writes nobody else may see, everybody reckons alone.
"""

from __future__ import annotations

from datetime import datetime
from threading import Lock

from django.db import connection

from camps.live.counter import counter
from camps.models import Camp
from scheduling.queries.expected import Expected, expected_of

MOST_CAMPS = 64

_kept: dict[int, tuple[tuple[str, int], Expected]] = {}
_locks: dict[int, Lock] = {}


def expected_now(camp: Camp, *, now: datetime) -> Expected:
    """As `expected_of`, at most a minute old."""
    if connection.in_atomic_block or (seen := counter(camp.pk)) is None:
        return expected_of(camp, now=now)
    moment = (seen, int(now.timestamp()) // 60)  # the counter is read before the rows: what changes meanwhile is seen
    with _locks.setdefault(camp.pk, Lock()):
        known = _kept.get(camp.pk)
        if known is not None and known[0] == moment:
            return known[1]
        found = expected_of(camp, now=now)
        if len(_kept) >= MOST_CAMPS:
            _kept.clear()
        _kept[camp.pk] = (moment, found)
        return found
