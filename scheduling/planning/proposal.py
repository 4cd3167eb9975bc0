"""What planning a day again comes to: where everybody is, who moves by how much, who has no place, who stays longer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from scheduling.planning.overtime import Longer
from scheduling.planning.problem import Case, Problem, Spot

FAR = 30  # minutes: who is moved by more has to be told with care


class Aim(StrEnum):
    """What a proposal puts first, once everybody who can be served is."""

    FEWEST = "fewest"  # people moved
    NEAREST = "nearest"  # minutes moved, in sum
    SOONEST = "soonest"  # nobody waits longer than needed


@dataclass(frozen=True, slots=True)
class Move:
    """One person's change, in minutes; `table` and `team` say whether those change."""

    case: int
    minutes: int
    table: bool
    team: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """A day planned again. `dropped` are those who stood that day and have no place any more.

    `longer` is who and what must be there beyond the hours, for emergencies only; `helpless` are emergencies that
    nobody of the camp can operate on, at any hour of the day.
    """

    aim: Aim | None  # None: everybody only moved right
    spots: Mapping[int, Spot]
    moves: tuple[Move, ...]
    dropped: tuple[int, ...]
    longer: tuple[Longer, ...] = ()
    helpless: tuple[int, ...] = ()

    @property
    def moved_far(self) -> int:
        return sum(abs(move.minutes) > FAR for move in self.moves)

    @property
    def minutes_moved(self) -> int:
        return sum(abs(move.minutes) for move in self.moves)

    @property
    def overtime(self) -> int:
        """Minutes that tables are open longer."""
        return sum(each.until - each.since for each in self.longer if each.what == "table")


def proposal_of(
    problem: Problem,
    day: int,
    spots: Mapping[int, Spot],
    aim: Aim | None,
    *,
    longer: tuple[Longer, ...] = (),
    helpless: tuple[int, ...] = (),
) -> Proposal:
    """What these spots change of what stands on `day`. Who was `helpless` before the search may have a spot now."""
    moves = []
    dropped = []
    for case in problem.cases:
        stands = case.stands
        if stands is None or stands.day != day:
            continue
        if case.key not in spots:
            dropped.append(case.key)
        elif (move := _move(case, stands, spots[case.key])) is not None:
            moves.append(move)
    without = tuple(key for key in helpless if key not in spots)
    return Proposal(aim, dict(spots), tuple(moves), tuple(dropped), longer, without)


def _move(case: Case, stood: Spot, stands: Spot) -> Move | None:
    team = (stood.leader, stood.anaesthetist) != (stands.leader, stands.anaesthetist)
    if (stood.start, stood.table) == (stands.start, stands.table) and not team:
        return None
    return Move(case.key, stands.start - stood.start, stood.table != stands.table, team)
