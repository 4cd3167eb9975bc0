"""Reading a search again and again costs little, and says what it means."""

import pytest

from scheduling.models import Plan
from tests.factories.schedule import NOW
from tests.scheduling.plans.asking import planned, text


def test_a_poll_without_news_costs_no_body(desk, queue):
    plan = planned(desk)
    with desk.scope():
        Plan.objects.update(state="running", seen_at=NOW)
    days = desk.url("plan_progress", pk=plan.pk) + "?days"
    first = desk.client.get(days)
    again = desk.client.get(days, headers={"if-none-match": first.headers.get("ETag", "-")})
    assert (again.status_code, len(again.content)) == (304, 0)


def test_the_gap_is_said_as_what_it_is(desk, queue):
    """gap() is per cent of the best; worth 50 of at most 100 is 50 % short of the best, and the best is 100 % above."""
    plan = planned(desk)
    with desk.scope():
        Plan.objects.update(value=50, bound=100.0)
    read = text(desk.get("plan", pk=plan.pk))
    assert "At most 50.0 % short of the best that any plan could be" in read


@pytest.mark.parametrize(
    ("worth", "said"),
    [(10_000, "No plan can be better than this one"), (9_999, "At most 0.1 % short of the best")],
)
def test_only_of_the_best_it_is_said_that_no_plan_can_be_better(desk, queue, worth, said):
    """Values are whole: nothing is worth 10000.7."""
    plan = planned(desk)
    with desk.scope():
        Plan.objects.update(value=worth, bound=10_000.7)
    assert said in text(desk.get("plan", pk=plan.pk))
