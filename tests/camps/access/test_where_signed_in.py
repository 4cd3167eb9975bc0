"""The list of one's sessions, and ending them."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client

from camps import sessions
from camps.models import SignIn
from tests.factories.camps import PASSWORD, World, make_world
from tests.factories.second_factor import with_password

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 2, 1, 9, tzinfo=UTC)


@pytest.fixture
def world() -> World:
    return make_world("Alpha")


def signed_in(world: World, browser: str, column: str = "owner") -> Client:
    client = Client(headers={"user-agent": browser})
    with_password(world.members[column].user, client=client)
    return client


def listed(client: Client) -> list[str]:
    return [place.browser for place in client.get("/account/").context["places"]]


def test_the_account_page_lists_ones_own_places_this_one_first(world):
    laptop, phone = signed_in(world, "Laptop"), signed_in(world, "Phone")
    signed_in(world, "Desk", "desk")
    assert listed(laptop) == ["Laptop", "Phone"]
    assert listed(phone) == ["Phone", "Laptop"]
    assert laptop.session.session_key not in laptop.get("/account/").content.decode()


def test_one_place_is_ended(world):
    laptop, phone, tablet = (signed_in(world, name) for name in ("Laptop", "Phone", "Tablet"))
    mark = next(place.mark for place in laptop.get("/account/").context["places"] if place.browser == "Phone")
    assert laptop.post("/account/sign-out-elsewhere/", {"place": mark})["Location"] == "/account/"
    assert [client.get("/camps/").status_code for client in (laptop, phone, tablet)] == [200, 302, 200]


def test_all_other_places_are_ended_and_nobody_elses(world):
    laptop, phone, desk = signed_in(world, "Laptop"), signed_in(world, "Phone"), signed_in(world, "Desk", "desk")
    laptop.post("/account/sign-out-elsewhere/")
    assert [client.get("/camps/").status_code for client in (laptop, phone, desk)] == [200, 302, 200]


def test_nobody_ends_the_place_of_another_person(world):
    laptop, desk = signed_in(world, "Laptop"), signed_in(world, "Desk", "desk")
    mark = laptop.get("/account/").context["places"][0].mark
    desk.post("/account/sign-out-elsewhere/", {"place": mark})
    assert laptop.get("/camps/").status_code == 200


def test_a_place_that_ran_out_is_not_listed(world):
    with time_machine.travel(NOW, tick=False) as clock:
        signed_in(world, "Laptop")
        clock.shift(timedelta(minutes=31))
        assert listed(signed_in(world, "Phone")) == ["Phone"]


def test_signing_out_leaves_no_row(world):
    client = signed_in(world, "Laptop")
    assert SignIn.objects.filter(user=world.members["owner"].user).count() == 1
    client.post("/sign-out/")
    assert not SignIn.objects.filter(user=world.members["owner"].user).exists()


def test_a_new_password_ends_every_session(world):
    client = signed_in(world, "Laptop")
    user = world.members["owner"].user
    user.set_password(PASSWORD + " again")
    user.save()
    assert client.get("/camps/").status_code == 302


def test_a_new_password_by_mail_leaves_no_session_in_the_list(world):
    laptop, phone = signed_in(world, "Laptop"), signed_in(world, "Phone")
    user = world.members["owner"].user
    laptop.post("/password/", {"email": user.email})
    link = re.search(r"http://localhost:\d+(/\S+)", mail.outbox[-1].body)[1]
    form = laptop.get(link, follow=True).request["PATH_INFO"]
    fields = dict.fromkeys(["new_password1", "new_password2"], PASSWORD + " again")
    assert laptop.post(form, fields)["Location"] == "/password/changed/"
    again = Client(headers={"user-agent": "New"})
    with_password(user, password=PASSWORD + " again", client=again)
    assert "Phone" not in listed(again)
    assert [client.get("/camps/").status_code for client in (laptop, phone)] == [302, 302]


def test_a_device_that_stays_outlives_half_an_hour_untouched_and_ten_hours_end_it(world):
    with time_machine.travel(NOW, tick=False) as clock:
        tablet, phone = signed_in(world, "Tablet"), signed_in(world, "Phone")
        session = tablet.session
        sessions.stay(session, now=NOW)
        session.save()
        clock.shift(timedelta(hours=9, minutes=59))
        assert [client.get("/camps/").status_code for client in (tablet, phone)] == [200, 302]
        assert listed(tablet) == ["Tablet"]
        clock.shift(timedelta(minutes=32))
        assert tablet.get("/camps/").status_code == 302


def test_staying_never_outlives_the_twelve_hours_of_a_sign_in(world):
    with time_machine.travel(NOW, tick=False) as clock:
        tablet = signed_in(world, "Tablet")
        for _ in range(3):
            session = tablet.session
            sessions.stay(session, now=NOW + timedelta(hours=9))
            session.save()
            clock.shift(timedelta(hours=3, minutes=55))
            assert tablet.get("/camps/").status_code == 200
        clock.shift(timedelta(minutes=16))
        assert tablet.get("/camps/").status_code == 302
