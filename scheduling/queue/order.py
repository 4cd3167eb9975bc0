"""Who is next in a lane: waiting earns points, and whom it hurts more to wait earns them faster.

Accumulating priority (Kleinrock 1964; Stanford, Taylor & Ziedins 2014) with one bound: the extra of a class is earned
in the first hour of waiting only. From then on everybody earns alike, so the order of two people who both waited for
an hour never changes again, and nobody is passed by somebody who came more than HEAD_START later.

Before the points stand two plain lists: emergencies, first come first served, and those whom a plan gives a time here
(the theatre's list), by that time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from itertools import chain

EMERGENCY = 1  # the urgency that goes before everything


class Extra(StrEnum):
    """Why somebody's minutes count for more, or less, than a minute."""

    URGENT = "urgent"
    SOON = "soon"
    CHILD = "child"
    ELDERLY = "elderly"
    WALK_IN = "walk-in"


# Points of a minute on top of the one that everybody earns. After the first hour "urgent" is as if one had come two
# hours earlier, "soon" one hour; a small child or an elderly person half an hour, who bear waiting badly but are not
# sicker; a walk-in as if half an hour later, so that a booking is worth something and walking in is not hopeless.
RATES = {Extra.URGENT: 2.0, Extra.SOON: 1.0, Extra.CHILD: 0.5, Extra.ELDERLY: 0.5, Extra.WALK_IN: -0.5}
OF_URGENCY = {2: Extra.URGENT, 3: Extra.SOON}
AGEING = timedelta(hours=1)  # how long the extra is earned
# The most that anybody can catch up: an urgent child that was booked against a routine walk-in.
HEAD_START = AGEING * (RATES[Extra.URGENT] + RATES[Extra.CHILD] - RATES[Extra.WALK_IN])
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A person who waits in a lane; `key` is the ticket.

    `arrived_at`: since when in this lane. `window_at`: what he or she was booked for; None is a walk-in. `urgency` from
    1 (emergency) to 4 (routine). `child`: below six years; `elderly`: 65 and over. `planned_at`: when a plan has the
    person begin at this lane's stations.
    """

    key: int
    arrived_at: datetime
    window_at: datetime | None = None
    urgency: int = 4
    child: bool = False
    elderly: bool = False
    planned_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class GoesAhead:
    """Somebody was let go first by those in `over`, or the desk has moved the ticket before them.

    `behind` are those who stood before as well and did not agree: whatever becomes of the others, they are not passed.
    """

    key: int
    over: frozenset[int]
    by_desk: bool = False
    behind: frozenset[int] = frozenset()


class Rank(IntEnum):
    """Which of the three lists somebody stands in; they follow one another."""

    EMERGENCY = 0
    PLANNED = 1
    WAITING = 2


@dataclass(frozen=True, slots=True)
class Parts:
    """Where the points come from: `minutes` counted from `since`, and the extras that were earned on top."""

    rank: Rank
    since: datetime
    minutes: float
    extras: tuple[Extra, ...] = ()
    booked_for: datetime | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A place in the lane, from 1. `by_rule` is the place without anybody moved; `moved` is what moved this one."""

    key: int
    place: int
    points: float
    parts: Parts
    by_rule: int
    moved: GoesAhead | None = None


def in_order(waiting: Iterable[Waiting], ahead: Sequence[GoesAhead] = (), *, now: datetime) -> list[Placed]:
    """Everybody in a lane, the next one first; `ahead` in the order in which it happened.

    Each of `ahead` takes its ticket to just before the first of those it goes before who still waits, and does nothing
    where it stands before them already. Nobody gets before an emergency that way, and no emergency needs it. Who was
    let go first also stays behind those who are more urgent, as the team saw them, and those who did not agree.
    """
    people = {person.key: person for person in waiting}
    parts = {key: _parts(person, now) for key, person in people.items()}
    points = {key: _points(one, now) for key, one in parts.items()}

    def by_rule(key: int) -> tuple[Rank, timedelta, datetime, datetime, int]:
        one = parts[key]
        worth = points[key] if one.rank is Rank.WAITING else timedelta(0)  # the other lists go by their hour alone
        return one.rank, -worth, one.since, people[key].arrived_at, key

    order = sorted(people, key=by_rule)
    ruled = {key: place for place, key in enumerate(order, 1)}
    emergencies = {key for key in people if parts[key].rank is Rank.EMERGENCY}
    urgency = {key: person.urgency for key, person in people.items()}
    moved = _moved(order, [one for one in ahead if one.key in people and one.key not in emergencies], urgency)
    return [
        Placed(key, place, points[key] / MINUTE, parts[key], ruled[key], moved.get(key))
        for place, key in enumerate(order, 1)
    ]


def _moved(order: list[int], ahead: Iterable[GoesAhead], urgency: Mapping[int, int]) -> dict[int, GoesAhead]:
    """Move them in place; what moved each of them last."""
    moved = {}
    for one in ahead:
        own = order.index(one.key)
        first = _first_passed(order[:own], one, urgency)
        if first is not None:
            order.insert(first, order.pop(own))
            moved[one.key] = one
    return moved


def _first_passed(before: Sequence[int], one: GoesAhead, urgency: Mapping[int, int]) -> int | None:
    """The place to which it goes up, None where it stays: whom it may not pass, stops it."""
    least = EMERGENCY + 1 if one.by_desk else urgency[one.key]
    found = None
    for place in reversed(range(len(before))):
        other = before[place]
        if other in one.behind or urgency[other] < least:
            break
        if other in one.over:
            found = place
    return found


def _parts(person: Waiting, now: datetime) -> Parts:
    """Those who were booked are counted from their hour: to come early gains nothing, to come late costs the wait."""
    if person.urgency == EMERGENCY:
        return Parts(Rank.EMERGENCY, person.arrived_at, _counted(person.arrived_at, now) / MINUTE)
    if person.planned_at is not None:
        planned = person.planned_at
        return Parts(Rank.PLANNED, planned, _counted(planned, now) / MINUTE, booked_for=planned)
    since = person.arrived_at if person.window_at is None else max(person.arrived_at, person.window_at)
    return Parts(Rank.WAITING, since, _counted(since, now) / MINUTE, tuple(_extras(person)), person.window_at)


def _extras(person: Waiting) -> Iterable[Extra]:
    of_urgency = OF_URGENCY.get(person.urgency)
    of_age = Extra.CHILD if person.child else Extra.ELDERLY if person.elderly else None
    walked_in = Extra.WALK_IN if person.window_at is None else None
    return (extra for extra in (of_urgency, of_age, walked_in) if extra is not None)


def _points(parts: Parts, now: datetime) -> timedelta:
    """In exact time, not in floats: two who are equal must not change places from one look to the next."""
    counted = _counted(parts.since, now)
    early = min(counted, AGEING)
    return sum(chain([counted], (early * RATES[extra] for extra in parts.extras)), timedelta(0))


def _counted(since: datetime, now: datetime) -> timedelta:
    return max(timedelta(0), now - since)
