"""What every browser test does with a page: wait until it is there, look at it, keep a picture of it.

A click returns before the next page is there. So whatever is asked of a page is asked through `expect`, which tries
again, or after `arrive`; and rows are read only once the page has shown what became of them.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from shutil import which
from zoneinfo import ZoneInfo

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, expect, sync_playwright

# Playwright's own 5 s are short where two cores carry a database, a server, a browser and another test. A test that
# passes never waits this long.
PATIENCE_MS = 20_000
expect.set_options(timeout=PATIENCE_MS)

# The first that is installed, as .ci/chromium has them: the headless shell takes a third of the others' time.
CHROMIUMS = ("chromium-headless-shell", os.environ.get("CHROMIUM") or "chromium", "chromium")
CHROMIUMS += ("chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],  # what is well need not be described: half the time
    "iframes": False,  # a frame is somebody's mail, shown as it is
}
EVERY_RULE = {"resultTypes": ["violations"]}
SHAPE = RULES | {"rules": {"color-contrast": {"enabled": False}}}
WIDTHS = {1280: RULES, 360: SHAPE}
CONTRAST = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}
OUTAGE_SINCE = re.compile(r"No network since (\d+:\d\d[ap]m)")
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
WIDE = """[...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
  .map(e => e.outerHTML.slice(0, 80)).slice(0, 3)"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium, without calls home."""
    with sync_playwright() as play:
        system = next(filter(None, map(which, CHROMIUMS)), None)
        assert system, "No Chromium is here: run `make test`, which says how to get one."
        launched = play.chromium.launch(args=QUIET, executable_path=system)
        yield launched
        launched.close()


def arrive(page: Page, heading: str) -> None:
    """Wait until the page with this main heading (or a part of it) is here with all its files."""
    expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()
    page.wait_for_load_state("load")


def looks_right(page: Page, name: str, *, heading: str) -> None:
    """The page with this heading has nothing for axe and no sideways scroll. `name` is its picture's (see `keep`)."""
    arrive(page, heading)
    assert faults_of(page, name) == []


def looks_right_where_seen(page: Page, name: str, *, heading: str, script: bool) -> None:
    """`looks_right`, for a way that is gone with JavaScript and without it: axe is a script."""
    if script:
        looks_right(page, name, heading=heading)
    else:
        arrive(page, heading)
        assert sideways(page) == []


def faults_of(page: Page, name: str, rules: dict = RULES) -> list[str]:
    """What axe finds and what sticks out, a line each, on a page that has arrived. Keeps its picture."""
    keep(page, name)
    width = page.viewport_size["width"]
    return [f"{name} at {width} px: {fault}" for fault in (*axe_faults(page, rules), *sideways(page))]


def looks_right_at_both_widths(page: Page, name: str, *, heading: str) -> None:
    """`looks_right` on a desk's screen and on a phone's, from one asking of the server; the width is then as before."""
    arrive(page, heading)
    before = page.viewport_size["width"]
    found = faults_at_both_widths(page, name)
    resize(page, before)
    assert found == []


def faults_at_both_widths(page: Page, name: str) -> list[str]:
    """`faults_of` on a desk's screen and on a phone's, from one asking of the server.

    Contrast is two thirds of axe's time. It is looked at once: what has other colours on a phone, a row that becomes a
    card, is a part in the style guide, which has it looked at on both.
    """
    found = []
    for width, rules in WIDTHS.items():
        resize(page, width)
        found += faults_of(page, name, rules)
    return found


def axe_faults(page: Page, options: dict = RULES) -> list[str]:
    """Needs JavaScript: axe is a script. A document gets it once, however often it is looked at: it is half a MB."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    violations = page.evaluate("async options => (await axe.run(options)).violations", options)
    return [
        f"{rule['id']}: {node['html'][:160]} {node['failureSummary']}" for rule in violations for node in rule["nodes"]
    ]


def sideways(page: Page) -> list[str]:
    """The first elements that are wider than the screen, when the page scrolls sideways."""
    return [f"scrolls sideways: {page.evaluate(WIDE)}"] if page.evaluate(SIDEWAYS) > 0 else []


def resize(page: Page, width: int) -> None:
    """Another width of the screen; back once the page has it."""
    page.set_viewport_size({"width": width, "height": page.viewport_size["height"]})
    expect(page.locator("html")).to_have_js_property("clientWidth", width)


def keep(page: Page, name: str) -> None:
    """A picture of the whole page into the folder that PICTURES names; without it nothing is written."""
    if folder := os.environ.get("PICTURES"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{folder}/{name}-{page.viewport_size['width']}.png", full_page=True)


def from_another_country(page: Page, *, zone: str = "Asia/Kolkata") -> None:
    """The device came with the expert who brought it: its clock is right, its zone is not the venue's."""
    page.context.new_cdp_session(page).send("Emulation.setTimezoneOverride", {"timezoneId": zone})


def outage_hour_is_of(page: Page, zone: str) -> None:
    """The hour that stands beside "No network since" is one of that zone, as everywhere on a page: "8:30am"."""
    banner = page.get_by_text("No network since")
    expect(banner).to_have_text(OUTAGE_SINCE)
    written = OUTAGE_SINCE.search(banner.inner_text())
    assert written is not None
    now = datetime.fromtimestamp(page.evaluate("Date.now()") / 1000, ZoneInfo(zone))
    lately = {f"{now - timedelta(minutes=ago):%-I:%M%p}".lower() for ago in range(4)}
    assert written[1] in lately, (written[1], lately)
