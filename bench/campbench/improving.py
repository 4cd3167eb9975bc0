"""Look for better plans and lower bounds than are known, from the plan that is known on."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from bench.campbench.best_known import BestKnown
from bench.campbench.instances import Instance
from scheduling.planning.solve import Limits, plan


def improve(instances: Sequence[Instance], *, seconds: float, seed: int) -> Iterator[dict[str, object]]:
    """Search each for so long; the file is saved after each, so one may stop at any time."""
    known = BestKnown.load()
    for instance in instances:
        problem = instance.problem()
        before = known.value(instance)
        solution = plan(
            problem,
            limits=Limits(seconds=seconds, seed=seed, workers=2),
            clock=time.monotonic,
            start=known.plan(instance) if before is not None else None,
        )
        known.offer_bound(instance, solution.bound or 0.0)
        better = known.offer(instance, problem, solution.spots, f"campline, {seconds:g} s, seed {seed}")
        known.save()
        yield {"camp": instance.name, "before": before, "better": better, **known.rows[instance.name]}
