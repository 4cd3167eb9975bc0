"""The second step of the sign-in in a real browser: a phone is set up, asked for, lost and replaced."""

import re
from base64 import b32decode

import pytest
from django_otp.oath import totp
from playwright.sync_api import Page, expect

from camps.models import Member, Organisation, Role, User
from tests.browser.looking import arrive, looks_right, looks_right_where_seen
from tests.factories.camps import PASSWORD, make_user
from tests.factories.schedule import NOW
from tests.factories.second_factor import code_of, give_phone

pytestmark = [
    pytest.mark.xdist_group("organiser"),
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(400),
]

SET_UP, CODES, CODE, ACCOUNT = "Set up your phone", "Your recovery codes", "Your code", "Your account"
REFUSED = "Failed to load resource: the server responded with a status of 422 (Unprocessable Entity)"
EVERYWHERE = pytest.mark.parametrize(("width", "script"), [(1280, True), (360, False)])


@pytest.fixture
def owner(here, settings) -> User:
    """The owner of a team, where nobody gets in without a second step."""
    settings.SECOND_FACTOR = "required"
    return member("Ola Owner", Role.OWNER)


def member(name: str, role: str) -> User:
    team, _ = Organisation.objects.get_or_create(name="Garden City Surgeons", slug="team")
    user = make_user(f"{name.split(maxsplit=1)[0].lower()}@team.test", name=name)
    Member.objects.create(organisation=team, user=user, role=role)
    return user


def give_password(page: Page, user: User) -> None:
    page.goto("/sign-in/?next=/account/")
    page.get_by_label("E-mail").fill(user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Sign in")


def give_code(page: Page, code: str, button: str) -> None:
    page.get_by_label(re.compile("Code from the app|your recovery codes")).fill(code)
    press(page, button)


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()


def code_of_shown_key(page: Page) -> str:
    """As an app does it that was given the letters."""
    page.get_by_text("No camera? Type the key").click()
    return f"{totp(b32decode(page.locator('.key').inner_text().replace(' ', ''))):06d}"


def assert_whole_picture(page: Page) -> None:
    """A camera needs all of the squares, the white around them too."""
    expect(page.get_by_text("Scan this picture")).to_be_visible()
    drawn = page.locator(".qr svg")
    frame, squares = drawn.bounding_box(), drawn.locator("path[stroke]").bounding_box()
    assert frame["width"] == frame["height"] >= 190
    for side, size in (("x", "width"), ("y", "height")):
        margin = squares[side] - frame[side]
        assert margin > 0
        assert abs(frame[size] - squares[size] - 2 * margin) < 6


@EVERYWHERE
def test_a_phone_is_set_up_at_the_sign_in_then_asked_for_then_left_at_home(owner, new_page, complaints, width, script):
    page = new_page(width=width, script=script)
    give_password(page, owner)
    arrive(page, SET_UP)
    assert page.evaluate("scrollY") == 0
    assert_whole_picture(page)
    looks_right_where_seen(page, "factor-set-up", heading=SET_UP, script=script)
    code = code_of_shown_key(page)
    looks_right_where_seen(page, "factor-key", heading=SET_UP, script=script)
    give_code(page, "12345", "Check the code")
    expect(page.get_by_text("This is not the code that the app shows now.").first).to_be_visible()
    looks_right_where_seen(page, "factor-wrong", heading=SET_UP, script=script)
    give_code(page, f"{code[:3]} {code[3:]}", "Check the code")
    looks_right_where_seen(page, "factor-codes", heading=CODES, script=script)
    codes = page.locator("#codes code").all_inner_texts()
    assert len(codes) == 10
    expect(page.get_by_role("button", name="Print")).to_be_visible(visible=script)
    page.get_by_role("link", name="I have kept them: go on").click()
    looks_right_where_seen(page, "account", heading=ACCOUNT, script=script)
    expect(page.get_by_text("10 recovery codes are left.")).to_be_visible()

    page.context.clear_cookies()
    give_password(page, owner)
    looks_right_where_seen(page, "factor-code", heading=CODE, script=script)
    give_code(page, code, "Go in")
    expect(page.get_by_text("or it was used already").first).to_be_visible()
    give_code(page, code_of(owner, steps=1), "Go in")
    arrive(page, ACCOUNT)

    page.context.clear_cookies()
    give_password(page, owner)
    arrive(page, CODE)
    page.get_by_role("link", name="My phone is not at hand").click()
    looks_right_where_seen(page, "factor-recovery", heading="A recovery code", script=script)
    give_code(page, codes[0].upper(), "Go in")
    looks_right_where_seen(page, "account-9-left", heading=ACCOUNT, script=script)
    expect(page.get_by_text("9 recovery codes are left.").first).to_be_visible()
    assert complaints == [REFUSED] * 2


@EVERYWHERE
def test_another_phone_and_new_recovery_codes_are_got_from_the_account(owner, new_page, width, script):
    old = give_phone(owner, now=NOW)
    page = new_page(width=width, script=script)
    give_password(page, owner)
    give_code(page, code_of(owner), "Go in")
    arrive(page, ACCOUNT)
    page.get_by_role("link", name="Use another phone").click()
    looks_right_where_seen(page, "account-asked", heading="Set up a phone", script=script)
    give_code(page, old[0], "Continue")
    assert_whole_picture(page)
    looks_right_where_seen(page, "account-set-up", heading="Set up a phone", script=script)
    give_code(page, code_of_shown_key(page), "Check the code")
    looks_right_where_seen(page, "account-codes", heading=CODES, script=script)
    page.get_by_role("link", name="I have kept them: go on").click()
    arrive(page, ACCOUNT)
    page.get_by_role("link", name="New recovery codes").click()
    arrive(page, "New recovery codes")
    give_code(page, code_of(owner, steps=1), "Make new codes")
    arrive(page, CODES)
    assert not set(page.locator("#codes code").all_inner_texts()) & set(old)


@pytest.mark.parametrize("width", [1280, 360])
def test_an_owner_helps_somebody_who_lost_the_phone(owner, new_page, width):
    desk = member("Dada Desk", Role.DESK)
    for user in (owner, desk):
        give_phone(user, now=NOW)
    page = new_page(width=width)
    give_password(page, owner)
    give_code(page, code_of(owner), "Go in")
    arrive(page, ACCOUNT)
    path = f"/members/{Member.objects.get(user=desk).pk}/"
    page.goto(path)
    page.get_by_role("link", name="Lost phone").click()
    looks_right(page, "lost-phone", heading="Lost phone: Dada Desk")
    page.get_by_label("Why?").fill("Left in the ferry, I know the voice")
    press(page, "Take the second step away")
    expect(page.get_by_text("Dada Desk was signed out everywhere")).to_be_visible()
    page.goto(f"{path}lost-phone/")
    looks_right(page, "lost-phone-done", heading="Lost phone: Dada Desk")
    expect(page.get_by_text("Left in the ferry")).to_be_visible()
    expect(page.get_by_role("button", name="Take the second step away")).to_have_count(0)
