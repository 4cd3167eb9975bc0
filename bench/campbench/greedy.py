"""What a careful person with a list does: the most urgent first, then by number, to the first day with a place."""

from __future__ import annotations

from scheduling.planning.grid import Grid
from scheduling.planning.problem import Problem, Spot
from scheduling.planning.schedule import Schedule


def greedy(problem: Problem) -> dict[int, Spot]:
    """The plan by hand. It uses our own schedule, so it never breaks a rule."""
    grid = Grid(problem)
    schedule = Schedule(grid)
    for job in sorted(grid.jobs, key=lambda job: (job.case.priority, job.case.number)):
        for day in job.days:
            held = schedule.best(job, day)
            if held is not None:
                schedule.put(job, held)
                break
    return {grid.jobs[index].case.key: grid.spot(held) for index, held in schedule.held.items()}
