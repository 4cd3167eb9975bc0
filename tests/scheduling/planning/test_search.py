"""The walk's own sums."""

import pytest

from scheduling.planning.search import SHORT, holes


@pytest.mark.parametrize(
    ("free", "worth"),
    [
        (0, 0),
        ((1 << SHORT) - 1, 0),  # as good as any
        (0b1, (SHORT - 1) / SHORT),
        (0b11011000, 2 * 2 * (SHORT - 2) / SHORT),
        (((1 << 2 * SHORT) - 1) << 5 | 0b10, (SHORT - 1) / SHORT),
    ],
)
def test_only_free_time_in_short_pieces_is_lost(free, worth):
    assert holes(free) == pytest.approx(worth)
