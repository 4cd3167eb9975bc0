import pytest
from django_scopes import scope, scopes_disabled

from tests.factories.schedule import SmallCamp, small_camp


@pytest.fixture
def small(db):
    """A small camp with its organisation in scope."""
    with scopes_disabled():
        made: SmallCamp = small_camp()
    with scope(organisation=made.organisation):
        yield made
