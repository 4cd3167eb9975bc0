"""A browser of the owner of one organisation."""

from functools import partial

import pytest
from django.test import Client

from tests.factories.camps import World, make_world


@pytest.fixture
def begin_world(kept):
    return kept("begin_world", partial(make_world, "Alpha"))


@pytest.fixture
def world(begin_world, db) -> World:
    return begin_world()


@pytest.fixture
def client(world: World) -> Client:
    return world.client()
