"""The patient's way in a real browser, with JavaScript on and off: confirm, move, ask, give up, a closed link."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django_scopes import scope, scopes_disabled
from playwright.sync_api import Page, expect

from notifications.services.links import renew
from scheduling.models import TimeRequest
from scheduling.services.slots import make_slots
from tests.browser.looking import arrive, axe_faults, keep, resize, sideways
from tests.factories.schedule import NOW, small_camp
from tests.factories.telling import local, tell_all
from tests.notifications.visit.conftest import LATER, Told, clock, give_place, path_of, stamp

__all__ = ["clock"]

# What can be tapped and is lower than 44 px, its label counted.
TOO_SMALL = """[
  ...document.querySelectorAll('main a, main button, main input:not([type=hidden]), footer a')
].filter(e =>
  Math.max(...[e, e.closest('label')].map(box => box ? box.getBoundingClientRect().height : 0)) < 44
).map(e => e.outerHTML.slice(0, 80))"""
WHOLE_PAGE, HTML_AND_STYLE = 40_000, 14_000  # octets: on a slow line 14 kB are the first that come

TIMES = "When could you come?"

pytestmark = [
    pytest.mark.xdist_group("patient"),
    pytest.mark.browser,
    pytest.mark.timeout(400),
]


@pytest.fixture(params=[True, False], ids=["js", "nojs"])
def script(request: pytest.FixtureRequest) -> bool:
    return request.param


@pytest.fixture
def camp(transactional_db):
    """A published camp: an operation at 10am, a consultation at 9am."""
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
def go(new_page: Callable[..., Page], script) -> Callable[..., Page]:
    """Open a path on a phone: go("/v/…")."""

    def opened(path: str, *, width: int = 360) -> Page:
        page = new_page(width=width, script=script, has_touch=True)
        page.goto(path)
        return page

    return opened


def follow(page: Page, link: str, heading: str) -> None:
    page.get_by_role("link", name=link).click()
    arrive(page, heading)


def test_one_tap_and_one_button_confirm(go, operation, complaints):
    page = go(operation.path)
    keep(page, "booked")
    page.get_by_role("button", name="I am coming").click()
    expect(page.get_by_text("Thank you. You told us that you will come.")).to_be_visible()
    keep(page, "confirmed")
    assert operation.appointment.confirmed_at == LATER
    assert complaints == []


def test_a_consultation_moves_at_once(go, consultation, camp, complaints):
    page = go(consultation.path)
    follow(page, "I need another time", TIMES)
    keep(page, "times")
    page.get_by_role("link", name="Tuesday 2 March").click()
    expect(page.get_by_role("link", name="Tuesday 2 March")).to_have_attribute("aria-current", "true")
    keep(page, "times-of-a-day")
    page.get_by_text("11am", exact=True).click()
    page.get_by_role("button", name="Take this time").click()
    expect(page.get_by_text("You chose this time.")).to_be_visible()
    keep(page, "moved")
    assert consultation.appointment.arrive_at == local(camp, 1, 11)
    assert complaints == []


def test_an_operation_asks_for_another_time_and_takes_it_back(go, operation, complaints):
    page = go(operation.path)
    follow(page, "I need another time", TIMES)
    page.get_by_text("Monday 1 March, 11am").click()
    page.get_by_label("What suits you better?").fill("After the market")
    keep(page, "ask")
    page.get_by_role("button", name="Ask for this time").click()
    expect(page.get_by_text("is kept until we answer")).to_be_visible()
    keep(page, "asked")
    assert TimeRequest.objects.get().note == "After the market"
    page.get_by_role("button", name="Keep this time after all").click()
    expect(page.get_by_role("button", name="I am coming")).to_be_visible()
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
    keep(page, "taken")
    page.get_by_text("Monday 1 March, 11am").click()
    page.get_by_role("button", name="Take this time").click()
    expect(page.get_by_text("You chose this time.")).to_be_visible()


def test_giving_up_asks_first(go, operation, complaints):
    page = go(operation.path)
    follow(page, "I cannot come", "Give your place up?")
    keep(page, "give-up")
    assert operation.appointment.state == "booked"
    page.get_by_role("button", name="Yes, give my place up").click()
    expect(page.get_by_role("heading", name="You gave your place up")).to_be_visible()
    keep(page, "given-up")
    assert operation.appointment.state == "cancelled"
    assert complaints == []


def test_the_person_is_shown_to_who_knows_four_digits(go, operation):
    page = go(operation.path)
    follow(page, "Show my name", "Is it you?")
    page.get_by_label("Last 4 digits").fill("4711")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("alert")).to_contain_text("This does not fit")
    keep(page, "who")
    page.get_by_label("Last 4 digits").fill("1987")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("Bone operation")).to_be_visible()
    expect(page.get_by_text("Eat nothing from Monday 1 March 2027, 4am on.")).to_be_visible()
    keep(page, "known")


def test_a_closed_link_says_so_kindly(go, operation):
    renew(operation.registration, now=NOW)
    page = go(operation.path)
    expect(page.get_by_role("heading", name="This link no longer works")).to_be_visible()
    keep(page, "gone")


def test_the_page_of_another_language_is_whole(go, operation):
    page = go(operation.path)
    page.get_by_role("link", name="Français").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    keep(page, "fr")


def test_the_whole_page_weighs_at_most_40_kilobytes(new_page, operation, live_server):
    """Counted by Chromium as it arrives, headers and all; the small server of the tests compresses nothing."""
    page = new_page()  # without script it can only be lighter
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.clearBrowserCache")  # a test before may have left the style there
    arrived: list[float] = []
    asked: list[str] = []
    wire.on("Network.loadingFinished", lambda event: arrived.append(event["encodedDataLength"]))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(operation.path, wait_until="networkidle")
    assert [url for url in asked if not url.startswith(live_server.url)] == []
    assert len(arrived) >= 2
    assert sum(arrived) <= WHOLE_PAGE
    html = page.request.get(operation.path).body()
    style = page.request.get(page.locator("link[rel=stylesheet]").get_attribute("href")).body()
    assert len(gzip.compress(html)) + len(gzip.compress(style)) <= HTML_AND_STYLE


def test_axe_finds_nothing_and_nothing_overflows(go, operation, script):
    page, found = go(operation.path), []
    for part in ("", "/times", "/give-up", "/who", "/wishes"):
        page.goto(operation.path + part)
        for width in (320, 360, 1280):
            resize(page, width)
            keep(page, f"page{part.replace('/', '-')}")
            faults = [*sideways(page), *page.evaluate(TOO_SMALL), *(axe_faults(page) if script else [])]
            found += [f"{part or '/'} at {width} px: {fault}" for fault in faults]
    assert found == []


def test_the_links_work_by_keyboard(go, operation):
    page = go(operation.path)
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    page.get_by_role("button", name="I am coming").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Thank you.")).to_be_visible()


def test_a_second_tap_of_the_back_button_does_no_harm(go, operation, live_server):
    page = go(operation.path)
    page.get_by_role("button", name="I am coming").click()
    expect(page.get_by_text("Thank you.")).to_be_visible()
    page.go_back()
    answer = Client().post(operation.path, {"seen": stamp(operation.appointment.arrive_at), "answer": "come"})
    assert answer.status_code == 302
