"""Between which hours of a day an operation may begin: arrival, the fast, the last way home."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

YOUNG_CHILD = 6  # years: below it the shorter fast holds
NOON = 12 * 60


@dataclass(frozen=True, slots=True)
class Fast:
    """A camp's fast: nobody eats after `since`; `longest` hours are bearable, `longest_child` for young children."""

    since: time
    longest: int
    longest_child: int


@dataclass(frozen=True, slots=True)
class StartHours:
    """Minutes of any day at the venue. None: no such limit. `home_by` is when recovery must be over."""

    earliest: int = 0
    latest: int | None = None
    home_by: int | None = None

    def latest_of(self, minutes: int, recovery: int) -> int | None:
        """The last minute at which something this long may begin, by the fast and by the way home."""
        ends = [self.latest, None if self.home_by is None else self.home_by - minutes - recovery]
        return min((end for end in ends if end is not None), default=None)


def start_hours(
    *,
    arrives: time | None = None,
    home_by: time | None = None,
    stays: bool = False,
    fasting_hours: int = 0,
    fast: Fast | None = None,
    years: int | None = None,
) -> StartHours:
    """Who stays the night (`stays`) needs no bus. `fasting_hours` is the least that the procedure asks for, 0: none.

    A fast that begins after noon began the evening before. The longest fast is never shorter than what is asked for.
    """
    earliest = minutes_of(arrives) if arrives else 0
    latest = None
    if fast and fasting_hours:
        since = minutes_of(fast.since) - (24 * 60 if minutes_of(fast.since) >= NOON else 0)
        longest = fast.longest_child if years is not None and years < YOUNG_CHILD else fast.longest
        earliest = max(earliest, since + fasting_hours * 60)
        latest = since + max(longest, fasting_hours) * 60
    return StartHours(max(0, earliest), latest, minutes_of(home_by) if home_by and not stays else None)


def minutes_of(at: time) -> int:
    return at.hour * 60 + at.minute
