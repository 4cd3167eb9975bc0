"""Which fate the facts of a day propose for one person, and where a person must decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

DONE, SEEN, MOVED, NOT_COME = "done", "seen", "moved", "not_come"
LEFT, DEFERRED, REFERRED = "left", "deferred", "referred"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one person on one day.

    `queue`: "" never in it, "open" still in it, "ended" the way ended, "left". `booked`: a place today that stands;
    `operation`: that it is one. `over`: the hour of that place is over. `operated`: there is a real end of it.
    `table` is what the theatre's board says: "" nothing, "in" still there, "given_up" out again before the knife,
    "over" operated on. `in_theatre`: the queue served them at a table today. `decided` is today's decision (deferred,
    referred), `later` a place on a later day.
    """

    arrived: bool = False
    queue: str = ""
    booked: bool = False
    operation: bool = False
    over: bool = False
    operated: bool = False
    table: str = ""
    in_theatre: bool = False
    decided: str = ""
    later: bool = False


class Proposed(NamedTuple):
    """`sure`: nobody need look at it. Else `fate` is only what is likeliest (or empty) and `why` says what is open."""

    fate: str
    sure: bool
    why: str


def propose(facts: Facts) -> Proposed:
    """The first that holds; an open place in the queue always asks for a person, since somebody may still lie there."""
    by_queue = facts.operation and facts.in_theatre and facts.queue == "ended" and facts.table != "given_up"
    operated = facts.operated or by_queue
    if facts.table == "in":
        return Proposed(DONE, sure=False, why="on_table")
    if facts.queue == "open":
        likely = DONE if operated else facts.decided or (MOVED if facts.later else "")
        return Proposed(likely, sure=False, why="queue")
    if operated:
        return Proposed(DONE, sure=True, why="operated")
    if facts.decided:
        return Proposed(facts.decided, sure=True, why="decided")
    if facts.later:
        return Proposed(MOVED, sure=True, why="later")
    if facts.queue == "left":
        return Proposed(LEFT, sure=True, why="left")
    if facts.table == "given_up":
        return Proposed("", sure=False, why="given_up")
    if facts.arrived:
        return _there(facts)
    if facts.booked and facts.over:
        return Proposed(NOT_COME, sure=True, why="absent")
    return Proposed("", sure=False, why="expected" if facts.booked else "taken_back")


def _there(facts: Facts) -> Proposed:
    """Came, and no longer waits anywhere."""
    if facts.booked and facts.operation:
        return Proposed("", sure=False, why="not_begun")
    if facts.queue == "ended":
        return Proposed(SEEN, sure=True, why="ended")
    return Proposed(SEEN if facts.booked else "", sure=False, why="no_queue")
