"""A camp in the middle of its telling, and somebody who looks at it; the clock stands at NOW."""

import pytest
import time_machine
from django_scopes import scope, scopes_disabled

from tests.factories.organiser import placed_camp, signed_in, told_camp
from tests.factories.schedule import NOW


@pytest.fixture(autouse=True)
def clock():
    """Views read the clock; here it stands still."""
    with time_machine.travel(NOW, tick=False) as travelled:
        yield travelled


@pytest.fixture
def begin_placed(kept):
    return kept("begin_placed", placed_camp)


@pytest.fixture
def placed(begin_placed, db):
    """Everybody has a place, nobody was told."""
    with scopes_disabled():
        made = begin_placed()
    with scope(organisation=made.organisation):
        yield made


@pytest.fixture
def begin_told(kept):
    return kept("begin_told", told_camp)


@pytest.fixture
def told(begin_told, db):
    """Published an hour ago; a text failed, one is unknown, two people have no phone, an answer came in."""
    with scopes_disabled():
        made = begin_told()
    with scope(organisation=made.organisation):
        yield made


@pytest.fixture
def owner():
    """A signed-in browser of this camp's organisation: `owner(made)`, or another role."""
    return lambda made, role="owner": signed_in(made.organisation, role)
