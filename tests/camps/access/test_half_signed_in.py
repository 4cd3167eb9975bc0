"""A stolen password opens nothing: every address with a browser that gave the password and no second factor."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from camps.models import User
from tests.addresses import all_addresses
from tests.factories.camps import COLUMNS, World, make_world
from tests.factories.decided import decide
from tests.factories.second_factor import all_the_way_in, code_of, give_phone, with_password

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 2, 1, 9, tzinfo=UTC)
ADDRESSES = all_addresses()
GUARDED = [address for address in ADDRESSES if not address.is_public]
WORD = "Quokka"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as travelled:
        yield travelled


@pytest.fixture
def world() -> World:
    return decide(make_world(WORD))


def opened(client: Client, world: World) -> list[str]:
    """The guarded addresses that show or do anything."""
    return [
        address.name
        for address in GUARDED
        for answer in (client.get(address.path(world)), client.post(address.path(world)))
        if answer.status_code != 302
        or not answer["Location"].startswith("/sign-in/")
        or WORD in answer.content.decode() + str(answer.headers)
    ]


def test_whoever_has_a_phone_and_gave_no_code_opens_no_page(world):
    user = world.members["owner"].user
    give_phone(user, now=NOW)
    client = with_password(user)
    assert opened(client, world) == []
    assert client.post("/sign-in/code/", {"code": code_of(user)}).status_code == 302
    assert client.get("/account/").status_code == 200


def test_whoever_has_no_phone_yet_opens_no_page_where_one_is_required(world, settings):
    settings.SECOND_FACTOR = "required"
    client = with_password(world.members["owner"].user)
    assert "Set up your phone" in client.get("/sign-in/set-up/").content.decode()
    assert opened(client, world) == []


@pytest.mark.parametrize("has_phone", [True, False])
def test_it_holds_for_every_role(world, settings, has_phone):
    """The walk above is long, and who is halfway has no role yet: here one page for each role."""
    settings.SECOND_FACTOR = "required"
    for column in COLUMNS:
        user = world.members[column].user
        if has_phone:
            give_phone(user, now=NOW)
        client = with_password(user, after="/account/")
        assert client.get("/account/")["Location"].startswith("/sign-in/"), column
        step = "code" if has_phone else "set-up"
        assert client.post(f"/sign-in/{step}/", {"code": code_of(user)}).status_code == (302 if has_phone else 200)
        assert client.get("/account/").status_code == 200, column


def test_a_session_from_before_the_duty_opens_no_page(world, settings):
    client = world.client()
    assert client.get("/camps/").status_code == 200
    settings.SECOND_FACTOR = "required"
    assert opened(client, world) == []


def test_public_pages_say_nothing_more_to_somebody_halfway(world):
    user = world.members["owner"].user
    give_phone(user, now=NOW)
    client = with_password(user)
    own = ("/sign-in/code/", "/sign-in/recovery/")  # name the address that was just typed
    wrong = [
        address.name
        for address in ADDRESSES
        if address.is_public and address.path(world) not in own
        for answer in (client.get(address.path(world)),)
        if answer.status_code == 200 and WORD.lower() in answer.content.decode().lower()
    ]
    assert wrong == []


def test_the_admin_is_behind_the_same_sign_in(settings):
    root = User.objects.create_superuser("root@example.test", "seven horses drink tea", name="Root")
    settings.SECOND_FACTOR = "required"
    pages = ["/admin/", "/admin/camps/user/", "/admin/camps/organisation/"]
    old = Client()
    old.force_login(root)
    half = with_password(root, after="/admin/")
    for client in (old, half):
        assert [client.get(page).status_code for page in pages] == [302] * 3
        assert client.get("/admin/", follow=True).redirect_chain[-1][0].startswith("/sign-in/")
    half = with_password(root, after="/admin/")
    half.post("/sign-in/set-up/", {"code": code_of(root)})
    assert [half.get(page).status_code for page in pages] == [200] * 3


def test_the_password_alone_leaves_no_session_of_the_person(world):
    user = world.members["owner"].user
    give_phone(user, now=NOW)
    client = with_password(user)
    assert "_auth_user_id" not in client.session
    assert settings.SESSION_COOKIE_NAME in client.cookies


def test_the_first_owner_of_a_required_installation_sets_up_a_phone_first(settings):
    settings.SECOND_FACTOR = "required"
    client = Client()
    start = {"organisation": "Alpha", "name": "Ada", "email": "ada@example.test", "password": "seven horses drink tea"}
    assert client.post("/start/", start)["Location"] == "/sign-in/set-up/"
    assert client.get("/camps/")["Location"].startswith("/sign-in/")
    codes = client.post("/sign-in/set-up/", {"code": code_of(User.objects.get())})
    assert (codes.status_code, codes.context["after"]) == (200, "/camps/")
    assert client.get("/camps/").status_code == 200


def test_an_invited_person_sets_up_a_phone_first(world, settings):
    settings.SECOND_FACTOR = "required"
    client = Client()
    answer = client.post(f"/invitation/{world.token}/", {"name": "Ngozi", "password": "seven horses drink tea"})
    assert answer["Location"] == "/sign-in/set-up/"
    assert client.get("/camps/")["Location"].startswith("/sign-in/")


def test_a_new_password_by_mail_is_no_way_around_the_code(world):
    user = world.members["owner"].user
    give_phone(user, now=NOW)
    user.set_password("nine old bikes")
    user.save()
    client = with_password(user, password="nine old bikes")
    assert client.get("/camps/")["Location"].startswith("/sign-in/")


def test_a_quarter_of_an_hour_ends_the_half(world, clock):
    user = world.members["owner"].user
    give_phone(user, now=NOW)
    client = with_password(user)
    clock.shift(timedelta(minutes=16))
    assert client.post("/sign-in/code/", {"code": code_of(user)})["Location"] == "/sign-in/"
    assert client.get("/account/").status_code == 302


@pytest.mark.parametrize("change", [{"is_active": False}, {"password": "!"}])
def test_a_closed_account_or_a_new_password_ends_the_half(world, change):
    user = world.members["owner"].user
    give_phone(user, now=NOW)
    client = with_password(user)
    User.objects.filter(pk=user.pk).update(**change)
    assert client.post("/sign-in/code/", {"code": code_of(user)})["Location"] == "/sign-in/"


def test_nobody_sets_up_a_second_phone_with_the_password_alone(world, settings):
    settings.SECOND_FACTOR = "required"
    user = world.members["owner"].user
    give_phone(user, now=NOW)
    client = with_password(user)
    assert client.get("/sign-in/set-up/")["Location"] == "/sign-in/"
    assert all_the_way_in(user).get("/camps/").status_code == 200
