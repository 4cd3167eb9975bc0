"""A doctor's way in a real browser: sign in, make a calendar address, fetch it, renew it, switch it off; and axe."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import time_machine
from axe_playwright_python.sync_playwright import Axe
from django_scopes import scopes_disabled
from playwright.sync_api import Browser, Page, sync_playwright

from camps.models import Member, Role, Shift, User
from notifications.models import Feed
from notifications.services.feeds import create_feed
from tests.conformance.readers import by_icalendar
from tests.factories.camps import PASSWORD
from tests.factories.schedule import SmallCamp, small_camp
from tests.factories.telling import appointment_at, local
from tests.notifications.feeds.conftest import NOW, TOLD_AT, tell

pytestmark = [pytest.mark.xdist_group("doctor"), pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CHROMIUM = "/usr/bin/chromium"
QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}}
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL_TARGETS = """() => [...document.querySelectorAll('main :is(.btn, .feed a, input, select)')].filter(el => {
  const box = (el.closest('label') || el).getBoundingClientRect();
  return el.checkVisibility() && box.width > 1 && box.height < 24;
}).map(el => el.outerHTML.slice(0, 90))"""


@pytest.fixture(scope="module", autouse=True)
def loop_beside_the_rows() -> Iterator[None]:
    """Playwright keeps an event loop in this thread; the rows are read between its steps, never during one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture(scope="module")
def browser(loop_beside_the_rows) -> Iterator[Browser]:
    with sync_playwright() as play:
        system = CHROMIUM if Path(CHROMIUM).exists() else None
        chromium = play.chromium.launch(args=QUIET, executable_path=system)
        yield chromium
        chromium.close()


@pytest.fixture
def made(live_server, settings) -> Iterator[SmallCamp]:
    """A published camp that told Ada of a case and two shifts, with a clock that began at NOW."""
    settings.PUBLIC_URL = live_server.url
    with time_machine.travel(NOW, tick=True), scopes_disabled():
        made = small_camp(state="published")
        ada = made.doctors["Ada Bone"]
        case = appointment_at(made, made.registrations[0], at=local(made, 0, 9), doctors=(ada,))
        for subject in (case, *Shift.objects.filter(doctor=ada)):
            tell(subject, f"doctor:{ada.pk}", at=TOLD_AT)
        yield made


@pytest.fixture
def open_page(browser: Browser, made: SmallCamp, live_server) -> Iterator[Callable[..., Page]]:
    """Signed in by this role: open_page("doctor", width=360, script=False)."""
    contexts = []

    def opened(role: str, *, width: int = 1280, script: bool = True) -> Page:
        doctor = made.doctors["Ada Bone"] if role == Role.DOCTOR else None
        user = User.objects.create_user(f"{role}@team.test", PASSWORD, name="Ada Bone" if doctor else "Obi Plan")
        Member.objects.create(organisation=made.organisation, user=user, role=role, doctor=doctor)
        context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=script)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on(
            "console", lambda said: page.complaints.append(said.text) if said.type in ("error", "warning") else None
        )
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(live_server.url + "/sign-in/")
        page.get_by_label("E-mail").fill(user.email)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: "sign-in" not in url)
        return page

    yield opened
    for context in contexts:
        context.close()


def look(page: Page, name: str) -> None:
    """Nothing for axe, no sideways scroll, no tiny target, a quiet console; pictures go where DOCTOR_SHOTS says."""
    folder = os.environ.get("DOCTOR_SHOTS")
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
        found = Axe().run(page, options=RULES).response["violations"]
        nodes = [(violation["id"], node) for violation in found for node in violation["nodes"]]
        assert [f"{name} {width}: {rule}: {node['html'][:160]} {node['failureSummary']}" for rule, node in nodes] == []
        assert page.evaluate(SIDEWAYS) <= 0
        assert page.evaluate(SMALL_TARGETS) == []
    assert page.complaints == []


def test_a_doctor_makes_a_feed_and_fetches_it(open_page, live_server):
    page = open_page("doctor")
    page.get_by_role("link", name="Your calendar").click()
    look(page, "own-empty")
    page.get_by_label("Name of the device").fill("My phone")
    page.get_by_role("button", name="Make the address").click()
    address = page.get_by_label("Or copy the address").input_value()
    assert re.fullmatch(live_server.url + r"/f/[A-Za-z0-9_-]{22}\.ics", address)
    webcal = page.get_by_role("link", name="Open in this device's calendar").get_attribute("href")
    assert webcal == address.replace("http://", "webcal://")
    look(page, "address")
    page.get_by_role("button", name="Copy").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == address

    fetched = page.request.get(address, headers={"User-Agent": "Google-Calendar-Importer"})
    assert fetched.headers["content-type"] == "text/calendar; charset=utf-8"
    assert [event["summary"] for event in by_icalendar(fetched.body())] == [
        "Small Camp",
        "Camp shift - Small Camp",
        "Case 001 - P.1.",
        "Camp shift - Small Camp",
    ]
    again = page.request.get(address, headers={"If-None-Match": fetched.headers["etag"]})
    assert (again.status, again.body()) == (304, b"")

    page.get_by_role("link", name="I have subscribed").click()
    page.get_by_text("Google last asked just now").wait_for()
    look(page, "own")


@pytest.mark.parametrize("script", [True, False])
def test_a_doctor_renews_and_switches_off_with_and_without_script(open_page, made, script):
    create_feed(doctor=made.doctors["Ada Bone"], name="My phone", now=TOLD_AT)
    page = open_page("doctor", width=360, script=script)
    page.get_by_role("link", name="Your calendar").click()
    page.get_by_role("link", name="New address My phone").click()
    if script:
        look(page, "renew")
    page.get_by_role("button", name="Make a new address").click()
    assert page.get_by_label("Or copy the address").input_value()
    assert page.get_by_role("button", name="Copy").count() == script
    page.get_by_role("link", name="I have subscribed").click()
    page.get_by_role("link", name="Switch off My phone").click()
    page.get_by_role("button", name="Switch it off").click()
    page.get_by_text("My phone is switched off.").wait_for()
    assert Feed.objects.filter(revoked_at=None).count() == 0


def test_the_organiser_sees_who_is_subscribed_and_makes_a_feed_for_a_table(open_page, made):
    ada = made.doctors["Ada Bone"]
    create_feed(doctor=ada, name="My phone", now=TOLD_AT)
    Feed.objects.update(last_fetched_at=NOW.replace(hour=1), last_reader="google", fetches=40)
    create_feed(doctor=made.doctors["Ben Bone"], name="Laptop", now=TOLD_AT, busy_only=True)
    create_feed(camp=made.camp, name="Office", now=TOLD_AT)
    page = open_page("organiser")
    page.goto(page.url.split("/camps")[0] + "/camps/small/feeds/")
    page.get_by_text("Google last asked 8 h ago").wait_for()
    look(page, "camp")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("link", name="New calendar feed").click()
    look(page, "new")
    page.get_by_label("What it shows").select_option(label="Table 1")
    page.get_by_label("Name of the device").fill("Screen in theatre")
    page.get_by_role("button", name="Make the address").click()
    assert page.get_by_label("Or copy the address").input_value()
    look(page, "address-camp")
