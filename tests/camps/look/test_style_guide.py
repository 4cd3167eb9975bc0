"""The style guide in a real browser: nothing for axe to find, no sideways scroll, targets big enough."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from camps.views.style_guide import PAGES

pytestmark = pytest.mark.browser
MANNERS = {"light": "?theme=light", "dark": "?theme=dark", "rtl": "?dir=rtl&theme=light"}
# A list inside a scroller may be wider than the screen; the page itself may not.
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}}
SMALL_TARGETS = """least => [...document.querySelectorAll('a, button, summary, select, input, textarea')].filter(el => {
  const box = (el.closest('label') || el).getBoundingClientRect();
  const shown = box.width > 1 && box.height > 1 && getComputedStyle(el).visibility !== 'hidden' && el.checkVisibility();
  const inText = el.matches('p a, .skip, .notice a, dd a, th a');
  return shown && !inText && (box.height < least - .5 || box.width < 24);
}).map(el => el.outerHTML.slice(0, 90) + ' ' + Math.round(el.getBoundingClientRect().height))"""


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_nothing_for_axe_and_no_sideways_scroll(
    open_page: Callable[..., Page],
    keep_shot: Callable[[Page, str], None],
    complaints: list[str],
    name: str,
    manner: str,
) -> None:
    page = open_page(("/style/" if name == "index" else f"/style/{name}/") + MANNERS[manner])
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        keep_shot(page, f"{name}-{manner}-{width}")
        found = Axe().run(page, options=RULES).response["violations"]
        nodes = [(violation["id"], node) for violation in found for node in violation["nodes"]]
        assert [f"{width}: {rule}: {node['html'][:160]} {node['failureSummary']}" for rule, node in nodes] == []
        assert page.evaluate(SIDEWAYS) <= 0
    assert complaints == []


@pytest.mark.parametrize("name", ["index", "confirm", "patient", "patient-form", "sign-in"])
def test_targets_on_a_phone_are_44_pixels_high(open_page: Callable[..., Page], name: str) -> None:
    page = open_page("/style/" if name == "index" else f"/style/{name}/", width=360, touch=True)
    assert page.evaluate(SMALL_TARGETS, 44) == []


def test_the_camp_menu_opens_on_a_phone_without_script(open_page: Callable[..., Page]) -> None:
    page = open_page("/style/", width=360, script=False)
    assert page.locator("nav.tabs").is_hidden()
    page.locator(".tabs-menu summary").click()
    assert page.locator(".tabs-menu a", has_text="Doctors & feeds").is_visible()


def test_a_table_becomes_cards_on_a_phone_and_keeps_its_labels(open_page: Callable[..., Page]) -> None:
    page = open_page("/style/", width=360)
    cell = page.locator("td[data-label=Town]").first
    assert cell.evaluate("el => getComputedStyle(el).display") == "grid"
    assert cell.evaluate("el => getComputedStyle(el, '::before').content") == '"Town"'


def test_blocks_of_the_day_stand_at_their_hour(open_page: Callable[..., Page]) -> None:
    page = open_page("/style/", width=1280)
    tops = page.evaluate(
        """() => [...document.querySelectorAll('.lane')].flatMap(lane => {
          const list = lane.querySelector('ol').getBoundingClientRect().top;
          const top = el => el.getBoundingClientRect().top - list;
          return [...lane.querySelectorAll('.block')].map(el => [el.textContent.trim().slice(0, 3), top(el)]);
        })"""
    )
    top = dict(tops)
    row = 0.55 * 16
    assert top["014"] == pytest.approx(2, abs=1)
    assert top["015"] == pytest.approx(15 * row + 2, abs=1.5)
    assert top["018"] == pytest.approx(top["019"], abs=0.5)


def test_ticking_rows_says_how_many(open_page: Callable[..., Page]) -> None:
    page = open_page("/style/", width=1280)
    assert page.locator("[data-picked]").inner_text() == "1"
    page.locator("[data-pick-all]").check()
    assert page.locator("[data-picked]").inner_text() == "5"


def test_escape_closes_a_menu_and_gives_the_focus_back(open_page: Callable[..., Page]) -> None:
    page = open_page("/style/", width=1280)
    page.locator("header .menu summary").click()
    page.keyboard.press("Escape")
    assert page.locator("header .menu").get_attribute("open") is None
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_the_error_summary_has_the_focus_without_script(open_page: Callable[..., Page]) -> None:
    page = open_page("/style/patient-form/", width=360)
    assert page.title().startswith("Error: ")
    assert page.evaluate("document.activeElement.className") == "errors"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_device_decides_between_light_and_dark(open_page: Callable[..., Page], scheme: str) -> None:
    page = open_page("/style/", color_scheme=scheme)
    paper = {"light": "rgb(250, 246, 239)", "dark": "rgb(19, 22, 42)"}[scheme]
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == paper
