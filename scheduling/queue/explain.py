"""Why somebody stands where he or she stands: how many are before, each counted under the one reason that decides.

Enums and counts only. The words are made where the reader's language is known, and nobody learns who the others are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from scheduling.queue.order import OF_URGENCY, RATES, Extra, Placed, Rank


class Reason(StrEnum):
    """Why another one is before me, in the order in which it is told."""

    EMERGENCY = "emergency"
    MORE_URGENT = "more urgent"
    BOOKED_BEFORE = "booked before"
    WAITED_LONGER = "waited longer"
    CHILD_OR_ELDERLY = "child or elderly"
    LET_GO_FIRST = "let go first"
    MOVED_BY_DESK = "moved by the desk"


@dataclass(frozen=True, slots=True)
class Why:
    """`before` sums up to `place` - 1 and holds no zeros. `by_rule` is the place if nobody had been moved."""

    place: int
    by_rule: int
    before: Mapping[Reason, int]
    moved: Reason | None = None  # what moved this one ahead itself


def why(placed: Sequence[Placed], key: int) -> Why:
    """Why this ticket stands where `in_order` has put it. Raises KeyError for one that isn't there."""
    me = next((one for one in placed if one.key == key), None)
    if me is None:
        raise KeyError(key)
    counted = Counter(_decides(other, me) for other in placed if other.place < me.place)
    return Why(
        place=me.place,
        by_rule=me.by_rule,
        before={reason: counted[reason] for reason in Reason if counted[reason]},
        moved=_moved(me),
    )


def let_first(placed: Sequence[Placed], key: int) -> frozenset[int]:
    """Those before this ticket only because they were let go first, by their keys: for who wants to know by whom."""
    me = next(one for one in placed if one.key == key)
    before = (other for other in placed if other.place < me.place)
    return frozenset(other.key for other in before if _decides(other, me) is Reason.LET_GO_FIRST)


def _decides(other: Placed, me: Placed) -> Reason:
    """The one thing that puts the other one first."""
    his, mine = other.parts, me.parts
    if other.by_rule > me.by_rule:
        return _moved(other) or Reason.MOVED_BY_DESK
    if his.rank is not mine.rank:
        return Reason.EMERGENCY if his.rank is Rank.EMERGENCY else Reason.BOOKED_BEFORE
    if his.rank is Rank.EMERGENCY:
        return Reason.WAITED_LONGER
    if his.rank is Rank.PLANNED:
        return Reason.BOOKED_BEFORE
    if his.since <= mine.since:  # time alone would do
        booked = his.booked_for is not None and (mine.booked_for is None or his.booked_for < mine.booked_for)
        return Reason.BOOKED_BEFORE if booked else Reason.WAITED_LONGER
    by_reason = {
        Reason.MORE_URGENT: _rate(other, *OF_URGENCY.values()) - _rate(me, *OF_URGENCY.values()),
        Reason.CHILD_OR_ELDERLY: _rate(other, Extra.CHILD, Extra.ELDERLY) - _rate(me, Extra.CHILD, Extra.ELDERLY),
        Reason.BOOKED_BEFORE: _rate(other, Extra.WALK_IN) - _rate(me, Extra.WALK_IN),
    }
    return max(by_reason, key=lambda reason: by_reason[reason])


def _rate(one: Placed, *extras: Extra) -> float:
    return sum(RATES[extra] for extra in extras if extra in one.parts.extras)


def _moved(one: Placed) -> Reason | None:
    if one.moved is None:
        return None
    return Reason.MOVED_BY_DESK if one.moved.by_desk else Reason.LET_GO_FIRST
