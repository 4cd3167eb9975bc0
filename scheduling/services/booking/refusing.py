"""Say no before anything is written."""

from __future__ import annotations

from collections.abc import Sequence

from scheduling.errors import NotAllowed, Taken
from scheduling.queries.judge import Fault


def refuse(faults: Sequence[Fault]) -> None:
    """Raise the first fault, if there is one: Taken for what another time would cure, else NotAllowed."""
    if faults:
        first = faults[0]
        raise (Taken if first.passing else NotAllowed)(first.words, cure=first.cure)
