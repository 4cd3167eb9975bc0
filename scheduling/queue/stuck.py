"""Who is stuck: somebody ought to look after them, because nothing has happened for too long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Why(StrEnum):
    """What is the matter, in the order of the tickets' states."""

    NOT_COMING = "not coming"  # called, and did not come in
    WAITS_LONG = "waits long"
    ASIDE_LONG = "aside long"
    NOT_BACK = "not back"  # missed
    NOT_TODAY = "not today"  # waits for an operation that was cancelled or moved to another day
    NOWHERE = "nowhere"  # arrived, waits in no lane, and the way has not ended


AFTER = {
    "called": (Why.NOT_COMING, timedelta(minutes=5)),
    "waiting": (Why.WAITS_LONG, timedelta(hours=2)),
    "parked": (Why.ASIDE_LONG, timedelta(minutes=30)),
    "missed": (Why.NOT_BACK, timedelta(0)),
    "": (Why.NOWHERE, timedelta(0)),
}


@dataclass(frozen=True, slots=True)
class Stuck:
    """What is the matter, and for how long."""

    why: Why
    long: timedelta


def stuck_one(state: str, *, since: datetime, now: datetime) -> Stuck | None:
    """Whether somebody in this state since then needs a look; an empty `state` has no open ticket."""
    if state not in AFTER:
        return None
    why, after = AFTER[state]
    long = max(timedelta(0), now - since)
    return Stuck(why, long) if long >= after else None
