"""The equipment a procedure needs: together at one station, what is missing there taken from the pool."""

from __future__ import annotations

from collections.abc import Iterable

from camps.rules.verdict import Reason


def kit_reason(
    kit: frozenset[str], *, stations: Iterable[frozenset[str]], pool: frozenset[str], procedure: str
) -> Reason | None:
    """None when some station with the pool has all of `kit`, or nothing is needed."""
    wanted = kit - pool
    if not wanted:
        return None
    # Sorted first, so that of two stations equally far from enough the same one is always named.
    best = max(sorted(stations, key=sorted), key=lambda equipment: len(wanted & equipment), default=frozenset())
    lacking = wanted - best
    if not lacking:
        return None
    at_hand = sorted(kit - lacking)
    found = (
        f"{' and '.join(at_hand)}, but not together with {' and '.join(sorted(lacking))}"
        if at_hand
        else "not at the camp"
    )
    change = f"A station that also has {' and '.join(sorted(lacking))} would change this."
    return Reason("equipment", found, " and ".join(sorted(kit)), change, procedure)
