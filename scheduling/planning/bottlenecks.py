"""What one more hour, table or doctor would be worth: the prices of the bound, in words of the camp.

A price is what the bound gains by a little more of that one thing while all else stays, and each hour more gains less
than the one before: "up to" is the word for it, and all who are left out together the most there is to gain. What has
time to spare has no price.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from scheduling.planning.bound import Bound, bound_of
from scheduling.planning.grid import Grid
from scheduling.planning.pins import put_pins
from scheduling.planning.problem import Problem
from scheduling.planning.schedule import Schedule

Worth = TypeVar("Worth", "Hour", "Another")
HOUR = 60
NOTHING = 1e-6


class What(StrEnum):
    """What there could be more of."""

    TABLE = "table"
    DOCTOR = "doctor"
    KIT = "kit"
    RECOVERY = "recovery"
    WARD = "ward"


@dataclass(frozen=True, slots=True)
class Hour:
    """One more hour of any of `names` on `day` is worth up to `value`; of the ward, one more bed that night."""

    what: What
    names: tuple[str, ...]
    day: int
    value: float


@dataclass(frozen=True, slots=True)
class Another:
    """One more like `names` for the whole camp, with the same hours, is worth up to `value`."""

    what: What
    names: tuple[str, ...]
    value: float


@dataclass(frozen=True, slots=True)
class Bottlenecks:
    """The dearest first. `routine` is the value of one patient of the lowest class, to say values in patients."""

    hours: tuple[Hour, ...]
    others: tuple[Another, ...]
    routine: float


def bottlenecks(problem: Problem) -> Bottlenecks:
    """Solve the bound of a problem and read its prices. Raises PinsContradict (pins.py)."""
    pinned = Schedule(Grid(problem))
    put_pins(pinned)
    return priced(pinned, bound_of(pinned))


def priced(pinned: Schedule, bound: Bound) -> Bottlenecks:
    """What the prices of a bound say; who has the same price stands together."""
    problem = pinned.grid.problem
    left = sum(job.case.value for job in pinned.grid.jobs if job.days or job.index in pinned.held) - bound.value
    values = sorted(case.value for case in problem.cases if case.priority == max(c.priority for c in problem.cases))
    return Bottlenecks(
        hours=tuple(sorted(_at_most(left, _hours(pinned, bound)), key=lambda one: (-one.value, one.day, one.names))),
        others=tuple(sorted(_at_most(left, _others(pinned, bound)), key=lambda one: (-one.value, one.names))),
        routine=float(values[len(values) // 2]) if values else 1.0,
    )


def _at_most(left: float, found: Sequence[Worth]) -> list[Worth]:
    """None above what those left out are worth; where nobody is, nothing is short."""
    return [replace(one, value=min(one.value, left)) for one in found if left > NOTHING]


def _hours(pinned: Schedule, bound: Bound) -> list[Hour]:
    grid = pinned.grid
    slots = HOUR / grid.step
    found = []
    for day in grid.days:
        same: dict[tuple[What, float], list[str]] = {}
        for resource, prices in enumerate(bound.slot):
            if prices[day] > NOTHING and grid.open[resource][day]:
                what = What.TABLE if resource < len(grid.tables) else What.DOCTOR
                same.setdefault((what, round(prices[day] * slots, 6)), []).append(_name(grid, resource))
        found += [Hour(what, tuple(names), day, value) for (what, value), names in same.items()]
    for (row, names, day), price in bound.worth.items():
        if row in (What.KIT, What.RECOVERY, What.WARD) and price > NOTHING:
            found.append(Hour(What(row), names, day, price * (1 if row == What.WARD else slots)))
    return found


def _others(pinned: Schedule, bound: Bound) -> list[Another]:
    grid = pinned.grid
    same: dict[tuple[What, float], list[str]] = {}
    for resource, prices in enumerate(bound.slot):
        value = sum(price * grid.open[resource][day].bit_count() for day, price in enumerate(prices))
        if value > NOTHING:
            what = What.TABLE if resource < len(grid.tables) else What.DOCTOR
            same.setdefault((what, round(value, 6)), []).append(_name(grid, resource))
    return [Another(what, tuple(names), value) for (what, value), names in same.items()]


def _name(grid: Grid, resource: int) -> str:
    first = len(grid.tables)
    return grid.tables[resource].name if resource < first else grid.doctors[resource - first].name
