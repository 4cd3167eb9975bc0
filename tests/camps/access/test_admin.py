"""Django's admin is for superusers, and behind the same sign-in."""

import pytest
from django.test import Client

from camps.models import User
from tests.factories.camps import make_world

pytestmark = pytest.mark.django_db


def test_the_admin_is_closed_to_an_owner():
    assert make_world("Alpha").client().get("/admin/").status_code in (302, 403)


def test_the_admin_holds_no_patients():
    from django.contrib import admin

    from camps.models import Patient, Registration

    assert not {Patient, Registration} & set(admin.site._registry)


def test_the_admin_opens_for_a_superuser():
    client = Client()
    client.force_login(User.objects.create_superuser("root@example.test", "seven horses drink tea", name="Root"))
    assert client.get("/admin/").status_code == 200
