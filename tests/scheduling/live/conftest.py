from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine as machine
from django.test import Client
from django_scopes import scope, scopes_disabled

from camps.models import Member, Role, User
from tests.factories.queue import arrive, open_hall, seven, ticket_of
from tests.factories.schedule import SmallCamp, small_camp


def _hall() -> SmallCamp:
    return open_hall(small_camp())


@pytest.fixture
def begin_hall(kept):
    return kept("begin_hall", _hall)


@pytest.fixture
def hall(begin_hall, db) -> Iterator[SmallCamp]:
    """The small camp with vitals, a way out and an open desk, its organisation in scope."""
    with scopes_disabled():
        made = begin_hall()
    with scope(organisation=made.organisation):
        yield made


@pytest.fixture
def at_work(hall) -> Iterator[SmallCamp]:
    """Three came at seven and wait for their vitals; it is a quarter past, and `hall.client` is a desk helper's."""
    hall.tickets = [ticket_of(arrive(hall, one, minutes=n)) for n, one in enumerate(hall.registrations[:3])]
    hall.now = seven(hall) + timedelta(minutes=15)
    with machine.travel(hall.now, tick=False):
        hall.client = client_of(hall, Role.DESK)
        yield hall


def client_of(made: SmallCamp, role: str) -> Client:
    """A browser in which somebody with this role is signed in."""
    user = User.objects.create_user(f"{role}@example.org", "a password of some length", name=f"The {role}")
    Member.objects.create(organisation=made.organisation, user=user, role=role)
    client = Client()
    client.force_login(user)
    return client
