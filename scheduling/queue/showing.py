"""An expected time as people read it: a range in full five minutes, and whether what they were told still holds."""

from __future__ import annotations

from datetime import datetime, timedelta

from scheduling.queue.estimate import Estimate
from scheduling.queue.pace import MINUTE

FIVE = timedelta(minutes=5)


def shown(estimate: Estimate, *, now: datetime) -> tuple[datetime, datetime]:
    """The range as it is shown: outward to full five minutes, never before now."""
    day = estimate.low.replace(hour=0, minute=0, second=0, microsecond=0)
    low = day + (estimate.low - day) // FIVE * FIVE
    high = day - (day - estimate.high) // FIVE * FIVE
    return max(low, now), max(high, now + FIVE)


def moved_by(told: tuple[datetime, datetime], estimate: Estimate) -> int:
    """Whole minutes by which the call is later (or, below zero, earlier) than the range that somebody was told.

    0 as long as the middle of what is expected now lies within it: what was told is still true.
    """
    low, high = told
    if low <= estimate.mid <= high:
        return 0
    return round((estimate.mid - (low + (high - low) / 2)) / MINUTE)
