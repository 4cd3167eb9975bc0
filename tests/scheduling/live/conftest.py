from collections.abc import Iterator

import pytest
from django_scopes import scope, scopes_disabled

from tests.factories.queue import open_hall
from tests.factories.schedule import SmallCamp, small_camp


def _hall() -> SmallCamp:
    return open_hall(small_camp())


@pytest.fixture
def begin_hall(kept):
    return kept("begin_hall", _hall)


@pytest.fixture
def hall(begin_hall, db) -> Iterator[SmallCamp]:
    """The small camp with vitals, a way out and an open desk, its organisation in scope."""
    with scopes_disabled():
        made = begin_hall()
    with scope(organisation=made.organisation):
        yield made
