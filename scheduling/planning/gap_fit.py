"""Who of those who wait could take a gap of today: in which order to ask them, and in words why not. Pure.

First come those who fit, are cleared and can be there in time: whoever is here, then by class, then the nearest.
Nobody is left out in silence: who can't be asked stands behind, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

KM_AN_HOUR = 30  # on the roads to a camp, and time to leave the house stands in READY
READY = 20  # minutes from a yes to the door


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody without a place, asked about one gap.

    `start` is the minute at which the operation could begin, None where it can't: then `why_not` says why. `lacks` is
    what consent and fitness lack. `fast` are the hours without food before it, 0 for none.
    """

    key: int
    number: int
    urgency: int
    minutes: int
    start: int | None
    why_not: str = ""
    lacks: str = ""
    here: bool = False
    km: int | None = None
    fast: int = 0
    reachable: bool = True
    asked: str = ""


@dataclass(frozen=True, slots=True)
class Fit:
    """`faults` forbid an offer, `notes` are to be thought of."""

    who: Waiting
    faults: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def may_be_asked(self) -> bool:
        return not self.faults


def fits(waiting: Iterable[Waiting], *, answer_by: int) -> list[Fit]:
    """Those who may be asked first, in the order of asking; `answer_by` is the minute until which they may think."""
    found = [Fit(one, tuple(_faults(one, answer_by)), tuple(_notes(one))) for one in waiting]
    return sorted(found, key=_order)


def _order(fit: Fit) -> tuple[bool, bool, int, float, int]:
    who = fit.who
    km = float("inf") if who.km is None else who.km
    return not fit.may_be_asked, not who.here, who.urgency, km, who.number


def way(km: int) -> int:
    """Minutes from a yes to the door of the camp."""
    return READY + km * 60 // KM_AN_HOUR


def _faults(one: Waiting, answer_by: int) -> Iterable[str]:
    if one.start is None:
        yield one.why_not or "does not fit"
    if one.lacks:
        yield one.lacks
    if one.asked:
        yield one.asked
    if one.start is not None and not one.here and one.km is not None and answer_by + way(one.km) > one.start:
        yield f"too far: {one.km} km are about {way(one.km)} minutes"


def _notes(one: Waiting) -> Iterable[str]:
    if one.here:
        yield "is here already"
    elif one.km is not None:
        yield f"{one.km} km away"
    else:
        yield "nobody wrote down how far away: ask"
    yield f"takes {one.minutes} minutes"
    if one.fast:
        yield f"must have eaten nothing for {one.fast} hours: ask"
    if not one.reachable:
        yield "no phone: ask in person"
