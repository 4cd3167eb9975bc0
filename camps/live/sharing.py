"""One making for all who ask at one moment: two hundred boards and a thousand phones cost one a change and process.

Kept under the camp's change counter, which is read before the rows: what changes meanwhile is seen. What the counter
can't see, such as a raise that was lost, is made anew after `AGE`. With Redis away, and inside a transaction, whose own
writes nobody else may see, everybody makes it alone.

What is shared is the same for all who get it. So `make` takes nothing of who asks but what stands in `what`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from time import perf_counter as stopwatch
from typing import Any, TypeVar

from django.db import connection

from camps.live.counter import counter

AGE = timedelta(seconds=10)
LATELY, MEANWHILE = 1.0, 10.0  # seconds
MOST = 256

Made = TypeVar("Made")
Key = tuple[int, Hashable]


@dataclass(frozen=True, slots=True)
class _Kept:
    counter: str
    made_at: datetime
    begun: float  # by the stopwatch
    value: Any


_kept: dict[Key, _Kept] = {}
_locks: dict[Key, Lock] = {}
_at_work: Counter[int] = Counter()
_one_counts = Lock()


def shared(camp_id: int, what: Hashable, make: Callable[[], Made], *, now: datetime) -> Made:
    """What `make` gives, or gave to somebody else while nothing has changed. Nobody may write on it."""
    if connection.in_atomic_block:
        return make()
    key = (camp_id, what)
    with _locks.setdefault(key, Lock()):
        # Not before it is one's turn: of those who waited, each with a number of its own, each would make it anew.
        seen = counter(camp_id)
        if seen is not None:
            known = _kept.get(key)
            if known is None or known.counter != seen or not _is_young(known, now):
                begun = stopwatch()
                with making(camp_id):
                    value = make()
                _make_room(now)
                known = _kept[key] = _Kept(seen, now, begun, value)
            made: Made = known.value
            return made
    return make()


def there(camp_id: int, what: Hashable, *, counter: str, has: str, now: datetime) -> tuple[Any, str] | None:
    """What is kept of this, and under which number it was made; None for what is to be made.

    What was made less than a second ago does, however much happens; and while another thread makes anything of this
    camp anew, what was made up to ten seconds ago: it held until the change. Its older number says so, and the next
    asking brings the new. Else each change would hold every thread of a process, and whoever asks for anything else
    would stand behind them. Nothing older does than what the screen `has`: whoever pressed a button there would see it
    undone.
    """
    known = _kept.get((camp_id, what))
    if known is None or not _is_young(known, now):
        return None
    old = stopwatch() - known.begun
    does = old < (MEANWHILE if _at_work[camp_id] else LATELY) and int(known.counter) >= int(has)
    return (known.value, known.counter) if known.counter == counter or does else None


@contextmanager
def making(camp_id: int) -> Iterator[None]:
    """Somebody makes something of this camp."""
    with _one_counts:
        _at_work[camp_id] += 1
    try:
        yield
    finally:
        with _one_counts:
            _at_work[camp_id] -= 1


def _is_young(known: _Kept, now: datetime) -> bool:
    """Also where it is from a moment after `now`: who waited for it began before."""
    return abs(now - known.made_at) < AGE


def _make_room(now: datetime) -> None:
    """What is too old is of no use; what is left of too many goes altogether."""
    if len(_kept) < MOST:
        return
    for key, known in list(_kept.items()):
        if not _is_young(known, now):
            _kept.pop(key, None)
            _locks.pop(key, None)  # who holds it makes it; another may make it beside: it costs, and does no harm
    if len(_kept) >= MOST:
        _kept.clear()
        _locks.clear()
