"""Other solvers and ours on the same camps for as long; what is not installed says so."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from bench.campbench.best_known import PEER, BestKnown
from bench.campbench.instances import Instance
from bench.campbench.measuring import run
from bench.campbench.peers import cpsat
from bench.campbench.rules import broken


def peers(instances: Sequence[Instance], *, seconds: float, keep: bool = False) -> Iterator[dict[str, object]]:
    """A row a camp and solver. `keep`: the value of CP-SAT goes into best_known.json as that of two minutes."""
    for instance in instances:
        ours = run(instance, instance.problem(), seconds=seconds)
        yield {"camp": instance.name, "by": "campline", "value": ours.value, "served": len(ours.spots), "gap": ours.gap}
        yield _cp_sat(instance, seconds, ours.bound, keep)
        yield _timefold(instance, seconds)


def _cp_sat(instance: Instance, seconds: float, bound: float, keep: bool) -> dict[str, object]:
    problem = instance.problem()
    begun = time.monotonic()
    found = cpsat.solve(problem, seconds=seconds)
    row: dict[str, object] = {
        "camp": instance.name,
        "by": "cp-sat",
        "value": found.value,
        "served": len(found.spots),
        "proved": found.proved,
        "seconds": round(time.monotonic() - begun, 1),  # presolve may take longer than it was given
        "violations": len(broken(problem, found.spots)),
        "above the bound": found.value > bound + 1e-6,
    }
    if keep:
        known = BestKnown.load()
        known.offer_bound(instance, bound)
        known.offer(instance, problem, found.spots, f"cp-sat, {seconds:g} s")
        known.rows[instance.name][PEER] = found.value
        known.save()
    return row


def _timefold(instance: Instance, seconds: float) -> dict[str, object]:
    try:
        from bench.campbench.peers import timefold_peer  # noqa: PLC0415 - it is not among our requirements
    except ImportError:
        return {"camp": instance.name, "by": "timefold", "not installed": "pip install timefold, and Java 17"}
    value, served = timefold_peer.solve(instance.problem(), seconds=seconds)
    return {"camp": instance.name, "by": "timefold", "value": value, "served": served, "note": "without hours"}
