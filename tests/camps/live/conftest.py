"""An organisation's browsers, a live page of its camp, and how much of PostgreSQL an asking touched."""

from collections.abc import Callable
from functools import partial

import pytest
from django.test import Client
from redis import Redis

from tests.factories.camps import World, make_world
from tests.kept import Make


@pytest.fixture
def begin_world(kept: Callable[[str, Make], Make]) -> Make:
    return kept("begin_world", partial(make_world, "Alpha"))


@pytest.fixture
def world(begin_world: Make, db: None) -> World:
    made: World = begin_world()
    return made


@pytest.fixture
def client(world: World) -> Client:
    return world.client()


@pytest.fixture
def redis(settings) -> Redis:
    return Redis.from_url(settings.CACHES["live"]["LOCATION"])


@pytest.fixture
def redis_away(settings, tmp_path) -> str:
    """Nobody listens there."""
    address = f"unix://{tmp_path}/nobody.sock?db=0"
    settings.CACHES = {**settings.CACHES, "live": {**settings.CACHES["live"], "LOCATION": address}}
    return address
