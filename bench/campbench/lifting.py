"""What makes a camp hard: the same camp with one kind of rule lifted at a time.

A gap is the search's or the bound's, and alone it does not say whose. Where it closes once a rule is lifted while the
bound hardly moves, it is that rule which the bound, in minutes without hours, knows too little of.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

from bench.campbench.instances import Instance
from scheduling.planning.problem import ANY, Level, Problem
from scheduling.planning.solution import gap, value_of
from scheduling.planning.solve import Limits, plan


def lifted(instances: Sequence[Instance], *, seconds: float, seed: int) -> Iterator[dict[str, Any]]:
    """A row for each camp as it is, then for each rule: what is reached in so many seconds of one processor."""
    limits = Limits(seconds=seconds, seed=seed, workers=1)
    for instance, (rule, lift) in product(instances, LIFTS.items()):
        lighter = lift(instance.problem())
        found = plan(lighter, limits=limits, clock=time.process_time)
        value, bound = value_of(lighter, found.spots), found.bound or 0.0
        yield {
            "camp": instance.name,
            "lifted": rule,
            "value": value,
            "bound": round(bound, 1),
            "gap": round(gap(value, bound), 2),
        }


def _of_each_case(**other: Any) -> Callable[[Problem], Problem]:
    return lambda problem: replace(problem, cases=tuple(replace(case, **other) for case in problem.cases))


def _any_surgeon(problem: Problem) -> Problem:
    able = ((ANY, Level.INDEPENDENT),)
    doctors = (replace(each, skills=able) if each.role == "surgeon" else each for each in problem.doctors)
    return replace(problem, doctors=tuple(doctors))


LIFTS: dict[str, Callable[[Problem], Problem]] = {
    "none": lambda problem: problem,
    "surgeons' specialties": _any_surgeon,
    "equipment": _of_each_case(equipment=frozenset()),
    "patients' days": _of_each_case(days=None),
    "patients' hours": _of_each_case(earliest=0, latest_start=None, home_by=None),
    "families": _of_each_case(family=None),
    "anaesthetists": _of_each_case(anaesthetist=False),
    "recovery beds": lambda problem: replace(problem, bays=()),
    "ward beds": lambda problem: replace(problem, ward_beds=None),
}
