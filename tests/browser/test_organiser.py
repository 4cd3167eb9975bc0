"""The organiser's way in a real browser: sign in, overview, publish, see it go, the ledger; and axe on every page."""

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from axe_playwright_python.sync_playwright import Axe
from django_scopes import scopes_disabled
from playwright.sync_api import Browser, Page, sync_playwright

from notifications.models import Message, MessageState
from notifications.services.fan_out import fan_out
from tests.factories.camps import PASSWORD
from tests.factories.organiser import change_two, deliver, member_of, placed_camp, told_camp
from tests.factories.schedule import NOW

pytestmark = [pytest.mark.xdist_group("organiser"), pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CHROMIUM = "/usr/bin/chromium"
QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}}
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
WIDE = """[...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
  .map(e => e.outerHTML.slice(0, 60)).slice(0, 3)"""
PAGES = {
    "overview": "/camps/small/",
    "needs": "/camps/small/needs-a-person/",
    "publish": "/camps/small/publish/",
    "publish-all": "/camps/small/publish/?show=moved",
    "ledger": "/camps/small/messages/",
    "ledger-search": "/camps/small/messages/?q=nobody+at+all",
    "told": "/camps/small/messages/people/",
    "patient": "/camps/small/messages/people/1/",
    "calls": "/camps/small/messages/calls/",
    "towns": "/camps/small/messages/towns/",
    "paper-names": "/camps/small/messages/towns/paper/?names=yes",
    "paper-board": "/camps/small/messages/towns/paper/",
    "outbox": "/outbox/",
}


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
def here(live_server, settings, tmp_path):
    """A server on loopback whose clock began at NOW, with a mail folder of its own."""
    settings.VAR_DIR = tmp_path
    with time_machine.travel(NOW, tick=True), scopes_disabled():
        yield live_server.url


@pytest.fixture
def open_page(browser: Browser, here: str) -> Iterator[Callable[..., Page]]:
    """Signed in as this person: open_page(user, width=360, script=False)."""
    contexts = []

    def opened(user, *, width: int = 1280, script: bool = True) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=script)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on(
            "console", lambda said: page.complaints.append(said.text) if said.type in ("error", "warning") else None
        )
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(here + "/sign-in/")
        page.get_by_label("E-mail").fill(user.email)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: "sign-in" not in url)
        return page

    yield opened
    for context in contexts:
        context.close()


def keep(page: Page, name: str) -> None:
    """A screenshot into the folder that ORGANISER_SHOTS names; without it nothing is written."""
    if folder := os.environ.get("ORGANISER_SHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def faults(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{page.url} {violation['id']}: {node['html'][:160]}" for violation in found for node in violation["nodes"]]


def what_the_worker_does() -> None:
    """The worker's part: messages are made, and go."""
    now = NOW + timedelta(seconds=20)
    fan_out(now=now)
    first = Message.objects.filter(rung="", channel__in=["mail", "sms"])
    first.update(state=MessageState.SENT, ended_at=now)


@pytest.mark.parametrize("script", [True, False])
def test_an_organiser_publishes_sees_it_go_and_finds_it_in_the_ledger(open_page, here, script):
    made = placed_camp()
    page = open_page(member_of(made.organisation, "organiser"), script=script)
    page.goto(here + "/camps/small/")
    page.get_by_role("link", name="Look and publish").click()
    page.get_by_role("heading", name="Who will be told").wait_for()
    assert page.get_by_role("row", name="Aminatu Bello").count() == 1
    page.get_by_role("button", name="Publish").click()
    page.get_by_text("The messages are being written").wait_for()
    what_the_worker_does()
    if script:
        page.get_by_text("of 19").wait_for(timeout=15_000)  # by itself: the page asks every two seconds
    else:
        page.get_by_role("link", name="Look again").click()
    page.get_by_text("19 of 19").wait_for()
    page.get_by_role("navigation", name="Pages of this camp").first.get_by_role("link", name="Messages").click()
    page.get_by_label("Search").fill("bello aminatu")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="001 Aminatu Bello").first.click()
    page.get_by_text("Yes, this patient was told.").wait_for()
    assert page.complaints == []


def test_a_helper_works_the_call_list_off_and_takes_a_tick_back(open_page, here):
    made = told_camp()
    page = open_page(member_of(made.organisation, "desk"), width=360)
    page.goto(here + "/camps/small/messages/calls/")
    page.get_by_role("button", name="Reached Aminatu Bello").first.click()
    page.get_by_text("Nobody to call").wait_for()
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("heading", name="Aminatu Bello").wait_for()


@pytest.mark.parametrize("width", [1280, 360])
def test_no_page_has_anything_for_axe_or_scrolls_sideways(open_page, here, tmp_path, width):
    made = told_camp()
    change_two(made, now=NOW)
    deliver(made, tmp_path, now=NOW)
    page = open_page(member_of(made.organisation), width=width)
    wrong = []
    for name, address in PAGES.items():
        page.goto(here + address)
        keep(page, f"{name}-{width}")
        wrong += faults(page)
        if page.evaluate(SIDEWAYS) > 0:
            wrong.append(f"{name} scrolls sideways: {page.evaluate(WIDE)}")
    message = Message.objects.filter(channel="sms").order_by("pk").first()
    page.goto(f"{here}/camps/small/messages/{message.pk}/")
    keep(page, f"message-{width}")
    wrong += faults(page)
    page.goto(here + "/outbox/")
    page.get_by_role("link", name="Your visit").first.click()
    page.frame_locator("iframe").get_by_text("General Hospital").first.wait_for()
    keep(page, f"outbox-mail-{width}")
    wrong += faults(page)
    assert wrong == []
    assert page.complaints == []
