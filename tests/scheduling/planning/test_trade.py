"""The dial: more time kept back serves fewer and runs over less."""

import pytest

from bench.campbench.generator import camp
from scheduling.planning.checking import violations
from scheduling.planning.solution import value_of
from scheduling.planning.trade import DIAL, trade, turned_to
from tests.scheduling.planning.problems import case, problem, spot, with_case


@pytest.fixture(scope="module")
def small():
    a_problem = camp(patients=60, load=1.5, seed=3, z=0.5)
    return a_problem, turned_to(a_problem, {}, steps=60)


def test_the_more_is_kept_back_the_fewer_are_served_and_the_less_runs_over(small):
    rows = trade(*small, steps=60)
    assert [row.z for row in rows] == list(DIAL)
    assert rows[0].value > rows[-1].value
    assert rows[0].over > 2 * rows[-1].over
    assert rows[0].minutes_over > rows[1].minutes_over > rows[-1].minutes_over


def test_the_mark_of_the_plan_at_hand_is_that_plan(small):
    a_problem, spots = small
    half = dict(list(spots.items())[::2])  # a person may want fewer than would fit
    own = next(row for row in trade(a_problem, half, steps=1, dial=(0.0,)) if row.z == 0.5)
    assert (own.placed, own.value) == (len(half), value_of(a_problem, half))


@pytest.mark.parametrize("z", [0.0, 1.645])
def test_a_plan_at_another_mark_keeps_every_rule(small, z):
    a_problem, spots = small
    turned = type(a_problem)(**{name: getattr(a_problem, name) for name in a_problem.__slots__} | {"z": z})
    found = turned_to(turned, spots, steps=40)
    assert violations(turned, found) == []
    if z == 0.0:
        assert value_of(turned, found) >= value_of(a_problem, spots)  # with less kept back, all of it still fits


def test_who_is_pinned_stays_at_every_mark():
    a_problem = with_case(problem(case(1, sd=30.0), case(2, sd=30.0), z=1.645), 1, pinned=spot(703))
    assert turned_to(a_problem, {}, steps=5)[1] == spot(703)
