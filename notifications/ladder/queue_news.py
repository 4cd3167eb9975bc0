"""What somebody who waits in the queue is told next: a new hour to come at, or that the turn is near. Pure.

Few texts and true ones: only when the call moved by more than the camp's limit beyond what was said, at most one in
twenty minutes, never the hour that was said last, never an hour that has passed. "Near" is said once a lane, and not to
who found no more people there on joining it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from scheduling.queue.estimate import Estimate
from scheduling.queue.showing import FIVE, moved_by, shown

APART = timedelta(minutes=20)
NEAR = 2  # so many are before somebody whose turn is near


class Said(StrEnum):
    """Why something is written down as told."""

    SEEN = "seen"  # on the page, on joining: no text
    COME_AT = "come at"
    NEARLY = "nearly"


@dataclass(frozen=True, slots=True)
class Heard:
    """What was last told: `low` is the hour said. `texts` counts the texts, `nearly`: this was said, or not needed."""

    low: datetime
    high: datetime
    at: datetime
    texts: int = 0
    nearly: bool = False


@dataclass(frozen=True, slots=True)
class News:
    """What is told now, and what stands as heard from then on."""

    said: Said
    heard: Heard


def news(heard: Heard | None, estimate: Estimate, *, before: int, limit: timedelta, now: datetime) -> News | None:
    """None while what was said is still true. `before` is how many people are before the one who waits."""
    low, high = _range(estimate, now=now)
    near = before <= NEAR
    if heard is None:
        return News(Said.SEEN, Heard(low, high, now, nearly=near))
    told = Heard(low, high, now, heard.texts + 1, heard.nearly or near)
    if near and not heard.nearly:
        return News(Said.NEARLY, told)
    if heard.texts and now - heard.at < APART:
        return None
    moved = abs(moved_by((heard.low, heard.high), estimate)) * timedelta(minutes=1)
    return News(Said.COME_AT, told) if moved > limit and low != heard.low else None


def _range(estimate: Estimate, *, now: datetime) -> tuple[datetime, datetime]:
    """As it is shown, the first hour in full five minutes even where it is now."""
    low, high = shown(estimate, now=now)
    day = low.replace(hour=0, minute=0, second=0, microsecond=0)
    low = day - (day - low) // FIVE * FIVE
    return low, max(high, low)
