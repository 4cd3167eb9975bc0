"""The day itself in a real browser: a station run by keys alone, the hall told of a call, the organiser's view."""

import re
from datetime import timedelta

import pytest
import time_machine
from django_scopes import scope, scopes_disabled
from playwright.sync_api import Page, expect

from camps.models import Role
from scheduling.models import Ticket
from scheduling.queries.board_links import board_state
from scheduling.services import calling
from scheduling.services.board_links import renew_board_link
from tests.browser.looking import faults_at_both_widths, looks_right_at_both_widths, resize
from tests.factories.organiser import member_of
from tests.factories.queue import arrive, doing, open_hall, seven
from tests.factories.schedule import SmallCamp, small_camp

pytestmark = [
    pytest.mark.xdist_group("live day"),
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(300),
]
MANY_LANES = """() => {
  const main = document.querySelector("main"), lane = main.querySelector(".lane").outerHTML;
  main.innerHTML = main.innerHTML.replace(lane, lane.repeat(6));
  return new Promise(requestAnimationFrame);
}"""
SMALLEST = """() => Math.min(...[...document.querySelectorAll('body *')]
  .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) && e.checkVisibility()
    && !e.closest('.vh, script'))
  .map(e => parseFloat(getComputedStyle(e).fontSize))) / innerHeight"""


@pytest.fixture
def at_work(live_server, settings, tmp_path) -> SmallCamp:
    """Three wait for their vitals on the camp's first morning."""
    settings.VAR_DIR, settings.PUBLIC_URL = tmp_path, live_server.url
    with scopes_disabled():
        made = open_hall(small_camp())
        made.now = seven(made) + timedelta(minutes=15)
        with time_machine.travel(made.now, tick=True):
            for minutes, registration in enumerate(made.registrations[:3]):
                arrive(made, registration, minutes=minutes)
            yield made


def states(made: SmallCamp) -> list[str]:
    found = Ticket.objects.filter(camp=made.camp).order_by("arrival__number", "pk")
    return [one.state for one in found if one.is_open]


def tab_to(page: Page, text: str) -> None:
    """By the Tab key alone."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if text in page.evaluate("document.activeElement.textContent"):
            return
    raise AssertionError(f"{text} is not reached by Tab")


def test_a_station_is_run_by_keys_alone_and_what_was_done_is_taken_back(open_page, at_work, complaints):
    page = open_page(member_of(at_work.organisation, Role.DESK))
    page.goto(f"/camps/small/stations/{at_work.stations['Vitals 1'].pk}/live/")
    looks_right_at_both_widths(page, "station-waiting", heading="Vitals 1")

    page.keyboard.press("n")
    expect(page.get_by_text("A-001 Patient 1: please come to Vitals 1.")).to_be_visible()
    looks_right_at_both_widths(page, "station-called", heading="Vitals 1")
    page.keyboard.press("m")
    expect(page.get_by_text("A-001 is marked as missed.")).to_be_visible()
    assert states(at_work) == ["missed", "waiting", "waiting"]
    page.keyboard.press("u")
    expect(page.get_by_text("Undone: A-001 is “Please come” again.")).to_be_visible()
    page.keyboard.press("a")
    expect(page.get_by_label("Why, in a few words")).to_be_focused()
    page.keyboard.type("n is for nothing")
    page.keyboard.press("Enter")
    expect(page.get_by_text("A-001 is set aside.")).to_be_visible()
    assert states(at_work) == ["parked", "waiting", "waiting"]

    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="Keys of this page")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Keys on").press("Enter")
    page.keyboard.press("n")
    page.reload()
    expect(page.get_by_role("button", name="Keys off")).to_be_visible()
    assert states(at_work) == ["parked", "waiting", "waiting"]
    page.locator("body").focus()
    tab_to(page, "Call the next")
    page.keyboard.press("Enter")
    expect(page.get_by_text("A-002 Patient 2: please come to Vitals 1.")).to_be_visible()
    page.get_by_role("button", name="Keys off").press("Enter")  # as the next test's window finds them
    expect(page.get_by_role("button", name="Keys on")).to_be_visible()
    assert complaints == []


def test_what_is_half_written_or_open_outlives_what_happens_elsewhere(open_page, at_work):
    page = open_page(member_of(at_work.organisation, Role.DESK))
    page.goto(f"/camps/small/stations/{at_work.stations['Vitals 1'].pk}/live/")
    page.keyboard.press("n")
    expect(page.get_by_text("A-001 Patient 1: please come to Vitals 1.")).to_be_visible()
    page.keyboard.press("a")
    page.keyboard.type("paper")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Set aside", exact=True)).to_be_focused()

    with scope(organisation=at_work.organisation):
        calling.call_next(station=at_work.stations["Vitals 2"], doing=doing(at_work.now))

    expect(page.get_by_role("heading", name="Vitals: 1 waits")).to_be_visible()
    expect(page.get_by_role("button", name="Set aside", exact=True)).to_be_focused()
    expect(page.get_by_label("Why, in a few words")).to_have_value("paper")


def test_a_station_works_without_javascript(open_page, at_work):
    page = open_page(member_of(at_work.organisation, Role.DESK), script=False)
    page.goto(f"/camps/small/stations/{at_work.stations['Vitals 1'].pk}/live/")
    page.get_by_role("button", name="Call the next").click()
    page.get_by_role("button", name="Came in").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone: A-001 is “Please come” again.")).to_be_visible()


def test_the_hall_sees_and_hears_a_call_and_loses_its_page_with_its_link(new_page, at_work, complaints):
    with scope(organisation=at_work.organisation):
        renew_board_link(camp=at_work.camp, seen=0, now=at_work.now)
        address = board_state(at_work.camp).address
    page = new_page()
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(address)
    expect(page.get_by_text("Nobody is called now.")).to_be_visible()
    expect(page.locator("#calls")).to_have_text("")

    with scope(organisation=at_work.organisation):
        calling.call_next(station=at_work.stations["Vitals 2"], doing=doing(at_work.now))

    expect(page.locator(".newest")).to_contain_text("A-001")
    expect(page.locator("#calls")).to_have_text("A-001, please come to Vitals 2")
    expect(page.locator("[data-connection]")).to_have_text(re.compile(r"^Connected · \d+:\d\d"))
    assert page.evaluate("document.documentElement.scrollHeight") <= 720
    for width, height in ((1280, 720), (360, 740)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(SMALLEST) >= 1 / 20
    assert faults_at_both_widths(page, "hall") == []
    page.set_viewport_size({"width": 1280, "height": 720})
    page.evaluate(MANY_LANES)  # nobody scrolls a wall: the lanes take turns
    expect(page.locator(".lane:visible")).not_to_have_count(0)
    assert page.evaluate("document.documentElement.scrollHeight") <= 720
    speak = page.get_by_role("button", name="Speak calls")
    if speak.is_visible():  # a browser without voices has none
        speak.click()
        expect(page.get_by_role("button", name="Speaking")).to_have_attribute("aria-pressed", "true")
        page.get_by_role("button", name="Speaking").click()
    assert complaints == []

    with scope(organisation=at_work.organisation):
        renew_board_link(camp=at_work.camp, seen=1, now=at_work.now)

    expect(page.get_by_role("heading", name="This link no longer works")).to_be_visible()


def test_the_pages_of_the_organiser_look_right(open_page, at_work, complaints):
    with scope(organisation=at_work.organisation):
        calling.call_next(station=at_work.stations["Vitals 2"], doing=doing(at_work.now - timedelta(minutes=9)))
    page = open_page(member_of(at_work.organisation, Role.ORGANISER))
    page.goto("/camps/small/live/")
    looks_right_at_both_widths(page, "live-view", heading="Live view")
    page.get_by_role("link", name="A-001").click()
    looks_right_at_both_widths(page, "ticket", heading="A-001")
    page.goto("/camps/small/today/")
    page.get_by_role("button", name="Make the link").click()
    looks_right_at_both_widths(page, "today", heading="Today")
    resize(page, 1280)
    assert complaints == []
