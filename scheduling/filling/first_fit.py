"""A plain first fit: urgent first, families together, inside arrival limits. Correct and quick, not optimal."""

from __future__ import annotations

from scheduling.filling.board import Board
from scheduling.filling.problem import Camp, Filled, LeftOut, Need, Place, Shortage

REASONS = {
    "station": "no {kind} with room",
    "doctor": "no doctor with the skill was free",
    "anaesthetist": "no anaesthetist was free",
    "kit": "no {equipment} was free",
    "window": "the arrival windows were full",
    "patient": "the patient has another appointment",
}


def fill(camp: Camp) -> Filled:
    """Place every need it can; say for each one left out which resource was short. Same input, same answer."""
    board = Board(camp)
    filled = Filled()
    hopeless: dict[tuple[object, ...], tuple[Shortage, ...]] = {}
    groups = in_order(camp.needs)
    for group in groups:
        together = len(group) > 1 and place_together(board, group)
        if together:
            filled.places.update(together)
        else:
            if len(group) > 1:
                filled.split.append(group[0].family or 0)
            for need in group:
                if need.signature in hopeless:  # resources only shrink: what failed once fails again
                    filled.left_out.append(LeftOut(need.registration, hopeless[need.signature]))
                    continue
                place = place_one(board, need)
                if place:
                    filled.places[need.registration] = place
                else:
                    hopeless[need.signature] = why_not(board, need)
                    filled.left_out.append(LeftOut(need.registration, hopeless[need.signature]))
    return filled


def in_order(needs: tuple[Need, ...]) -> list[list[Need]]:
    """Families as one group, each at the place of its most urgent member; then by camp number."""
    groups: dict[object, list[Need]] = {}
    for need in sorted(needs, key=lambda need: (need.urgency, need.number)):
        key = ("family", need.family) if need.family else ("alone", need.registration)
        groups.setdefault(key, []).append(need)
    return sorted(groups.values(), key=lambda group: (group[0].urgency, group[0].number))


def place_one(board: Board, need: Need) -> Place | None:
    """The first place on any day; within a day the earliest start over all stations."""
    for day in board.camp.days:
        places = [place for unit in board.units(need) if (place := board.first(need, unit, day))]
        if places:
            place = min(places, key=lambda place: place.span[0])
            board.take(place)
            return place
    return None


def place_together(board: Board, group: list[Need]) -> dict[int, Place]:
    """All of a family on one day, or nothing."""
    for day in board.camp.days:
        taken: dict[int, Place] = {}
        for need in group:
            places = [place for unit in board.units(need) if (place := board.first(need, unit, day))]
            if not places:
                break
            taken[need.registration] = min(places, key=lambda place: place.span[0])
            board.take(taken[need.registration])
        if len(taken) == len(group):
            return taken
        for place in taken.values():
            board.free(place)
    return {}


def why_not(board: Board, need: Need) -> tuple[Shortage, ...]:
    """Each resource whose removal alone opens a start; where none does, the pair that does; else all of them."""
    kinds = [kind for kind in REASONS if kind != "anaesthetist" or need.anaesthetist]

    def opens(*kinds: str) -> bool:
        relaxed = board.ignoring(*kinds)
        return any(relaxed.first(need, unit, day) for day in board.camp.days for unit in relaxed.units(need))

    alone = [kind for kind in kinds if opens(kind)]
    if not alone:
        pairs = [(one, two) for index, one in enumerate(kinds) for two in kinds[index + 1 :]]
        alone = list(next((pair for pair in pairs if opens(*pair)), kinds[:1]))
    return tuple(
        Shortage(kind, REASONS[kind].format(kind=need.kind, equipment=" or ".join(sorted(need.equipment)) or "kit"))
        for kind in alone
    )
