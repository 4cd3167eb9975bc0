"""Say no before anything is written."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from scheduling.errors import NotAllowed, OnTheTable, Taken
from scheduling.queries.judge import Fault
from scheduling.queries.on_table import who_is_on_a_table


def refuse(faults: Sequence[Fault]) -> None:
    """Raise the first fault, if there is one: Taken for what another time would cure, else NotAllowed."""
    if faults:
        first = faults[0]
        raise (Taken if first.passing else NotAllowed)(first.words, cure=first.cure)


def refuse_on_a_table(appointment_ids: Collection[int], *, now: datetime) -> None:
    """Raise OnTheTable where a patient of these lies on a table. Call it with the appointments locked, as the marking
    of a moment locks them.
    """
    there = who_is_on_a_table(appointment_ids, now=now)
    if there:
        raise OnTheTable(
            "; ".join(f"Card {one.registration} is on {one.station.name}" for one in there) + ".",
            value=[str(one.registration) for one in there],
        )
