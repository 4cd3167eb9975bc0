"""How many of those registered came how far."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from scheduling.report.counting import Share

REGISTERED, SCREENED, LISTED, PLACED = "registered", "screened", "listed", "placed"
TOLD, CONFIRMED, ARRIVED = "told", "confirmed", "arrived"
EXAMINED, OPERATED, DISCHARGED = "examined", "operated", "discharged"
FOLLOWED_UP = "followed_up"

# Each step beside the one it is a part of. Somebody may come without a place, so arriving is a part of all; nobody
# need confirm to have been told, and who goes home again need not have been operated on.
PART_OF = {
    SCREENED: REGISTERED,
    LISTED: SCREENED,
    PLACED: LISTED,
    TOLD: PLACED,
    CONFIRMED: PLACED,
    ARRIVED: REGISTERED,
    EXAMINED: ARRIVED,
    OPERATED: EXAMINED,
    DISCHARGED: ARRIVED,
}
STEPS = (REGISTERED, *PART_OF)


@dataclass(frozen=True, slots=True)
class Step:
    """`of_all`: of those registered; `of_part`: of the step it is a part of. `many` is None where nobody records it."""

    name: str
    many: int | None
    of_all: Share | None = None
    of_part: Share | None = None
    part: str = ""


def reached(facts: Collection[str]) -> frozenset[str]:
    """With every step that a known one is a part of: who was operated on was examined, also where nobody wrote it."""
    found = {REGISTERED}
    for step in facts:
        at: str | None = step
        while at is not None and at not in found:
            found.add(at)
            at = PART_OF.get(at)
    return frozenset(found)


def funnel(people: Iterable[Collection[str]], *, not_recorded: Collection[str] = ()) -> list[Step]:
    """The steps in their order; `people` are the steps each one is known to have come to."""
    each = [reached(facts) for facts in people]
    counts = {step: sum(step in one for one in each) for step in STEPS}
    steps = []
    for step in STEPS:
        if step in not_recorded:
            steps.append(Step(step, None))
            continue
        part = PART_OF.get(step, "")
        steps.append(
            Step(
                step,
                counts[step],
                of_all=Share(counts[step], len(each)) if part else None,
                of_part=Share(counts[step], counts[part]) if part else None,
                part=part,
            )
        )
    return [*steps, Step(FOLLOWED_UP, None)]
