"""Timefold (PyPI `timefold`, needs Java 17): who on which day, at which table, led by whom; no hours of the day.

It is asked for less than a plan: minutes have to fit on each table, leader and anaesthetist, and families stay
together; what has no hours keeps no order, no kit and no bed. So its value flatters it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from timefold.solver import SolverFactory
from timefold.solver.config import Duration, ScoreDirectorFactoryConfig, SolverConfig, TerminationConfig
from timefold.solver.domain import (
    PlanningEntityCollectionProperty,
    PlanningId,
    PlanningScore,
    PlanningVariable,
    ValueRangeProvider,
    planning_entity,
    planning_solution,
)
from timefold.solver.score import (
    Constraint,
    ConstraintCollectors,
    ConstraintFactory,
    HardSoftScore,
    Joiners,
    constraint_provider,
)

from scheduling.planning.grid import Grid
from scheduling.planning.problem import Problem

SCALE = 10  # of minutes kept back


@dataclass(unsafe_hash=True)
class Seat:
    """A table on a day with a leader, and how many tenths of a minute each of them has."""

    table: int
    day: int
    leader: int
    on_table: int
    of_leader: int
    asleep: int  # tenths of a minute that all anaesthetists have that day


@planning_entity
@dataclass
class Patient:
    """One case. `seats` is where it may be."""

    id: Annotated[int, PlanningId]
    value: int
    holds: int  # tenths of a minute of a table, with what is kept back
    minutes: int  # tenths, of the leader
    asleep: int  # tenths, of an anaesthetist
    family: int
    seats: Annotated[list[Seat], ValueRangeProvider]
    seat: Annotated[Seat | None, PlanningVariable(allows_unassigned=True)] = field(default=None)


@planning_solution
@dataclass
class Assignment:
    """Everybody, and the score."""

    patients: Annotated[list[Patient], PlanningEntityCollectionProperty]
    score: Annotated[HardSoftScore | None, PlanningScore] = field(default=None)


@constraint_provider
def constraints(factory: ConstraintFactory) -> list[Constraint]:
    """Minutes are hard, the value of those served is soft."""
    total = ConstraintCollectors.sum
    return [
        factory.for_each(Patient)
        .group_by(lambda one: (one.seat.table, one.seat.day, one.seat.on_table), total(lambda one: one.holds))
        .filter(lambda place, holds: holds > place[2])
        .penalize(HardSoftScore.ONE_HARD, lambda place, holds: holds - place[2])
        .as_constraint("table"),
        factory.for_each(Patient)
        .group_by(lambda one: (one.seat.leader, one.seat.day, one.seat.of_leader), total(lambda one: one.minutes))
        .filter(lambda place, minutes: minutes > place[2])
        .penalize(HardSoftScore.ONE_HARD, lambda place, minutes: minutes - place[2])
        .as_constraint("leader"),
        factory.for_each(Patient)
        .group_by(lambda one: (one.seat.day, one.seat.asleep), total(lambda one: one.asleep))
        .filter(lambda place, minutes: minutes > place[1])
        .penalize(HardSoftScore.ONE_HARD, lambda place, minutes: minutes - place[1])
        .as_constraint("anaesthetists"),
        factory.for_each_unique_pair(Patient, Joiners.equal(lambda one: one.family))
        .filter(lambda one, other: one.family > 0 and one.seat.day != other.seat.day)
        .penalize(HardSoftScore.ONE_HARD)
        .as_constraint("family"),
        factory.for_each(Patient).reward(HardSoftScore.ONE_SOFT, lambda one: one.value).as_constraint("served"),
    ]


def solve(problem: Problem, *, seconds: float) -> tuple[int, int]:
    """Its value and how many it serves."""
    config = SolverConfig(
        solution_class=Assignment,
        entity_class_list=[Patient],
        score_director_factory_config=ScoreDirectorFactoryConfig(constraint_provider_function=constraints),
        termination_config=TerminationConfig(spent_limit=Duration(milliseconds=int(1000 * seconds))),
    )
    found = SolverFactory.create(config).build_solver().solve(_assignment(problem))
    if found.score.hard_score < 0:
        return 0, 0
    served = [one for one in found.patients if one.seat is not None]
    return sum(one.value for one in served), len(served)


def _assignment(problem: Problem) -> Assignment:
    grid = Grid(problem)
    tenth = grid.step * SCALE
    asleep = [sum(grid.open[one][day].bit_count() for one in grid.anaesthetists) * tenth for day in grid.days]
    on_table = [
        [max(0, int((mask.bit_count() - reserve) * tenth)) for mask in masks]
        for masks, reserve in zip(grid.open, grid.reserve, strict=False)
    ]
    seats: dict[tuple[int, int, int], Seat] = {}

    def seat(table: int, day: int, leader: int) -> Seat:
        key = table, day, leader
        if key not in seats:
            hours = grid.open[leader][day].bit_count() * tenth
            seats[key] = Seat(table, day, leader, on_table[table][day], hours, asleep[day])
        return seats[key]

    patients = [
        Patient(
            id=job.index,
            value=job.case.value,
            holds=-int(-(job.hold + job.buffer) * tenth),
            minutes=job.length * tenth,
            asleep=job.length * tenth if job.case.anaesthetist else 0,
            family=job.case.family or 0,
            seats=[
                seat(table, day, lead.doctor)
                for day in job.days
                for way in job.ways
                for table in way.tables
                for lead in job.leads
                if grid.open[lead.doctor][day]
            ],
        )
        for job in grid.jobs
    ]
    return Assignment(patients)
