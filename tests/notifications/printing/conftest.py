"""The published camp of the visit tests, and members of its organisation."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from camps.models import Member, Organisation, Role
from tests.factories.camps import make_user
from tests.notifications.visit.conftest import begin_published, clock, published

__all__ = ["begin_published", "clock", "published"]


@pytest.fixture
def sign_in() -> Callable[[str], Client]:
    """A browser with a member of this role in the one organisation there is: sign_in("desk")."""

    def signed_in(role: str = Role.DESK) -> Client:
        user = make_user(f"{role}@example.test")
        Member.objects.create(organisation=Organisation.objects.get(), user=user, role=role)
        client = Client()
        client.force_login(user)
        return client

    return signed_in
