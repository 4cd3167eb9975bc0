"""A published camp in which an operation and a consultation have their places, and the doors to them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.test import Client
from django_scopes import scope, scopes_disabled

from camps.models import Registration
from notifications.services.links import link_for
from scheduling.models import Appointment
from scheduling.queries.places import free_places
from scheduling.services.booking import SYSTEM, book
from scheduling.services.slots import make_slots
from tests.factories.schedule import NOW, SmallCamp, small_camp
from tests.factories.telling import local, tell_all

LATER = NOW + timedelta(hours=2)


@dataclass
class Told:
    """A patient with a place, told of it, and the secret link."""

    made: SmallCamp
    registration: Registration
    path: str

    @property
    def appointment(self) -> Appointment:
        return Appointment.objects.filter(registration=self.registration).latest("id")

    @property
    def seen(self) -> str:
        return stamp(self.appointment.arrive_at)


def stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%MZ")


def path_of(registration: Registration) -> str:
    return "/v/" + link_for(registration, now=NOW).rpartition("/")[2]


def give_place(made: SmallCamp, registration: Registration, *, at: datetime) -> None:
    (place,) = free_places(registration=registration, now=NOW, limit=1, after=at)
    assert place.arrive_at == at
    book(
        registration_id=registration.pk,
        place=place.place,
        procedure_ids=[registration.procedure_id],
        actor=SYSTEM,
        now=NOW,
    )


@pytest.fixture(autouse=True)
def clock():
    """The pages read the clock: it stands two hours after the publishing."""
    with time_machine.travel(LATER, tick=False) as travelled:
        yield travelled


def published_camp() -> SmallCamp:
    made = small_camp()
    with scope(organisation=made.organisation):
        make_slots(camp=made.camp)
        give_place(made, made.registrations[0], at=local(made, 0, 10))
        give_place(made, made.registrations[1], at=local(made, 0, 9))
        tell_all(made)
        made.camp.refresh_from_db()
    return made


@pytest.fixture
def begin_published(kept):
    return kept("begin_published", published_camp)


@pytest.fixture
def published(begin_published, db):
    """Registration 1, an operation, at 10am of the first day; registration 2, a consultation, at 9am; both told."""
    with scopes_disabled():
        made = begin_published()
    with scope(organisation=made.organisation):
        yield made


@pytest.fixture
def operation(published):
    return Told(published, published.registrations[0], path_of(published.registrations[0]))


@pytest.fixture
def consultation(published):
    return Told(published, published.registrations[1], path_of(published.registrations[1]))


@pytest.fixture
def phone():
    """A browser with CSRF checks as in life."""
    return Client(enforce_csrf_checks=True)


def words(answer) -> str:
    """The text of a page, spaces folded, tags gone."""
    html = re.sub(r"</?(?:time|bdi|strong|b|span)\b[^>]*>", "", answer.content.decode())
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())
