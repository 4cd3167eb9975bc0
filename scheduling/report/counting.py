"""Shares with their count, and the middle of many. Nothing is divided by nothing: what has no figures is None."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Share:
    """`many` of `whole`; `percent` is None where there is no whole."""

    many: int
    whole: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.many / self.whole) if self.whole else None


def percentile(values: Sequence[float], share: float) -> float | None:
    """The value that `share` (0 to 1) of them do not exceed, between two of them on the line; None of none."""
    if not values:
        return None
    ordered = sorted(values)
    at = share * (len(ordered) - 1)
    below = int(at)
    if below + 1 == len(ordered):
        return float(ordered[below])
    return ordered[below] + (at - below) * (ordered[below + 1] - ordered[below])
