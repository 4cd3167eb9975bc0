"""One exact place: this table, this minute, this team. The first fit chooses; here it was chosen, and is only asked."""

from __future__ import annotations

from collections.abc import Mapping

from scheduling.filling.board import Board
from scheduling.filling.problem import Hold, KitUnit, Need, Place, Shortage, Unit
from scheduling.intervals import Span, covering


def exactly(
    board: Board, need: Need, unit: Unit, *, start: int, leader: int | None, anaesthetist: int | None, strict: bool
) -> Place | Shortage:
    """The whole place with everything it holds, or the first thing that is in the way; `start` in minutes since 1970.

    Kit units are chosen here: any that is free, the lowest first. Not `strict`: the kind of station and the skill of
    who leads are not asked, as a person may have overruled them for this patient already.
    """
    span = (start, start + need.minutes)
    on_table = (start, start + need.minutes + need.turnover)
    if strict and (unit.kind != need.kind or not board.equipped(unit, need)):
        return Shortage("station", f"{unit.name} is not for this any more")
    if board.held(need.patient).clash(span):
        return Shortage("patient", "the patient has another appointment then")
    if not covering(unit.open, span):
        return Shortage("station", f"{unit.name} is closed then")
    if board.held(unit.resource).clash(on_table):
        return Shortage("station", f"{unit.name} is taken")
    window = board.window(unit.station, start)
    if window is None:
        return Shortage("window", f"{unit.name} takes nobody in then")
    if board.taken[window.slot] >= window.capacity:
        return Shortage("window", f"the arrival window at {unit.name} is full")
    holds = [Hold(need.patient, "patient", span), Hold(unit.resource, "station", on_table)]
    team = _team(board, need, span, {_leading(need): leader, "anaesthetist": anaesthetist}, strict=strict)
    if isinstance(team, Shortage):
        return team
    holds += team
    for name in sorted(need.equipment - unit.equipment):
        kit = board.kit(name, span)
        if not isinstance(kit, KitUnit):
            return Shortage("kit", f"no {name} is free")
        holds.append(Hold(kit.resource, "kit", (span[0], span[1] + kit.sterilise)))
    return Place(unit.station, window.slot, span, window.span[0], tuple(sorted(holds, key=lambda hold: hold.resource)))


def _leading(need: Need) -> str:
    return "surgeon" if need.kind == "table" else "examiner"


def _team(
    board: Board, need: Need, span: Span, team: Mapping[str, int | None], *, strict: bool
) -> list[Hold] | Shortage:
    """Who leads and who watches over the sleep, each there and free for all of it."""
    holds = []
    for part, who in team.items():
        if who is None:
            continue
        staff = next((each for each in board.camp.staff if each.resource == who), None)
        if staff is None:
            return Shortage("doctor", f"the {part} has no shift at this camp any more")
        if strict and part == _leading(need) and not staff.can(need.specialties):
            return Shortage("doctor", f"{staff.name} does not do this any more")
        if not covering(staff.there, span):
            return Shortage("doctor", f"{staff.name} is not there then")
        if board.held(who).clash(span):
            return Shortage("doctor", f"{staff.name} is with somebody else then")
        holds.append(Hold(who, part, span))
    return holds
