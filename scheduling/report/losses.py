"""Places that came to nothing, by what happened and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from scheduling.report.counting import Share


@dataclass(frozen=True, slots=True)
class Loss:
    """`what` happened (not_come, cancelled, …) and `why`, in words."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class LossLine:
    """`of_all`: of everything that came to nothing."""

    what: str
    why: str
    of_all: Share


def losses_by_reason(losses: Iterable[Loss]) -> list[LossLine]:
    """The most frequent first, then by name."""
    counts = Counter((loss.what, loss.why) for loss in losses)
    whole = counts.total()
    return [
        LossLine(what, why, Share(many, whole))
        for (what, why), many in sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    ]
