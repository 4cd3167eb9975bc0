"""The dial between patients served and the risk of overtime: the same camp with more or less time kept back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from random import Random

from scheduling.planning.bound import bound_of
from scheduling.planning.construction import construct
from scheduling.planning.drawing import Absence
from scheduling.planning.grid import Grid
from scheduling.planning.pins import put_pins, put_start
from scheduling.planning.problem import Problem, Spot, taking
from scheduling.planning.schedule import Schedule
from scheduling.planning.search import Walk
from scheduling.planning.simulation import simulate
from scheduling.planning.solution import value_of

DIAL = (0.0, 0.5, 1.0, 1.645)  # at 1.645 a table alone runs over one day in twenty
STEPS = 300  # of the search for each, from the plan at hand
COLD = 0.02  # of the least value: the walk takes hardly anything that is worse


@dataclass(frozen=True, slots=True)
class Trade:
    """One mark of the dial: how many have a place, what they are worth, and the risk of a table on a day.

    Without a `z` it is what stands, which was made at no mark.
    """

    z: float | None
    placed: int
    value: int
    over: float
    long_over: float
    minutes_over: float
    wait_p90: float


def trade(
    problem: Problem,
    spots: Mapping[int, Spot],
    *,
    dial: Iterable[float] = DIAL,
    steps: int = STEPS,
    samples: int = 400,
    seed: int = 0,
    absent: Absence = 0.0,
    marked: bool = True,
    takes: Mapping[int, tuple[int, int]] | None = None,
    but_for: Collection[int] = (),
) -> tuple[Trade, ...]:
    """A quick plan for each mark, from the plan at hand; the mark of that plan itself is that plan as it is.

    One that is not `marked` was made at no mark: it comes first, by itself. `takes` are the minutes expected, and those
    of the cleaning after them, where other ones are booked. Cases in `but_for` stay, and are not looked at.
    Raises PinsContradict (pins.py).
    """
    found = []
    own_z = problem.z if marked else None
    for z in (own_z, *sorted({*dial} - {own_z})):
        turned = problem if z is None else replace(problem, z=z)
        own = dict(spots) if z == own_z else turned_to(turned, spots, steps=steps, seed=seed)
        own = {key: spot for key, spot in own.items() if key not in but_for}
        forecast = simulate(taking(turned, takes or {}), own, samples=samples, seed=seed, absent=absent)
        found.append(
            Trade(
                z=z,
                placed=len(own),
                value=value_of(turned, own),
                over=forecast.over,
                long_over=forecast.long_over,
                minutes_over=forecast.minutes_over,
                wait_p90=forecast.wait.p90,
            )
        )
    return tuple(found if own_z is None else sorted(found, key=lambda one: one.z or 0.0))


def turned_to(problem: Problem, spots: Mapping[int, Spot], *, steps: int, seed: int = 0) -> dict[int, Spot]:
    """What of a plan still fits, who fits beside it, and a short walk from there."""
    schedule = Schedule(Grid(problem))
    pins = put_pins(schedule)
    bound = bound_of(schedule)
    put_start(schedule, spots)
    grid = schedule.grid
    construct(schedule, [job for job in grid.jobs if job.index not in schedule.held], bound)
    fixed = frozenset(grid.job_of[key].index for key in pins)
    walk = Walk(schedule, bound, Random(seed), fixed)  # noqa: S311  a search, no secret
    heat = COLD * min((case.value for case in problem.cases), default=1)
    for _ in range(steps):
        walk.step(heat)
    return {grid.jobs[index].case.key: grid.spot(held) for index, held in walk.best.items()} | pins
