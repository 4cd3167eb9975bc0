"""The order of the five moments of an operation. An operation may be given up before the knife: in, and out again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from scheduling.logs.reading import LONGEST

WHEELS_IN, KNIFE, CLOSED, OUT, CLEAN = KINDS = ("wheels_in", "knife", "closed", "out", "clean")
NEEDS = {KNIFE: WHEELS_IN, CLOSED: KNIFE, OUT: WHEELS_IN, CLEAN: OUT}
# What an operation must have for its length to teach anything: one that never began says nothing of its procedure.
TIMED = frozenset({WHEELS_IN, KNIFE, OUT})

Marks = Mapping[str, datetime]


class Fault(NamedTuple):
    """`kind` can't stand beside `other`: it needs it (`missing`), is `before` it, or comes `too_long` after it."""

    what: str
    kind: str
    other: str


def fault_of(marks: Marks) -> Fault | None:
    """The first thing that can't be, or None. Nothing else happens in the very moment of coming in."""
    for kind in KINDS:
        if kind in marks and (other := NEEDS.get(kind)) and other not in marks:
            return Fault("missing", kind, other)
    for earlier, later in pairwise(_in_order(marks)):
        if marks[later] < marks[earlier] or (earlier == WHEELS_IN and marks[later] == marks[earlier]):
            return Fault("before", later, earlier)
    if OUT in marks and marks[OUT] - marks[WHEELS_IN] > timedelta(minutes=LONGEST):
        return Fault("too_long", OUT, WHEELS_IN)
    return None


def next_kind(marks: Iterable[str]) -> str | None:
    """What is to come after the last of these; None once all is over."""
    last = max((KINDS.index(kind) for kind in marks), default=-1)
    return KINDS[last + 1] if last + 1 < len(KINDS) else None


def length_of(marks: Marks) -> tuple[datetime, datetime] | None:
    """From coming in to going out, as plans hold a table for it (cleaning is apart); None while it teaches nothing."""
    return (marks[WHEELS_IN], marks[OUT]) if marks.keys() >= TIMED else None


def _in_order(marks: Marks) -> list[str]:
    return [kind for kind in KINDS if kind in marks]
