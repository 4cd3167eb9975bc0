"""The patient's way in a real browser, with JavaScript on and off: confirm, move, ask, give up, a closed link.

`PATIENT_SHOTS=folder` keeps pictures at 360 and 1280 px.
"""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import caches
from django.test import Client
from django_scopes import scope, scopes_disabled
from playwright.sync_api import Browser, Page, expect, sync_playwright

from notifications.services.links import revoke
from scheduling.models import TimeRequest
from scheduling.services.slots import make_slots
from tests.factories.schedule import NOW, small_camp
from tests.factories.telling import local, tell_all
from tests.notifications.visit.conftest import LATER, Told, clock, give_place, path_of, stamp

__all__ = ["clock"]

CHROMIUM = "/usr/bin/chromium"
QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
# What can be tapped and is lower than 44 px, its label counted.
TOO_SMALL = """[
  ...document.querySelectorAll('main a, main button, main input:not([type=hidden]), footer a')
].filter(e =>
  Math.max(...[e, e.closest('label')].map(box => box ? box.getBoundingClientRect().height : 0)) < 44
).map(e => e.outerHTML.slice(0, 80))"""
WHOLE_PAGE, HTML_AND_STYLE = 40_000, 14_000  # ux.md §1, octets

pytestmark = [pytest.mark.xdist_group("patient"), pytest.mark.parametrize("script", [True, False], ids=["js", "nojs"])]


@pytest.fixture(scope="module", autouse=True)
def loop_beside_the_rows() -> Iterator[None]:
    """Playwright keeps an event loop in this thread; the rows are read between its steps, never during one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture(scope="module")
def browser(loop_beside_the_rows) -> Iterator[Browser]:
    with sync_playwright() as play:
        chromium = play.chromium.launch(args=QUIET, executable_path=CHROMIUM if Path(CHROMIUM).exists() else None)
        yield chromium
        chromium.close()


@pytest.fixture
def camp(transactional_db):
    """A published camp: an operation at 10am, a consultation at 9am."""
    caches["live"].clear()
    with scopes_disabled():
        made = small_camp()
    with scope(organisation=made.organisation):
        made.procedures["BONE"].fasting_hours = 6
        made.procedures["BONE"].save()
        patient = made.registrations[0].patient
        patient.birth_date = date(1987, 5, 4)
        patient.save()
        make_slots(camp=made.camp)
        give_place(made, made.registrations[0], at=local(made, 0, 10))
        give_place(made, made.registrations[1], at=local(made, 0, 9))
        tell_all(made)
        yield made


@pytest.fixture
def operation(camp):
    return Told(camp, camp.registrations[0], path_of(camp.registrations[0]))


@pytest.fixture
def consultation(camp):
    return Told(camp, camp.registrations[1], path_of(camp.registrations[1]))


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def go(browser: Browser, live_server, complaints, script) -> Iterator[Callable[..., Page]]:
    """Open a path on a phone: go("/v/…")."""
    contexts = []

    def opened(path: str, *, width: int = 360, **more) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 740}, has_touch=True, java_script_enabled=script, **more
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(live_server.url + path)
        return page

    yield opened
    for context in contexts:
        context.close()


def shot(page: Page, name: str) -> None:
    if folder := os.environ.get("PATIENT_SHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{folder}/{name}-{page.viewport_size['width']}.png", full_page=True)


def test_one_tap_and_one_button_confirm(go, operation, complaints):
    page = go(operation.path)
    shot(page, "booked")
    page.get_by_role("button", name="I am coming").click()
    expect(page.get_by_text("Thank you. You told us that you will come.")).to_be_visible()
    shot(page, "confirmed")
    assert operation.appointment.confirmed_at == LATER
    assert complaints == []


def test_a_consultation_moves_at_once(go, consultation, camp, complaints):
    page = go(consultation.path)
    page.get_by_role("link", name="I need another time").click()
    shot(page, "times")
    page.get_by_role("link", name="Tuesday 2 March").click()
    shot(page, "times-of-a-day")
    page.get_by_text("11am", exact=True).click()
    page.get_by_role("button", name="Take this time").click()
    expect(page.get_by_text("You chose this time.")).to_be_visible()
    shot(page, "moved")
    assert consultation.appointment.arrive_at == local(camp, 1, 11)
    assert complaints == []


def test_an_operation_asks_for_another_time_and_takes_it_back(go, operation, complaints):
    page = go(operation.path)
    page.get_by_role("link", name="I need another time").click()
    page.get_by_text("Monday 1 March, 11am").click()
    page.get_by_label("What suits you better?").fill("After the market")
    shot(page, "ask")
    page.get_by_role("button", name="Ask for this time").click()
    expect(page.get_by_text("is kept until we answer")).to_be_visible()
    shot(page, "asked")
    assert TimeRequest.objects.get().note == "After the market"
    page.get_by_role("button", name="Keep this time after all").click()
    expect(page.get_by_text("is kept until we answer")).to_have_count(0)
    assert TimeRequest.objects.get().state == "withdrawn"
    assert complaints == []


def test_a_time_that_is_gone_meanwhile_is_named_with_the_nearest(go, consultation, camp):
    page = go(f"{consultation.path}/times")
    page.get_by_text("Monday 1 March, 10am").click()
    camp.camp.slots.filter(starts_at=local(camp, 0, 10)).update(capacity=1)
    give_place(camp, camp.registrations[3], at=local(camp, 0, 10))
    page.get_by_role("button", name="Take this time").click()
    expect(page.get_by_text("has just been taken")).to_be_visible()
    shot(page, "taken")
    page.get_by_text("Monday 1 March, 11am").click()
    page.get_by_role("button", name="Take this time").click()
    expect(page.get_by_text("You chose this time.")).to_be_visible()


def test_giving_up_asks_first(go, operation, complaints):
    page = go(operation.path)
    page.get_by_role("link", name="I cannot come").click()
    shot(page, "give-up")
    assert operation.appointment.state == "booked"
    page.get_by_role("button", name="Yes, give my place up").click()
    expect(page.get_by_role("heading", name="You gave your place up")).to_be_visible()
    shot(page, "given-up")
    assert operation.appointment.state == "cancelled"
    assert complaints == []


def test_the_person_is_shown_to_who_knows_four_digits(go, operation):
    page = go(operation.path)
    page.get_by_role("link", name="Show my name").click()
    page.get_by_label("Last 4 digits").fill("4711")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("alert")).to_contain_text("This does not fit")
    shot(page, "who")
    page.get_by_label("Last 4 digits").fill("1987")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("Bone operation")).to_be_visible()
    expect(page.get_by_text("Eat nothing from Monday 1 March 2027, 4am on.")).to_be_visible()
    shot(page, "known")


def test_a_closed_link_says_so_kindly(go, operation):
    revoke(operation.registration, now=NOW)
    page = go(operation.path)
    expect(page.get_by_role("heading", name="This link no longer works")).to_be_visible()
    shot(page, "gone")


def test_the_page_of_another_language_is_whole(go, operation):
    page = go(operation.path)
    page.get_by_role("link", name="Français").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    shot(page, "fr")


def test_the_whole_page_weighs_at_most_40_kilobytes(go, operation, live_server, browser, script):
    """Counted by Chromium as it arrives, headers and all; the small server of the tests compresses nothing."""
    context = browser.new_context(java_script_enabled=script)
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    arrived: list[float] = []
    asked: list[str] = []
    wire.on("Network.loadingFinished", lambda event: arrived.append(event["encodedDataLength"]))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(live_server.url + operation.path, wait_until="networkidle")
    assert [url for url in asked if not url.startswith(live_server.url)] == []
    assert len(arrived) >= 2
    assert sum(arrived) <= WHOLE_PAGE
    html = page.request.get(live_server.url + operation.path).body()
    style = page.request.get(live_server.url + page.locator("link[rel=stylesheet]").get_attribute("href")).body()
    assert len(gzip.compress(html)) + len(gzip.compress(style)) <= HTML_AND_STYLE
    context.close()


@pytest.mark.parametrize("page_name", ["", "/times", "/give-up", "/who"])
def test_axe_finds_nothing_and_nothing_overflows(go, operation, page_name, script):
    for width in (320, 360, 1280):
        page = go(operation.path + page_name, width=width)
        shot(page, f"page{page_name.replace('/', '-')}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(TOO_SMALL) == []
        if script:  # axe itself is a script
            found = Axe().run(page).response["violations"]
            assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


def test_the_links_work_by_keyboard(go, operation):
    page = go(operation.path)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.get_by_role("button", name="I am coming").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Thank you.")).to_be_visible()


def test_a_second_tap_of_the_back_button_does_no_harm(go, operation, live_server):
    page = go(operation.path)
    page.get_by_role("button", name="I am coming").click()
    page.go_back()
    answer = Client().post(operation.path, {"seen": stamp(operation.appointment.arrive_at), "answer": "come"})
    assert answer.status_code == 302
