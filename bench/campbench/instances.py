"""The sixty camps of CampBench: four sizes, three loads, five seeds; a name says which."""

from __future__ import annotations

from dataclasses import dataclass

from bench.campbench.generator import LOADS, camp
from scheduling.planning.problem import Problem

PATIENTS = (60, 200, 500, 1000)
SEEDS = (1, 2, 3, 4, 5)
Z = 1.0  # one standard deviation of a table's day is kept back


@dataclass(frozen=True, slots=True, order=True)
class Instance:
    """One camp; `name` is its file's, without the ending."""

    patients: int
    load: float
    seed: int

    @property
    def name(self) -> str:
        return f"camp-{self.patients:04d}-{self.load}-{self.seed}"

    def problem(self, *, z: float = Z) -> Problem:
        return camp(patients=self.patients, load=self.load, seed=self.seed, z=z)


INSTANCES = tuple(Instance(patients, load, seed) for patients in PATIENTS for load in LOADS for seed in SEEDS)


def named(name: str) -> Instance:
    """The instance of this name. Raises ValueError naming it and how names look."""
    for instance in INSTANCES:
        if instance.name == name:
            return instance
    raise ValueError(f"no camp is called {name!r}; names look like {INSTANCES[0].name} (patients, load, seed)")
