"""Durations: what is believed comes back, and what is seen changes it by how much was seen."""

from math import exp
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.planning.durations import Duration, Seen, believed, bias_of, learned, together

PRIOR = believed(median=60, p90=100)


def seen(*minutes, surgeon=None, predicted=None):
    return [Seen("HERN", surgeon, each, predicted) for each in minutes]


@given(st.floats(1, 500), st.floats(1.01, 4))
def test_what_was_said_of_median_and_p90_is_what_is_believed(median, ratio):
    duration = believed(median=median, p90=median * ratio)
    assert duration.quantile(0.5) == pytest.approx(median)
    assert duration.quantile(0.9) == pytest.approx(median * ratio)
    assert duration.cdf(median * ratio) == pytest.approx(0.9)


@pytest.mark.parametrize(("median", "p90"), [(0, 10), (20, 10), (-5, 5)])
def test_a_median_of_nothing_or_above_the_p90_is_refused(median, p90):
    with pytest.raises(ValueError, match="give 0 < median <= p90"):
        believed(median=median, p90=p90)


def test_mean_and_sd_are_those_of_many_drawn():
    random = Random(3)
    drawn = [PRIOR.shift + exp(PRIOR.mu + PRIOR.sigma * random.gauss()) for _ in range(200_000)]
    mean = sum(drawn) / len(drawn)
    assert mean == pytest.approx(PRIOR.mean, rel=0.01)
    assert (sum((each - mean) ** 2 for each in drawn) / len(drawn)) ** 0.5 == pytest.approx(PRIOR.sd, rel=0.03)


def test_nothing_seen_changes_nothing():
    assert learned(PRIOR, []).duration == PRIOR


def test_one_seen_moves_little_and_many_seen_decide():
    one, many = learned(PRIOR, seen(120)).duration.median, learned(PRIOR, seen(*[120] * 200)).duration.median
    assert 60 < one < 75
    assert 115 < many <= 120


def test_a_slow_surgeon_is_planned_longer_and_an_unknown_one_like_all():
    both = learned(PRIOR, seen(*[60] * 20, surgeon=1) + seen(*[90] * 20, surgeon=2))
    assert both.of(1).median < both.of(3).median < both.of(2).median
    assert both.of(3) == both.of(None) == both.duration
    assert both.pace[2][1] == 20


def test_more_that_is_alike_makes_it_surer():
    assert (
        learned(PRIOR, seen(*[60] * 50)).duration.sigma < learned(PRIOR, seen(*[60] * 5)).duration.sigma < PRIOR.sigma
    )


def test_operations_that_are_alike_decide_sooner_than_those_that_differ():
    alike, differ = seen(*[90] * 10), seen(*[45, 180] * 5)  # the same mean in the logarithm, above what was believed
    assert learned(PRIOR, alike).duration.median > learned(PRIOR, differ).duration.median > PRIOR.median


@pytest.mark.parametrize("slips", [[1], [900], [1, 900]], ids=["too short", "too long", "both"])
def test_a_slip_of_the_pen_changes_little(slips):
    chance = Random(3)
    real = [15 + 45 * chance.lognormvariate(0, 0.4) for _ in range(20)]
    prior = believed(median=60, p90=90)
    clean = learned(prior, seen(*real)).duration
    soiled = learned(prior, seen(*real, *slips)).duration
    assert soiled.mean == pytest.approx(clean.mean, rel=0.12)
    assert soiled.sd < 2 * clean.sd


def test_what_is_learned_of_forty_holds_four_fifths_between_its_tenths():
    """Procedures drawn around what was believed of them: the band is neither boast nor fear."""
    random, inside, drawn = Random(4), 0, 0
    for _ in range(60):
        true = believed(median=60 * exp(random.gauss(0, 0.3)), p90=60 * 4)
        real = Duration(true.shift, true.mu, random.uniform(0.25, 0.65))
        duration = learned(PRIOR, seen(*[real.quantile(random.random()) for _ in range(40)])).duration
        low, high = duration.quantile(0.1), duration.quantile(0.9)
        inside += sum(low <= real.quantile(random.random()) <= high for _ in range(100))
        drawn += 100
    assert 0.75 <= inside / drawn <= 0.85


@given(st.lists(st.floats(0, 600), max_size=30))
def test_any_log_gives_a_duration_that_can_be_planned_with(minutes):
    duration = learned(PRIOR, seen(*minutes)).duration
    assert 0 <= duration.shift < duration.median < duration.quantile(0.95) < 10_000


@given(st.floats(0, 400), st.floats(0.001, 0.999))
def test_what_is_left_of_a_running_case_is_never_less_than_nothing(elapsed, u):
    assert PRIOR.remaining(elapsed, u) >= 0


def test_the_longer_it_runs_the_later_its_end_is_expected():
    ends = [elapsed + PRIOR.remaining(elapsed, 0.5) for elapsed in range(0, 300, 10)]
    assert ends == sorted(ends)


def test_the_bias_is_signed_and_says_when_it_is_more_than_chance():
    slow = bias_of(seen(66, 70, 72, 75, 69, 71, predicted=60))
    assert slow.share == pytest.approx(0.175)
    assert slow.is_off
    assert not bias_of(seen(50, 72, 58, 61, 66, 55, predicted=60)).is_off
    assert bias_of(seen(66)).count == 0  # nobody knows what was planned


def test_two_procedures_take_the_sum_of_both():
    one, other = believed(median=45, p90=75), believed(median=30, p90=50)
    both = together([one, other])
    assert both.mean == pytest.approx(one.mean + other.mean)
    assert both.sd**2 == pytest.approx(one.sd**2 + other.sd**2)
    assert together([one]) is one
    assert isinstance(both, Duration)
