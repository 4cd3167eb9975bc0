"""A browser of the owner of one organisation."""

import pytest
from django.test import Client

from tests.factories.camps import World, make_world


@pytest.fixture
def world(db) -> World:
    return make_world("Alpha")


@pytest.fixture
def client(world: World) -> Client:
    return world.client()
