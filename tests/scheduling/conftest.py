import pytest
from django_scopes import scope, scopes_disabled

from tests.factories.schedule import SmallCamp


@pytest.fixture
def small(begin_small, db):
    """A small camp with its organisation in scope."""
    with scopes_disabled():
        made: SmallCamp = begin_small()
    with scope(organisation=made.organisation):
        yield made
