"""The waits after a failed try."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.ladder import QUICK_WAITS, SLOW_WAITS, Pace, next_try

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
FAR = NOW + timedelta(days=30)


class Still(Random):
    """Randomness without chance: always the middle."""

    def uniform(self, a: float, b: float) -> float:
        return (a + b) / 2


def waited(tries: int, pace: Pace) -> float:
    at = next_try(tries=tries, pace=pace, now=NOW, not_after=FAR, random=Still())
    assert at is not None
    return (at - NOW).total_seconds()


def test_waits_grow_as_the_lists_say_and_the_last_repeats() -> None:
    assert [waited(n, "quick") for n in range(1, 8)] == [10, 30, 60, 300, 900, 900, 900]
    assert [waited(n, "slow") for n in range(1, 8)] == [60, 300, 600, 1200, 1800, 1800, 1800]


@settings(deadline=None)
@given(
    tries=st.integers(1, 200),
    pace=st.sampled_from(["quick", "slow"]),
    seed=st.integers(),
    left=st.integers(1, 4000),
    asked=st.none() | st.integers(0, 4000),
)
def test_next_try_is_never_too_late_nor_sooner_than_asked(
    tries: int, pace: Pace, seed: int, left: int, asked: int | None
) -> None:
    end = NOW + timedelta(seconds=left)
    retry_after = None if asked is None else timedelta(seconds=asked)
    at = next_try(
        tries=tries,
        pace=pace,
        now=NOW,
        not_after=end,
        random=Random(seed),
        retry_after=retry_after,
    )
    list_wait = {"quick": QUICK_WAITS, "slow": SLOW_WAITS}[pace][min(tries, 5) - 1]
    if at is None:
        assert left <= 1.2 * max(list_wait, asked or 0)
        return
    assert NOW < at < end
    assert at - NOW >= (retry_after or timedelta(0))
    assert at - NOW >= timedelta(seconds=0.8 * list_wait)


def test_tries_are_spread_over_a_fifth_either_way() -> None:
    waits = [
        (found - NOW).total_seconds()
        for seed in range(300)
        if (found := next_try(tries=3, pace="quick", now=NOW, not_after=FAR, random=Random(seed)))
    ]
    assert 48 <= min(waits) < 51
    assert 69 < max(waits) <= 72


def test_no_failed_try_is_refused() -> None:
    with pytest.raises(ValueError, match="tries=0"):
        next_try(tries=0, pace="quick", now=NOW, not_after=FAR, random=Random(1))
