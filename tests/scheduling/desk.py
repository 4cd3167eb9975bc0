"""A small camp whose pages a signed-in member opens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django_scopes import scope, scopes_disabled

from camps.models import Camp, Member, Role, User
from scheduling.services.slots import make_slots
from tests.factories.schedule import SmallCamp, small_camp


@dataclass
class Desk:
    """The camp and a browser; queries about the camp run inside `desk.scope()`."""

    made: SmallCamp
    client: Client
    user: User

    @property
    def camp(self) -> Camp:
        return self.made.camp

    def scope(self) -> Any:
        return scope(organisation=self.made.organisation)

    def url(self, name: str, **parts: Any) -> str:
        return reverse(f"scheduling:{name}", kwargs={"slug": self.camp.slug, **parts})

    def get(self, name: str, data: Any = None, **parts: Any) -> HttpResponse:
        return self.client.get(self.url(name, **parts), data or {})

    def post(self, name: str, data: Any = None, **parts: Any) -> HttpResponse:
        return self.client.post(self.url(name, **parts), data or {})


def open_desk(role: str = Role.ORGANISER, **values: Any) -> Desk:
    """A small camp with windows, and a member of this role signed in."""
    with scopes_disabled():
        made = small_camp(**values)
        user = User.objects.create_user(f"{role}@example.org", "a password of some length", name=f"The {role}")
        Member.objects.create(organisation=made.organisation, user=user, role=role)
    with scope(organisation=made.organisation):
        make_slots(camp=made.camp)
    client = Client()
    client.force_login(user)
    return Desk(made, client, user)
