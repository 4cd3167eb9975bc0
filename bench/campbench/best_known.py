"""The best that is known of each camp: its plan, what that is worth, and the lowest bound that was proved.

`best_known.json` holds the figures and how they came about, `best_known/` the plans. Both only ever get better: a
plan is taken when the checker finds nothing and it is worth more, a bound when it is lower and no plan is above it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.campbench.instances import INSTANCES, Instance
from bench.campbench.plan_file import read, written
from scheduling.planning.checking import violations
from scheduling.planning.problem import Problem, Spot
from scheduling.planning.solution import value_of

HERE = Path(__file__).parent
FILE = HERE / "best_known.json"
PLANS = HERE / "best_known"
PEER = "cpsat_120s"  # what plain CP-SAT found in two minutes, of the smallest camps


class NotBetter(ValueError):
    """A plan or bound that is against the rules, or contradicts what is known."""


@dataclass
class BestKnown:
    """The file, read. `rows` by the name of a camp."""

    rows: dict[str, dict[str, Any]]
    folder: Path = HERE

    @classmethod
    def load(cls, folder: Path = HERE) -> BestKnown:
        file = folder / FILE.name
        return cls(json.loads(file.read_text()) if file.exists() else {}, folder)

    def save(self) -> None:
        """Instances in their order, a line each."""
        names = [instance.name for instance in INSTANCES if instance.name in self.rows]
        lines = [f"{json.dumps(name)}: {json.dumps(self.rows[name], sort_keys=True)}" for name in names]
        (self.folder / FILE.name).write_text("{\n" + ",\n".join(lines) + "\n}\n")

    def value(self, instance: Instance) -> int | None:
        return self.rows.get(instance.name, {}).get("value")

    def bound(self, instance: Instance) -> float | None:
        return self.rows.get(instance.name, {}).get("bound")

    def plan(self, instance: Instance) -> dict[int, Spot]:
        return read((self.folder / PLANS.name / f"{instance.name}.csv").read_text().splitlines())

    def offer(self, instance: Instance, problem: Problem, spots: Mapping[int, Spot], by: str) -> bool:
        """Take a plan if it is worth more than the one that is known. Raises NotBetter if it breaks a rule."""
        wrong = violations(problem, spots)
        if wrong:
            raise NotBetter(f"{instance.name}: {wrong[0].words}")
        value = value_of(problem, dict(spots))
        bound = self.bound(instance)
        if bound is not None and value > bound + 1e-6:
            raise NotBetter(f"{instance.name}: a plan is worth {value}, the bound says at most {bound}")
        known = self.value(instance)
        if known is not None and value <= known:
            return False
        (self.folder / PLANS.name).mkdir(exist_ok=True)
        (self.folder / PLANS.name / f"{instance.name}.csv").write_text(written(spots))
        self.rows.setdefault(instance.name, {}).update(value=value, served=len(spots), by=by)
        return True

    def offer_bound(self, instance: Instance, bound: float) -> bool:
        """Take a bound if it is lower. Raises NotBetter if a plan is known that is worth more."""
        known, value = self.bound(instance), self.value(instance)
        if value is not None and value > bound + 1e-6:
            raise NotBetter(f"{instance.name}: a bound of {bound} is below a plan worth {value}")
        if known is not None and bound >= known - 1e-3:
            return False
        self.rows.setdefault(instance.name, {})["bound"] = round(bound + 0.0005, 3)
        return True
