"""Numbers drawn once and for all, a row for each ticket, station or chance: the same question has the same answer."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from math import erfc, log, sqrt
from statistics import NormalDist

import numpy as np

from scheduling.queue.pace import Samples

DRAWS = 200
ROWS = 4093  # a prime, so that keys in a pattern don't meet


def normal(keys: Iterable[int]) -> Samples:
    """Standard normal draws, a row for each key."""
    return _table()[0][[key % ROWS for key in keys]]


def uniform(key: int) -> Samples:
    """Draws between 0 and 1; neither is ever drawn."""
    return _table()[1][key % ROWS]


def beyond(least: float, even: Samples) -> Samples:
    """Standard normal draws beyond `least`, for uniform ones."""
    grid, tail = _tail()
    left = np.interp(least, grid, tail) + np.log(even)
    return np.interp(-left, -tail, grid)


@cache
def _table() -> tuple[Samples, Samples]:
    """Rows of standard normal and of uniform draws, each evenly spread."""
    even = (np.arange(DRAWS) + 0.5) / DRAWS
    chance = np.random.default_rng(20270309)
    normal = np.array([NormalDist().inv_cdf(each) for each in even])
    return (
        chance.permuted(np.tile(normal, (ROWS, 1)), axis=1),
        chance.permuted(np.tile(even, (ROWS, 1)), axis=1),
    )


@cache
def _tail() -> tuple[Samples, Samples]:
    """How likely a standard normal is beyond each of a grid, in the logarithm, falling."""
    grid = np.arange(-8.0, 12.0, 0.01)
    return grid, np.array([log(erfc(each / sqrt(2)) / 2) for each in grid])
