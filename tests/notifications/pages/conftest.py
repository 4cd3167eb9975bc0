"""A camp in the middle of its telling, and somebody who looks at it; the clock stands at NOW."""

import pytest
import time_machine
from django_scopes import scope, scopes_disabled

from tests.factories.organiser import placed_camp, signed_in, told_camp
from tests.factories.schedule import NOW


@pytest.fixture(autouse=True)
def clock():
    """Views read the clock; here it stands still."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def placed(db):
    """Everybody has a place, nobody was told."""
    with scopes_disabled():
        made = placed_camp()
    with scope(organisation=made.organisation):
        yield made


@pytest.fixture
def told(db):
    """Published an hour ago; a text failed, one is unknown, two people have no phone, an answer came in."""
    with scopes_disabled():
        made = told_camp()
    with scope(organisation=made.organisation):
        yield made


@pytest.fixture
def owner():
    """A signed-in browser of this camp's organisation: `owner(made)`, or another role."""
    return lambda made, role="owner": signed_in(made.organisation, role)
