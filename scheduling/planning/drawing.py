"""Draws of what is not certain: how long an operation takes, and whether its patient comes.

Each case has draws of its own, by the seed and its key: the same days are drawn whatever else is asked of a plan, so
two plans or two ways to call people differ by what was changed and not by chance.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

from scheduling.planning.durations import Duration
from scheduling.planning.problem import Case

Samples = NDArray[np.float64]
SHORTEST = 0.25  # of the mean: no operation is shorter
Absence = float | Mapping[int, float]  # the chance that a patient does not come: of all, or by case


def spread_of(case: Case) -> Duration | None:
    """The lognormal with the mean and the spread of a case; None for one that takes what it takes."""
    if not case.sd:
        return None
    shift = case.minutes * SHORTEST
    mean = case.minutes - shift
    sigma2 = log(1 + (case.sd / mean) ** 2)
    return Duration(shift, log(mean) - sigma2 / 2, sqrt(sigma2))


def drawn(case: Case, *, samples: int, seed: int, absent: Absence) -> tuple[Samples, NDArray[np.bool_]]:
    """Minutes of so many operations, and whether the patient was there for each."""
    chance = np.random.default_rng([seed, case.key % (1 << 63)])
    spread = spread_of(case)
    if spread is None:
        minutes = np.full(samples, float(case.minutes))
    else:
        minutes = spread.shift + np.exp(spread.mu + spread.sigma * chance.standard_normal(samples))
    return minutes, chance.random(samples) >= chance_of(case, absent)


def chance_of(case: Case, absent: Absence) -> float:
    return absent.get(case.key, 0.0) if isinstance(absent, Mapping) else absent


def quantiles(rows: Samples, *shares: float) -> Samples:
    """For each row its quantiles over what is known of it, interpolated; NaN where nothing is known."""
    ordered = np.sort(rows, axis=1)  # NaN goes to the end
    known = rows.shape[1] - np.isnan(rows).sum(axis=1)
    found = np.full((rows.shape[0], len(shares)), np.nan)
    some = known > 0
    line = np.flatnonzero(some)
    for at, share in enumerate(shares):
        place = (known[some] - 1) * share
        low = np.floor(place).astype(int)
        high = np.minimum(low + 1, known[some] - 1)
        part = place - low
        found[some, at] = ordered[line, low] * (1 - part) + ordered[line, high] * part
    return found
