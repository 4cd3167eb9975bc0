"""Half-open periods `[start, end)` on a line of whole minutes. Pure: no Django, no clock."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Span = tuple[int, int]


def minute(at: datetime) -> int:
    """Whole minutes since 1970 in UTC, rounded down. Raises ValueError for a naive time."""
    if at.tzinfo is None:
        raise ValueError(f"{at!r} has no time zone; give an aware time")
    return (at - EPOCH) // timedelta(minutes=1)


def instant(at: int) -> datetime:
    """The UTC instant of a minute."""
    return EPOCH + timedelta(minutes=at)


def overlaps(a: Span, b: Span) -> bool:
    """Do two half-open spans share time? Touching ones do not: the one rule for all 13 relations of Allen (1983)."""
    return a[0] < b[1] and b[0] < a[1]


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same time as sorted, disjoint spans; touching ones become one, empty ones vanish."""
    result: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        else:
            result.append((start, end))
    return result


def without(spans: Iterable[Span], away: Iterable[Span]) -> list[Span]:
    """The time of `spans` that is in none of `away`."""
    left = merged(spans)
    for gone in merged(away):
        left = [
            piece
            for span in left
            for piece in ((span[0], min(span[1], gone[0])), (max(span[0], gone[1]), span[1]))
            if piece[0] < piece[1]
        ]
    return left


def covering(spans: Sequence[Span], wanted: Span) -> bool:
    """Is `wanted` whole inside one of the sorted, disjoint `spans`?"""
    index = bisect_right(spans, wanted[0], key=lambda span: span[0]) - 1
    return index >= 0 and spans[index][1] >= wanted[1]


@dataclass
class Busy:
    """The disjoint spans in which one resource is held, kept sorted."""

    spans: list[Span] = field(default_factory=list)

    def clash(self, wanted: Span) -> Span | None:
        """The first held span that overlaps `wanted`, or None."""
        index = bisect_left(self.spans, wanted[1], key=lambda span: span[0])
        if index and overlaps(self.spans[index - 1], wanted):
            first = index - 1
            while first and overlaps(self.spans[first - 1], wanted):
                first -= 1
            return self.spans[first]
        return None

    def add(self, span: Span) -> None:
        """Hold `span`. Raises ValueError when any of it is held already."""
        if self.clash(span):
            raise ValueError(f"{span} overlaps {self.clash(span)}")
        insort(self.spans, span)

    def remove(self, span: Span) -> None:
        self.spans.remove(span)
