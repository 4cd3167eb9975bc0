"""Django's admin is for superusers, and behind the same sign-in."""

import pytest
from django.contrib import admin
from django.test import Client

from camps.models import User
from tests.factories.camps import make_world

pytestmark = pytest.mark.django_db


def test_the_admin_is_closed_to_an_owner():
    assert make_world("Alpha").client().get("/admin/").status_code in (302, 403)


def test_the_admin_holds_no_patients():
    assert {model._meta.label for model in admin.site._registry} == {"auth.Group", "camps.User", "camps.Organisation"}


def test_the_admin_has_no_sign_in_of_its_own():
    assert Client().get("/admin/login/?next=/admin/auth/")["Location"] == "/sign-in/?next=%2Fadmin%2Fauth%2F"
    answer = Client().post("/admin/login/", {"username": "owner@alpha.test", "password": "guess"})
    assert answer["Location"].startswith("/sign-in/")


def test_the_admin_opens_for_a_superuser():
    client = Client()
    client.force_login(User.objects.create_superuser("root@example.test", "seven horses drink tea", name="Root"))
    assert client.get("/admin/").status_code == 200
