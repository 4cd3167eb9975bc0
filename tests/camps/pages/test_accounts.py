"""In and out, as a browser sees it."""

import re
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django_scopes import scopes_disabled

from camps.models import Member, Organisation, User
from camps.sample_accounts import PASSWORD as SAMPLE_PASSWORD
from tests.factories.camps import PASSWORD, make_user, make_world

pytestmark = pytest.mark.django_db
START = {"organisation": "Alpha", "name": "Ada", "email": "ada@example.test", "password": PASSWORD}
NOW = datetime(2027, 2, 1, 9, tzinfo=UTC)


def sign_in(client: Client, email: str, password: str = PASSWORD, **more):
    return client.post("/sign-in/", {"email": email, "password": password, **more})


def is_signed_in(client: Client) -> bool:
    return client.get("/camps/").status_code == 200


def test_a_new_installation_begins_with_its_first_owner():
    client = Client()
    assert client.get("/")["Location"] == "/start/"
    assert client.post("/start/", START)["Location"] == "/camps/"
    page = client.get("/camps/").content.decode()
    assert "Make the first one" in page
    assert "/camps/new/" in page


def test_the_beginning_is_closed_afterwards():
    Client().post("/start/", START)
    client = Client()
    assert client.get("/start/")["Location"] == "/"
    assert client.post("/start/", START | {"email": "eve@example.test"})["Location"] == "/"
    assert [Organisation.objects.count(), User.objects.count()] == [1, 1]
    assert client.get("/")["Location"] == "/sign-in/"


def test_in_production_only_who_runs_the_server_begins(settings):
    settings.PRODUCTION = True
    answer = Client().post("/start/", START | {"code": "0123456789"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["code"])
    printed = StringIO()
    call_command("start_code", stdout=printed)
    assert Client().post("/start/", START | {"code": printed.getvalue()})["Location"] == "/camps/"


@pytest.mark.parametrize("password", ["short", "password", "ada@example.test"])
def test_a_weak_password_is_refused_beside_its_field(password):
    answer = Client().post("/start/", START | {"password": password})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["password"]
    assert "Alpha" in answer.content.decode()


def test_the_right_password_opens_and_signing_out_closes():
    make_world("Alpha")
    client = Client()
    assert sign_in(client, "OWNER@alpha.test")["Location"] == "/"
    assert is_signed_in(client)
    answer = client.post("/sign-out/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert not is_signed_in(client)


def test_signing_out_takes_a_post():
    client = make_world("Alpha").client()
    assert client.get("/sign-out/").status_code == 405
    assert is_signed_in(client)


def sample_owner():
    return User.objects.create_user("organiser@example.org", SAMPLE_PASSWORD, name="Organiser")


def test_a_sample_sign_in_opens_on_this_machine():
    sample_owner()
    assert sign_in(Client(), "organiser@example.org", SAMPLE_PASSWORD).status_code == 302


@pytest.mark.parametrize(
    "where",
    [{"REMOTE_ADDR": "192.168.1.66"}, {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}, {"HTTP_VIA": "1.1 proxy"}],
)
@pytest.mark.parametrize("email", ["organiser@example.org", "Organiser@EXAMPLE.org"])
def test_a_sample_sign_in_opens_nothing_from_elsewhere(where, email):
    sample_owner()
    answer = Client(**where).post("/sign-in/", {"email": email, "password": SAMPLE_PASSWORD})
    assert answer.status_code == 422
    assert "only on the machine that runs Campline" in answer.content.decode()


def test_a_sample_sign_in_opens_nothing_in_production(settings):
    sample_owner()
    settings.PRODUCTION = True
    assert sign_in(Client(), "organiser@example.org", SAMPLE_PASSWORD).status_code == 422


def test_a_wrong_password_keeps_the_address_and_drops_the_password():
    make_world("Alpha")
    answer = sign_in(Client(), "owner@alpha.test", "not this one")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "owner@alpha.test" in page
    assert "not this one" not in page
    assert "<title>Error:" in page


def test_too_many_wrong_passwords_say_when_to_come_back():
    make_world("Alpha")
    for _ in range(10):
        sign_in(Client(), "owner@alpha.test", "wrong")
    answer = sign_in(Client(), "owner@alpha.test")
    assert answer.status_code == 429
    assert 300 < int(answer["Retry-After"]) <= 360
    assert "6 minutes" in answer.content.decode()


def test_strangers_do_not_lock_a_browser_that_was_signed_in_before():
    make_world("Alpha")
    client = Client()
    sign_in(client, "owner@alpha.test")
    client.post("/sign-out/")
    for _ in range(10):
        sign_in(Client(REMOTE_ADDR="10.9.9.9"), "owner@alpha.test", "wrong")
    assert sign_in(Client(), "owner@alpha.test").status_code == 429
    assert sign_in(client, "owner@alpha.test").status_code == 302


@pytest.mark.parametrize(
    ("after", "to"),
    [("/venues/", "/venues/"), ("https://evil.test/", "/"), ("//evil.test", "/"), ("javascript:x", "/")],
)
def test_the_sign_in_leads_to_our_own_pages_only(after, to):
    make_world("Alpha")
    assert sign_in(Client(), "owner@alpha.test", next=after)["Location"] == to


def test_a_new_session_begins_with_the_sign_in():
    make_world("Alpha")
    client = Client()
    client.get("/sign-in/")
    session = client.session
    session["before"] = 1
    session.save()
    client.cookies["session"] = session.session_key
    sign_in(client, "owner@alpha.test")
    assert client.cookies["session"].value != session.session_key


def test_thirty_idle_minutes_end_a_session():
    make_world("Alpha")
    with time_machine.travel(NOW, tick=False) as clock:
        client = Client()
        sign_in(client, "owner@alpha.test")
        for _ in range(3):
            clock.shift(timedelta(minutes=29))
            assert is_signed_in(client)
        clock.shift(timedelta(minutes=31))
        assert not is_signed_in(client)


def test_twelve_hours_end_a_session_however_busy():
    make_world("Alpha")
    with time_machine.travel(NOW, tick=False) as clock:
        client = Client()
        sign_in(client, "owner@alpha.test")
        for _ in range(24):
            clock.shift(timedelta(minutes=30))
            assert is_signed_in(client)
        clock.shift(timedelta(minutes=1))
        assert not is_signed_in(client)


def test_a_page_that_asks_by_itself_keeps_nobody_signed_in():
    make_world("Alpha")
    asking = {"HTTP_HX_REQUEST": "true", "HTTP_IF_NONE_MATCH": '"x"'}
    with time_machine.travel(NOW, tick=False) as clock:
        client = Client()
        sign_in(client, "owner@alpha.test")
        for _ in range(30):
            clock.shift(timedelta(minutes=1))
            client.get("/camps/", **asking)
        clock.shift(timedelta(minutes=1))
        assert client.get("/camps/", **asking).status_code == 401


def test_a_part_of_a_page_asked_for_after_the_session_leads_to_the_sign_in():
    answer = Client().get("/camps/", HTTP_HX_REQUEST="true")
    assert (answer.status_code, answer["HX-Redirect"]) == (401, "/sign-in/")


def test_a_closed_account_is_out_at_once():
    world = make_world("Alpha")
    client = world.client()
    User.objects.filter(pk=world.members["owner"].user_id).update(is_active=False)
    assert not is_signed_in(client)


def test_a_removed_member_is_out_at_once():
    world = make_world("Alpha")
    desk = world.client("desk")
    world.client().post(f"/members/{world.members['desk'].pk}/delete/")
    assert desk.get("/camps/")["Location"].startswith("/organisations/")
    assert "You belong to no organisation" in desk.get("/organisations/").content.decode()


def the_link(message) -> str:
    return re.search(r"http://localhost:\d+(/\S+)", message.body)[1]


def test_a_forgotten_password_is_set_anew_by_mail_once():
    make_world("Alpha")
    client = Client()
    assert client.post("/password/", {"email": "OWNER@alpha.test"})["Location"] == "/password/sent/"
    assert [message.to for message in mail.outbox] == [["owner@alpha.test"]]
    link = the_link(mail.outbox[0])
    form = client.get(link, follow=True)
    answer = client.post(form.request["PATH_INFO"], dict.fromkeys(["new_password1", "new_password2"], "nine old bikes"))
    assert answer["Location"] == "/password/changed/"
    assert sign_in(Client(), "owner@alpha.test", "nine old bikes").status_code == 302
    assert "This link no longer works" in Client().get(link, follow=True).content.decode()


def test_the_link_names_our_own_address_whatever_the_request_claims():
    make_world("Alpha")
    Client().post("/password/", {"email": "owner@alpha.test"}, HTTP_HOST="127.0.0.1")
    assert the_link(mail.outbox[0])


def test_an_unknown_address_hears_the_same_and_gets_no_mail():
    assert Client().post("/password/", {"email": "nobody@example.test"})["Location"] == "/password/sent/"
    assert mail.outbox == []


def test_a_mail_server_that_is_down_is_said_and_not_a_crash(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    make_world("Alpha")
    answer = Client().post("/password/", {"email": "owner@alpha.test"})
    assert answer.status_code == 422
    assert "could not be sent" in answer.content.decode()


def test_an_invited_person_sets_name_and_password_and_is_in():
    world = make_world("Alpha")
    client = Client()
    path = f"/invitation/{world.token}/"
    with time_machine.travel(NOW):
        assert "Alpha Team" in client.get(path).content.decode()
        assert client.post(path, {"name": "Ngozi", "password": PASSWORD})["Location"] == "/"
        assert is_signed_in(client)
        assert Client().get(path).status_code == 410
    with scopes_disabled():
        assert Member.objects.get(user__email="new@alpha.test").role == "desk"


def test_an_invitation_that_is_too_old_is_gone_in_plain_words():
    world = make_world("Alpha")
    with time_machine.travel(NOW + timedelta(days=8)):
        answer = Client().get(f"/invitation/{world.token}/")
    assert answer.status_code == 410
    assert "Ask who invited you" in answer.content.decode()


def test_somebody_with_an_account_signs_in_to_join():
    world = make_world("Alpha")
    user = make_user("new@alpha.test")
    path = f"/invitation/{world.token}/"
    with time_machine.travel(NOW):
        client = Client()
        assert f"/sign-in/?next={path}" in client.get(path).content.decode()
        assert client.post(path, {"name": "Eve", "password": "another good password"}).status_code == 200
        sign_in(client, "new@alpha.test")
        assert client.post(path)["Location"] == "/"
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_an_invitation_opened_by_somebody_else_gives_nothing():
    world = make_world("Alpha")
    with time_machine.travel(NOW):
        assert world.client("viewer").post(f"/invitation/{world.token}/").status_code == 410


def test_who_works_in_two_organisations_chooses_and_changes():
    alpha, beta = make_world("Alpha"), make_world("Beta")
    user = alpha.members["owner"].user
    with scopes_disabled():
        Member.objects.create(organisation=beta.organisation, user=user, role="viewer")
    client = alpha.client()
    assert client.get("/camps/")["Location"] == "/organisations/?next=%2Fcamps%2F"
    for world, other in ((alpha, beta), (beta, alpha)):
        answer = client.post("/organisations/", {"organisation": world.organisation.slug, "next": "/camps/"})
        page = client.get(answer["Location"]).content.decode()
        assert f"{world.word} Camp" in page
        assert f"{other.word} Camp" not in page


def test_nobody_chooses_an_organisation_he_or_she_does_not_belong_to():
    alpha, beta = make_world("Alpha"), make_world("Beta")
    client = alpha.client()
    assert client.post("/organisations/", {"organisation": beta.organisation.slug}).status_code == 422
    assert "Beta" not in client.get("/camps/").content.decode()


def test_an_expert_begins_with_the_own_cases():
    world = make_world("Alpha")
    client = world.client("expert")
    assert client.get("/")["Location"] == "/my-cases/"
    page = client.get("/my-cases/").content.decode()
    assert "Alpha Nuhu" in page
    assert "Alpha Amadi" not in page


def test_a_visitor_without_a_session_costs_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        Client().get("/password/sent/")
