"""Two organisations with a row of everything."""

import pytest

from tests.factories.camps import World, make_world
from tests.factories.decided import decide

LEAK = "Quokka"  # in every text of the other organisation


def two_worlds() -> tuple[World, World]:
    return decide(make_world("Alpha")), decide(make_world(LEAK))


@pytest.fixture
def begin_two_worlds(kept):
    return kept("begin_two_worlds", two_worlds)


@pytest.fixture
def worlds(begin_two_worlds, db) -> tuple[World, World]:
    return begin_two_worlds()


@pytest.fixture
def world(worlds) -> World:
    return worlds[0]


@pytest.fixture
def other(worlds) -> World:
    return worlds[1]
