"""The second step of the sign-in, as a browser sees it."""

import re
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.contrib import admin
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_scopes import scope, scopes_disabled

from camps.errors import CampError, Invalid
from camps.models import FactorReset, Member, User
from camps.services.second_factor import check_app_code, finish_set_up
from tests.factories.camps import PASSWORD, World, make_world
from tests.factories.second_factor import all_the_way_in, code_of, give_phone, with_password

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 2, 1, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as travelled:
        yield travelled


@pytest.fixture
def world() -> World:
    return make_world("Alpha")


@pytest.fixture
def owner(world) -> User:
    return world.members["owner"].user


def codes_in(answer) -> list[str]:
    return re.findall(r"<li><code>([a-z0-9]{5}-[a-z0-9]{5})</code></li>", answer.content.decode())


def test_a_phone_is_set_up_and_ten_codes_are_shown_once(owner, settings):
    settings.SECOND_FACTOR = "required"
    client = with_password(owner, after="/venues/")
    page = client.get("/sign-in/set-up/").content.decode()
    assert "<svg" in page
    assert re.search(r"otpauth://totp/Campline%3Aowner%40alpha.test\?secret=[A-Z2-7]{32}&amp;", page)
    assert re.search(r'class="key">([A-Z2-7]{4} ){7}[A-Z2-7]{4}<', page)
    assert 'autocomplete="one-time-code"' in page
    assert 'inputmode="numeric"' in page
    assert "autofocus" not in page
    answer = client.post("/sign-in/set-up/", {"code": code_of(owner)})
    assert len(set(codes_in(answer))) == 10
    assert 'href="/venues/"' in answer.content.decode()
    assert client.get("/venues/").status_code == 200
    assert codes_in(client.get("/account/")) == []


def test_the_key_stays_the_same_while_the_page_is_loaded_again(owner, settings):
    settings.SECOND_FACTOR = "required"
    client = with_password(owner)
    keys = {client.get("/sign-in/set-up/").context["key"].letters for _ in range(2)}
    assert len(keys) == 1
    assert with_password(owner).get("/sign-in/set-up/").context["key"].letters not in keys


def test_a_wrong_first_code_sets_nothing_up(owner, settings):
    settings.SECOND_FACTOR = "required"
    client = with_password(owner)
    answer = client.post("/sign-in/set-up/", {"code": code_of(owner, steps=9)})
    assert answer.status_code == 422
    assert "sets its clock" in answer.content.decode()
    assert not TOTPDevice.objects.filter(confirmed=True).exists()


def test_password_and_code_lead_to_the_page_one_wanted(owner):
    give_phone(owner, now=NOW)
    client = with_password(owner, after="/venues/")
    assert client.post("/sign-in/code/", {"code": code_of(owner)})["Location"] == "/venues/"
    assert client.get("/venues/").status_code == 200


def test_a_code_may_be_typed_as_the_app_shows_it(owner):
    give_phone(owner, now=NOW)
    code = code_of(owner)
    assert with_password(owner).post("/sign-in/code/", {"code": f" {code[:3]} {code[3:]}"}).status_code == 302


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "-12345", "0x1234"])
def test_what_is_no_code_is_refused(owner, code):
    give_phone(owner, now=NOW)
    client = with_password(owner)
    assert client.post("/sign-in/code/", {"code": code}).status_code == 422
    assert client.get("/camps/").status_code == 302


def test_browsers_known_from_before_give_no_endless_tries(owner, clock):
    """As many names of browsers as one likes come with the password alone, as long as there is no phone."""
    give_phone(owner, now=NOW)

    def guess(device: str) -> str:
        try:
            check_app_code(user=owner, code="000000", network="10.0.0.1", device=device, now=NOW)
        except CampError as error:
            return type(error).__name__
        return ""

    tries = [guess(f"browser {n // 5}") for n in range(101)]
    assert tries == ["Invalid"] * 100 + ["TooManyTries"]


def test_whoever_gave_the_password_only_replaces_no_phone_set_up_a_moment_ago(owner):
    """Two at once: the one who is quicker sets up the first phone, and the other one must give its code."""
    give_phone(owner, now=NOW)
    late = TOTPDevice.objects.create(user=owner, name="app", confirmed=False)
    with pytest.raises(Invalid):
        finish_set_up(user=owner, device=late.pk, code=code_of(owner), network="10.0.0.1", now=NOW, as_first=True)
    assert TOTPDevice.objects.get(confirmed=True) != late


def test_a_code_works_once(owner, clock):
    give_phone(owner, now=NOW)
    code = code_of(owner)
    assert with_password(owner).post("/sign-in/code/", {"code": code}).status_code == 302
    second = with_password(owner)
    answer = second.post("/sign-in/code/", {"code": code})
    assert answer.status_code == 422
    assert "used already" in answer.content.decode()
    assert second.get("/camps/").status_code == 302
    clock.shift(timedelta(seconds=30))
    assert second.post("/sign-in/code/", {"code": code_of(owner)}).status_code == 302


def test_the_code_of_somebody_else_opens_nothing(world, owner):
    desk = world.members["desk"].user
    give_phone(owner, now=NOW)
    give_phone(desk, now=NOW)
    assert with_password(owner).post("/sign-in/code/", {"code": code_of(desk)}).status_code == 422


def test_the_sixth_wrong_code_must_wait_and_the_right_one_too(owner, clock):
    give_phone(owner, now=NOW)
    client = with_password(owner)
    wrong = code_of(owner, steps=9)
    assert [client.post("/sign-in/code/", {"code": wrong}).status_code for _ in range(6)] == [422] * 5 + [429]
    answer = with_password(owner).post("/sign-in/code/", {"code": code_of(owner)})
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 120
    clock.shift(timedelta(minutes=3))
    assert with_password(owner).post("/sign-in/code/", {"code": code_of(owner)}).status_code == 302


def test_recovery_codes_share_the_limit(owner):
    give_phone(owner, now=NOW)
    client = with_password(owner)
    tries = [client.post("/sign-in/recovery/", {"code": "aaaaa-aaaaa"}).status_code for _ in range(6)]
    assert tries == [422] * 5 + [429]
    assert client.post("/sign-in/code/", {"code": code_of(owner)}).status_code == 429


def test_guesses_elsewhere_do_not_lock_a_browser_that_was_in_before(owner, clock):
    give_phone(owner, now=NOW)
    own = all_the_way_in(owner)
    own.post("/sign-out/")
    stranger = with_password(owner)
    for _ in range(6):
        stranger.post("/sign-in/code/", {"code": "000000"})
    clock.shift(timedelta(seconds=30))
    assert with_password(owner, client=own).get("/sign-in/code/").status_code == 200
    assert own.post("/sign-in/code/", {"code": code_of(owner)}).status_code == 302


def test_a_password_alone_makes_no_browser_known(owner):
    give_phone(owner, now=NOW)
    client = with_password(owner)
    assert "device" not in client.cookies
    client.post("/sign-in/code/", {"code": code_of(owner)})
    assert "device" in client.cookies


def test_a_recovery_code_works_once_however_it_is_typed(owner):
    codes = give_phone(owner, now=NOW)
    typed = codes[3].upper().replace("-", " ")
    client = with_password(owner)
    assert client.post("/sign-in/recovery/", {"code": typed}).status_code == 302
    assert "9 recovery codes are left" in client.get("/camps/").content.decode()
    assert "one of your recovery codes" in mail.outbox[-1].body
    assert with_password(owner).post("/sign-in/recovery/", {"code": codes[3]}).status_code == 422


def test_recovery_codes_and_passwords_are_not_kept_readable(owner):
    codes = give_phone(owner, now=NOW)
    kept = str(list(StaticToken.objects.values()))
    assert not any(code.replace("-", "") in kept or code in kept for code in codes)
    assert StaticToken.objects.count() == 10


def test_where_nothing_is_asked_nobody_is_led_to_a_phone(owner):
    client = with_password(owner)
    assert client.get("/camps/").status_code == 200
    assert "asks for a password only" in client.get("/account/").content.decode()
    assert client.get("/account/phone/").status_code == 403


@pytest.mark.parametrize("mode", ["off", "offered", "required"])
def test_whoever_has_a_phone_is_asked_in_every_mode(owner, settings, mode):
    give_phone(owner, now=NOW)
    settings.SECOND_FACTOR = mode
    assert with_password(owner).get("/camps/").status_code == 302
    assert all_the_way_in(owner).get("/camps/").status_code == 200


def set_up_by_oneself(client: Client, user: User):
    assert client.post("/account/phone/", {"password": PASSWORD})["Location"] == "/account/phone/set-up/"
    return client.post("/account/phone/set-up/", {"code": code_of(user)})


def test_where_it_is_offered_a_person_sets_a_phone_up_alone(owner, settings):
    settings.SECOND_FACTOR = "offered"
    elsewhere, client = with_password(owner), with_password(owner)
    assert client.post("/account/phone/", {"password": "wrong"}).status_code == 422
    assert client.get("/account/phone/set-up/")["Location"] == "/account/"
    assert len(codes_in(set_up_by_oneself(client, owner))) == 10
    assert client.get("/camps/").status_code == 200
    assert elsewhere.get("/camps/").status_code == 302
    assert "a phone was set up" in mail.outbox[-1].body


def test_a_phone_must_be_set_up_within_a_quarter_of_an_hour_of_the_password(owner, settings, clock):
    settings.SECOND_FACTOR = "offered"
    client = with_password(owner)
    client.post("/account/phone/", {"password": PASSWORD})
    clock.shift(timedelta(minutes=16))
    for answer in (
        client.get("/account/phone/set-up/"),
        client.post("/account/phone/set-up/", {"code": code_of(owner)}),
    ):
        assert answer["Location"] == "/account/"
    assert not TOTPDevice.objects.filter(confirmed=True).exists()


def test_a_session_goes_on_under_a_new_id_when_the_phone_changes(owner, settings):
    settings.SECOND_FACTOR = "offered"
    client = with_password(owner)
    before = client.cookies["session"].value
    set_up_by_oneself(client, owner)
    assert client.cookies["session"].value != before


def test_another_phone_needs_the_first_ones_code(owner, settings, clock):
    settings.SECOND_FACTOR = "required"
    old = give_phone(owner, now=NOW)
    client = all_the_way_in(owner)
    assert client.post("/account/phone/", {"code": "000000"}).status_code == 422
    clock.shift(timedelta(seconds=30))
    assert client.post("/account/phone/", {"code": old[0]})["Location"] == "/account/phone/set-up/"
    assert "one of your recovery codes was used" in mail.outbox[-1].body
    first = TOTPDevice.objects.get(confirmed=True)
    assert len(codes_in(client.post("/account/phone/set-up/", {"code": code_of(owner)}))) == 10
    assert TOTPDevice.objects.get() != first
    assert with_password(owner).post("/sign-in/recovery/", {"code": old[1]}).status_code == 422
    assert client.get("/camps/").status_code == 200


def test_new_recovery_codes_end_the_old_ones(owner, clock):
    old = give_phone(owner, now=NOW)
    client = all_the_way_in(owner)
    clock.shift(timedelta(seconds=30))
    new = codes_in(client.post("/account/recovery-codes/", {"code": code_of(owner)}))
    assert len(new) == 10
    assert not set(new) & set(old)
    assert with_password(owner).post("/sign-in/recovery/", {"code": old[0]}).status_code == 422
    assert with_password(owner).post("/sign-in/recovery/", {"code": new[0]}).status_code == 302


def test_the_second_step_is_switched_off_only_where_it_is_no_duty(owner, settings, clock):
    give_phone(owner, now=NOW)
    client = all_the_way_in(owner)
    clock.shift(timedelta(seconds=30))
    settings.SECOND_FACTOR = "required"
    assert client.post("/account/switch-off/", {"code": code_of(owner)}).status_code == 403
    settings.SECOND_FACTOR = "offered"
    assert client.post("/account/switch-off/", {"code": "000000"}).status_code == 422
    assert client.post("/account/switch-off/", {"code": code_of(owner)})["Location"] == "/sign-in/"
    assert client.get("/camps/").status_code == 302
    assert with_password(owner).get("/camps/").status_code == 200


def test_an_owner_takes_the_lost_phone_of_a_member_away(world, owner):
    desk = world.members["desk"]
    codes = give_phone(desk.user, now=NOW)
    theirs = all_the_way_in(desk.user)
    client, path = world.client(), f"/members/{desk.pk}/lost-phone/"
    assert client.get(path).status_code == 200
    assert client.post(path, {"reason": " "}).status_code == 422
    assert theirs.get("/camps/").status_code == 200
    assert client.post(path, {"reason": "Lost it on the boat"})["Location"] == "/members/"
    assert theirs.get("/camps/").status_code == 302
    assert (mail.outbox[-1].to, "said to be lost" in mail.outbox[-1].body) == ([desk.user.email], True)
    with scope(organisation=world.organisation):
        record = FactorReset.objects.get()
    assert (record.user, record.by, record.reason, record.at) == (desk.user, owner, "Lost it on the boat", NOW)
    assert "Lost it on the boat" in client.get(path).content.decode()
    assert not StaticDevice.objects.filter(user=desk.user).exists()
    assert with_password(desk.user).post("/sign-in/recovery/", {"code": codes[0]}).status_code == 302


def test_after_a_reset_the_next_sign_in_sets_a_phone_up_where_it_is_required(world, settings):
    desk = world.members["desk"]
    give_phone(desk.user, now=NOW)
    world.client().post(f"/members/{desk.pk}/lost-phone/", {"reason": "Lost"})
    settings.SECOND_FACTOR = "required"
    assert "Set up your phone" in with_password(desk.user).get("/sign-in/set-up/").content.decode()


@pytest.mark.parametrize("who", ["oneself", "a superuser", "somebody of another organisation", "nothing set up"])
def test_an_owner_takes_no_factor_that_opens_more_than_the_organisation(world, owner, who):
    member = world.members["owner" if who == "oneself" else "desk"]
    if who != "nothing set up":
        give_phone(member.user, now=NOW)
    if who == "a superuser":
        User.objects.filter(pk=member.user_id).update(is_superuser=True)
    if who == "somebody of another organisation":
        other = make_world("Beta")
        with scopes_disabled():
            Member.objects.create(organisation=other.organisation, user=member.user, role="viewer")
    assert world.client().post(f"/members/{member.pk}/lost-phone/", {"reason": "Lost"}).status_code == 422
    assert TOTPDevice.objects.filter(user=member.user).exists() == (who != "nothing set up")
    with scope(organisation=world.organisation):
        assert not FactorReset.objects.exists()


def test_the_members_page_leads_an_owner_to_it_and_no_organiser(world):
    path = f"/members/{world.members['desk'].pk}/"
    shown = [f"{path}lost-phone/" in world.client(who).get(path).content.decode() for who in ("owner", "organiser")]
    assert shown == [True, False]


def test_an_organiser_takes_nobodys_factor(world):
    desk = world.members["desk"]
    give_phone(desk.user, now=NOW)
    assert world.client("organiser").post(f"/members/{desk.pk}/lost-phone/", {"reason": "x"}).status_code == 403


def test_whoever_runs_the_server_helps_the_only_owner(world, owner):
    give_phone(owner, now=NOW)
    theirs = all_the_way_in(owner)
    call_command("reset_second_factor", "OWNER@alpha.test", "--reason", "Phone stolen", stdout=StringIO())
    assert theirs.get("/camps/").status_code == 302
    with scope(organisation=world.organisation):
        assert [(row.by, row.reason) for row in FactorReset.objects.all()] == [(None, "Phone stolen")]
    with pytest.raises(CommandError, match="Nobody signs in"):
        call_command("reset_second_factor", "nobody@alpha.test", "--reason", "x")
    with pytest.raises(CommandError, match="no second factor"):
        call_command("reset_second_factor", owner.email, "--reason", "x")


def test_a_mail_server_that_is_down_stops_no_reset(world, settings):
    desk = world.members["desk"]
    give_phone(desk.user, now=NOW)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    answer = world.client().post(f"/members/{desk.pk}/lost-phone/", {"reason": "Lost"}, follow=True)
    assert "The mail about it could not be sent" in answer.content.decode()
    assert not TOTPDevice.objects.filter(user=desk.user).exists()
    give_phone(desk.user, now=NOW)
    said = StringIO()
    call_command("reset_second_factor", desk.user.email, "--reason", "Lost", stdout=said)
    assert "The mail about it could not be sent" in said.getvalue()


def test_the_admin_shows_nobodys_key():
    assert not {TOTPDevice, StaticDevice} & set(admin.site._registry)


def test_the_pages_hold_the_content_policy(owner, settings):
    settings.SECOND_FACTOR = "required"
    client = with_password(owner)
    page = client.get("/sign-in/set-up/").content.decode()
    codes = client.post("/sign-in/set-up/", {"code": code_of(owner)}).content.decode()
    for text in (page, codes):
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\ssrc=)", text)
