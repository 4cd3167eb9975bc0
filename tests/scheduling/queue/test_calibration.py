"""A handful of the bench's days: the ranges that are shown are kept. `bench/queue_calibration.py` has the figures."""

from statistics import fmean

import pytest

from bench.queue_days import EXAMINATION, THEATRE, VITALS
from bench.queue_looks import looks


@pytest.mark.parametrize(("lane", "seeds"), [(VITALS, [1]), (EXAMINATION, [1, 2]), (THEATRE, range(1, 9))])
def test_most_are_called_within_the_range_they_were_shown(lane, seeds):
    seen = [look for seed in seeds for look in looks(lane, seed)]
    assert len(seen) > 300
    assert fmean(look.is_inside for look in seen) >= 0.75
