"""What a plan will be like, in figures: what simulation.py gives back. Minutes, and minutes of the day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Spread:
    """Half are at most `p50`, nine of ten at most `p90`."""

    p50: float
    p90: float


@dataclass(frozen=True, slots=True)
class Served:
    """How many are served: one day in ten fewer than `p10`, nine in ten at most `p90`."""

    p10: float
    p50: float
    p90: float


@dataclass(frozen=True, slots=True)
class WorkDay:
    """One table or doctor on one day: the chance to end after `closes`, to end 30 minutes after, how long on average.

    `ends` are minutes of the day, over the draws in which anybody came; None where nobody ever did. `idle` are minutes
    between cases, on average (of a table only).
    """

    key: int
    day: int
    opens: int
    closes: int
    planned: int  # when the last one should end
    over: float
    long_over: float
    minutes_over: float
    ends: Spread | None
    idle: float = 0.0


@dataclass(frozen=True, slots=True)
class CaseDay:
    """One patient: asked to come at `told`, begins at `starts`, after `wait` minutes.

    `late`: the chance that it begins only after its table, leader or anaesthetist should have gone. `missed`: that it
    begins after the patient's own limit, the fast or the last bus.
    """

    told: int
    starts: Spread
    wait: Spread
    late: float
    missed: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a plan will be like. `over` is the chance of overtime of a table-day, over all of them; `idle` and
    `minutes_over` are means of a table-day, `mean_wait` of a patient. `fasting` is without food, in minutes.
    """

    samples: int
    tables: tuple[WorkDay, ...] = ()
    doctors: tuple[WorkDay, ...] = ()
    over: float = 0.0
    long_over: float = 0.0
    minutes_over: float = 0.0
    idle: float = 0.0
    wait: Spread = Spread(0.0, 0.0)
    mean_wait: float = 0.0
    fasting: Spread = Spread(0.0, 0.0)
    served: Served = Served(0.0, 0.0, 0.0)
    mean_served: float = 0.0
    cases: Mapping[int, CaseDay] = field(default_factory=dict)
