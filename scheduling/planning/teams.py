"""Who leads and who gives anaesthesia, once places and hours are settled: few delays go from table to table.

Whoever works at one table and then at another carries the delay of the first along, the more surely the less time
lies between. The operations of each person and day are a chain. Two chains exchange their ends, or one gives the other
an operation, for as long as that makes such crossings fewer or wider: the 2-opt* of routing with time windows
(Potvin & Rousseau 1995). Nobody's place, day or hour changes.
"""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from itertools import combinations, product
from math import exp
from typing import NamedTuple

from scheduling.planning.grid import Grid, Held, Job, ones
from scheduling.planning.schedule import Schedule

CARRIED = 60  # minutes between two tables make a crossing weigh e times less
GAIN = 1e-9  # is none
LEADER, ANAESTHETIST = "leader", "anaesthetist"


class Turn(NamedTuple):
    """One operation in somebody's day, in slots. `able` has a bit for each doctor who could do it."""

    start: int
    end: int
    table: int
    able: int
    job: int
    role: str


Chain = list[Turn]


def settle_teams(schedule: Schedule, fixed: frozenset[int] = frozenset()) -> None:
    """Exchange people for fewer crossings. Those in `fixed` keep their team, others a surgeon they wished for."""
    for day in schedule.grid.days:
        chains = _chains(schedule, day, fixed)
        _untangle(chains, CARRIED / schedule.grid.step)
        _write(schedule, chains)


def _chains(schedule: Schedule, day: int, fixed: frozenset[int]) -> dict[int, Chain]:
    """By doctor, also those with nothing to do."""
    grid = schedule.grid
    found: dict[int, Chain] = defaultdict(list)
    for index in sorted(schedule.on_day[day]):
        job, held = grid.jobs[index], schedule.held[index]
        for role, who in ((LEADER, held.leader), (ANAESTHETIST, held.anaesthetist)):
            if who >= 0:
                able = 1 << who if index in fixed else _able(grid, job, day, held.start, role, who)
                found[who].append(Turn(held.start, held.start + job.length, held.table, able, index, role))
    for who in range(len(grid.tables), len(grid.open)):
        found[who].sort()
    return found


def _able(grid: Grid, job: Job, day: int, start: int, role: str, who: int) -> int:
    """Who may do it and is there, whatever else they do."""
    if role == ANAESTHETIST:
        doctors = list(grid.anaesthetists)
    elif job.case.preferred is not None and grid.doctor_at.get(job.case.preferred) == who:
        return 1 << who
    else:
        doctors = [lead.doctor for lead in job.leads if lead.starts is None or lead.starts[day] >> start & 1]
    wanted = ones(job.length) << start
    return sum(1 << doctor for doctor in doctors if not wanted & ~grid.open[doctor][day])


def _untangle(chains: dict[int, Chain], carried: float) -> None:
    """Every exchange makes the sum of crossings less, so it ends."""
    better = True
    while better:
        better = False
        for one, other in combinations(sorted(chains), 2):
            exchanged = _exchanged(chains[one], chains[other], one, other, carried)
            if exchanged is not None:
                chains[one], chains[other] = exchanged
                better = True


def _exchanged(one: Chain, other: Chain, who: int, whom: int, carried: float) -> tuple[Chain, Chain] | None:
    """The best exchange between two people; None where none helps."""
    gain, at = _ends(one, other, who, whom, carried)
    found = None if at is None else (one[: at[0]] + other[at[1] :], other[: at[1]] + one[at[0] :])
    more, given = _given(one, other, whom, carried)
    if given is not None and more > gain:
        gain, found = more, given
    more, given = _given(other, one, who, carried)
    if given is not None and more > gain:
        found = given[1], given[0]
    return found


def _ends(one: Chain, other: Chain, who: int, whom: int, carried: float) -> tuple[float, tuple[int, int] | None]:
    """Where to cut both chains so that each goes on with the rest of the other, and how much that gains."""
    most, found = GAIN, None
    for i, j in product(range(_from(one, whom), len(one) + 1), range(_from(other, who), len(other) + 1)):
        before, after = one[i - 1] if i else None, one[i] if i < len(one) else None
        previous, following = other[j - 1] if j else None, other[j] if j < len(other) else None
        if _in_time(before, following) and _in_time(previous, after):
            gain = _carries(before, after, carried) + _carries(previous, following, carried)
            gain -= _carries(before, following, carried) + _carries(previous, after, carried)
            if gain > most:
                most, found = gain, (i, j)
    return most, found


def _given(one: Chain, other: Chain, whom: int, carried: float) -> tuple[float, tuple[Chain, Chain] | None]:
    """The operation of `one` that `other` should rather do, and how much that gains."""
    most, found = GAIN, None
    for i, turn in enumerate(one):
        j = bisect(other, turn)
        before, after = one[i - 1] if i else None, one[i + 1] if i + 1 < len(one) else None
        previous, following = other[j - 1] if j else None, other[j] if j < len(other) else None
        if turn.able >> whom & 1 and _in_time(previous, turn) and _in_time(turn, following):
            gain = _carries(before, turn, carried) + _carries(turn, after, carried)
            gain += _carries(previous, following, carried) - _carries(before, after, carried)
            gain -= _carries(previous, turn, carried) + _carries(turn, following, carried)
            if gain > most:
                most, found = gain, (one[:i] + one[i + 1 :], [*other[:j], turn, *other[j:]])
    return most, found


def _from(chain: Chain, who: int) -> int:
    """The first place from which on `who` could do all of it."""
    return next((at + 1 for at in range(len(chain) - 1, -1, -1) if not chain[at].able >> who & 1), 0)


def _in_time(one: Turn | None, other: Turn | None) -> bool:
    return one is None or other is None or one.end <= other.start


def _carries(one: Turn | None, other: Turn | None, carried: float) -> float:
    if one is None or other is None or one.table == other.table:
        return 0.0
    return exp((one.end - other.start) / carried)


def _write(schedule: Schedule, chains: dict[int, Chain]) -> None:
    jobs = schedule.grid.jobs
    teams: dict[int, dict[str, int]] = defaultdict(dict)
    for who, chain in chains.items():
        for turn in chain:
            teams[turn.job][turn.role] = who
    changed: dict[int, Held] = {}
    for index, team in teams.items():
        held = schedule.held[index]
        new = held._replace(
            leader=team.get(LEADER, held.leader), anaesthetist=team.get(ANAESTHETIST, held.anaesthetist)
        )
        if new != held:
            changed[index] = new
    for index in changed:
        schedule.take(jobs[index])
    for index, held in changed.items():
        schedule.put(jobs[index], held)
