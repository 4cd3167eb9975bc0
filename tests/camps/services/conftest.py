"""An organisation in whose scope the tests of the services run."""

import pytest
from django_scopes import scope

from tests.factories.camps import make_world


@pytest.fixture
def world(db):
    made = make_world("Alpha")
    with scope(organisation=made.organisation):
        yield made
