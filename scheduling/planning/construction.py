"""A first plan, by price: what is worth most for what it takes up goes first, to the day where it takes up least."""

from __future__ import annotations

from collections.abc import Iterable

from scheduling.planning.bound import Bound
from scheduling.planning.grid import Grid, Job
from scheduling.planning.schedule import Schedule


def construct(schedule: Schedule, jobs: Iterable[Job], bound: Bound | None, *, by_value: bool = False) -> None:
    """Put in what fits. Without a bound the price of a day is the time on a table.

    `by_value`: those of the highest value first whatever they take up, of equals the shortest.
    """
    grid = schedule.grid

    def order(job: Job) -> tuple[float, int]:
        return (-job.case.value, job.hold) if by_value else (-worth(job, bound), 0)

    full: set[tuple[int, int]] = set()  # days on which one of those alike found no place
    for job in sorted(jobs, key=order):
        for day in best_days(job, grid, bound):
            if (job.alike, day) in full:
                continue
            held = schedule.best(job, day)
            if held is not None:
                schedule.put(job, held)
                break
            full.add((job.alike, day))


def worth(job: Job, bound: Bound | None) -> float:
    """Value for a unit of price on its cheapest day."""
    if bound is None or not job.days:
        return job.case.value / job.hold
    return job.case.value / (min(bound.price[job.index][day] for day in job.days) + 0.02 * job.hold)


def best_days(job: Job, grid: Grid, bound: Bound | None) -> list[int]:
    """The days it may be on, the cheapest first."""
    if bound is None:
        return list(job.days)
    price = bound.price[job.index]
    return sorted(job.days, key=lambda day: price[day])
