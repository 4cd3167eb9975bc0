"""The lanes of a camp's day in their usual order, and which is proposed next. The desk may send a person elsewhere."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum


class Lane(StrEnum):
    """Each person who is there waits in one of these, or is served in it."""

    REGISTRATION = "registration"
    VITALS = "vitals"
    EXAMINATION = "examination"
    LABORATORY = "laboratory"
    ANAESTHESIA = "anaesthesia"  # the review before an operation
    THEATRE = "theatre"
    RECOVERY = "recovery"
    DISCHARGE = "discharge"


OF_AN_OPERATION = frozenset({Lane.ANAESTHESIA, Lane.THEATRE, Lane.RECOVERY})


def next_lane(
    lanes_open: Collection[str],
    done: str | None,
    *,
    has_operation: bool,
    is_walk_in: bool,
    needs_lab: bool = False,
) -> Lane | None:
    """The lane after `done` (None: has just come) that is proposed; None where the way ends.

    Lanes for which the camp has no station are left out. Who was registered before the day needs no registration;
    theatre and what belongs to it is for those who are operated today, the laboratory for whom it was asked.
    """
    lanes = list(Lane)
    later = lanes if done is None else lanes[lanes.index(Lane(done)) + 1 :]
    for lane in later:
        needed = (
            (lane is not Lane.REGISTRATION or is_walk_in)
            and (lane is not Lane.LABORATORY or needs_lab)
            and (lane not in OF_AN_OPERATION or has_operation)
        )
        if needed and lane in lanes_open:
            return lane
    return None
