"""The style guide in a real browser: nothing for axe to find, no sideways scroll, targets big enough."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from camps.views.style_guide import PAGES
from tests.browser.looking import CONTRAST, RULES, SHAPE, axe_faults, resize, sideways
from tests.camps.look.conftest import HOST

pytestmark = pytest.mark.browser
MANNERS = {"light": "?theme=light", "dark": "?theme=dark", "rtl": "?dir=rtl&theme=light"}
WIDTHS = {"light": (1280, 360), "dark": (1280,), "rtl": (360,)}  # colours know no width; a mirrored page is tightest
# Light and dark are one page in other colours (test_contrast.py has their pairs), rtl is light in another shape.
LOOKED_FOR = {"light": RULES, "dark": CONTRAST, "rtl": SHAPE}
SEEN = {"light": {"color-contrast", "image-alt"}, "dark": {"color-contrast"}, "rtl": {"image-alt"}}
FAULTS = """() => {
  document.querySelector('main').insertAdjacentHTML('beforeend', '<img src="/static/camps/logo.svg"><p>pale</p>');
  Object.assign(document.querySelector('main').lastElementChild.style, { color: '#888', background: '#777' });
}"""
SMALL_TARGETS = """least => [...document.querySelectorAll('a, button, summary, select, input, textarea')].filter(el => {
  const box = (el.closest('label') || el).getBoundingClientRect();
  const shown = box.width > 1 && box.height > 1 && getComputedStyle(el).visibility !== 'hidden' && el.checkVisibility();
  const inText = el.matches('p a, .skip, .notice a, dd a, th a');
  return shown && !inText && (box.height < least - .5 || box.width < 24);
}).map(el => el.outerHTML.slice(0, 90) + ' ' + Math.round(el.getBoundingClientRect().height))"""


def address_of(name: str) -> str:
    return "/style/" if name == "index" else f"/style/{name}/"


@pytest.mark.parametrize("manner", MANNERS)
def test_no_page_has_anything_for_axe_or_scrolls_sideways(
    open_page: Callable[..., Page], keep_shot: Callable[[Page, str], None], complaints: list[str], manner: str
) -> None:
    page, found = open_page(f"/style/{MANNERS[manner]}"), []
    for name in PAGES:
        page.goto(HOST + address_of(name) + MANNERS[manner])
        for width in WIDTHS[manner]:
            resize(page, width)
            keep_shot(page, f"{name}-{manner}-{width}")
            # A list inside a scroller may be wider than the screen; the page itself may not.
            faults = [*axe_faults(page, LOOKED_FOR[manner]), *sideways(page)]
            found += [f"{name} in {manner} at {width} px: {fault}" for fault in faults]
    assert (found, complaints) == ([], [])


def test_targets_on_a_phone_are_44_pixels_high(open_page: Callable[..., Page]) -> None:
    page, found = open_page("/style/", width=360, touch=True), []
    for name in ("index", "confirm", "patient", "patient-form", "sign-in"):
        page.goto(HOST + address_of(name))
        found += [f"{name}: {target}" for target in page.evaluate(SMALL_TARGETS, 44)]
    assert found == []


@pytest.mark.parametrize("manner", MANNERS)
def test_axe_looks_into_every_page_anew(open_page: Callable[..., Page], manner: str) -> None:
    """Two faults are put in; those looked for are found, in a first document and in the next of the same window."""
    page = open_page(f"/style/confirm/{MANNERS[manner]}")
    for _ in range(2):
        assert axe_faults(page, LOOKED_FOR[manner]) == []
        page.evaluate(FAULTS)
        found = {fault.partition(":")[0] for fault in axe_faults(page, LOOKED_FOR[manner])}
        assert found == SEEN[manner]
        page.reload()


def test_the_camp_menu_opens_on_a_phone_without_script(open_page: Callable[..., Page]) -> None:
    page = open_page("/style/", width=360, script=False)
    expect(page.locator("nav.tabs")).to_be_hidden()
    page.locator(".tabs-menu summary").click()
    expect(page.locator(".tabs-menu a", has_text="Doctors & feeds")).to_be_visible()


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
    expect(page.locator("[data-picked]")).to_have_text("1")
    page.locator("[data-pick-all]").check()
    expect(page.locator("[data-picked]")).to_have_text("5")


def test_escape_closes_a_menu_and_gives_the_focus_back(open_page: Callable[..., Page]) -> None:
    page = open_page("/style/", width=1280)
    page.locator("header .menu summary").click()
    expect(page.locator("header .menu")).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(page.locator("header .menu")).not_to_have_attribute("open", re.compile(""))
    expect(page.locator("header .menu summary")).to_be_focused()


def test_the_error_summary_has_the_focus_without_script(open_page: Callable[..., Page]) -> None:
    page = open_page("/style/patient-form/", width=360)
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.locator(".errors")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_device_decides_between_light_and_dark(open_page: Callable[..., Page], scheme: str) -> None:
    page = open_page("/style/", color_scheme=scheme)
    paper = {"light": "rgb(250, 246, 239)", "dark": "rgb(19, 22, 42)"}[scheme]
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == paper
