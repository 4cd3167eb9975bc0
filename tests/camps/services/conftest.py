"""An organisation in whose scope the tests of the services run."""

from functools import partial

import pytest
from django_scopes import scope

from tests.factories.camps import make_world


@pytest.fixture
def begin_world(kept):
    return kept("begin_world", partial(make_world, "Alpha"))


@pytest.fixture
def world(begin_world, db):
    made = begin_world()
    with scope(organisation=made.organisation):
        yield made
