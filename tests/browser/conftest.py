"""A Chromium, pages of it on the test's own server, and somebody signed in.

`PICTURES=folder` keeps pictures of what the tests look at. `SLOW=6` makes the browser six times slower and each answer
late, which is how a test is tried that failed once on a busy machine.
"""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import time_machine
from django_scopes import scopes_disabled
from playwright.sync_api import Browser, Page, expect

from camps.models import User
from tests.browser.looking import PATIENCE_MS, chromium
from tests.factories.camps import PASSWORD
from tests.factories.schedule import NOW

LATE_MS = 50  # an answer's way, for each of SLOW


@pytest.fixture(scope="module", autouse=True)
def loop_beside_the_rows() -> Iterator[None]:
    """Playwright keeps an event loop in this thread; the rows are read between its steps, never during one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture(scope="module")
def browser(loop_beside_the_rows: None) -> Iterator[Browser]:
    with chromium() as launched:
        yield launched


@pytest.fixture
def here(live_server, settings, tmp_path: Path) -> Iterator[str]:
    """A server on loopback whose clock began at NOW, with a mail folder of its own; rows of every team are in reach."""
    settings.VAR_DIR = tmp_path
    settings.PUBLIC_URL = live_server.url
    with time_machine.travel(NOW, tick=True), scopes_disabled():
        yield live_server.url


@pytest.fixture
def complaints() -> list[str]:
    """What the consoles of the test's pages complained about, refusals of the content policy included."""
    return []


@pytest.fixture
def new_page(browser: Browser, live_server, complaints: list[str]) -> Iterator[Callable[..., Page]]:
    """A page in a window of its own, without motion: new_page(width=360, script=False); goto("/") is the server's."""
    contexts = []

    def opened(*, width: int = 1280, script: bool = True, **more) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            java_script_enabled=script,
            reduced_motion="reduce",
            **more,
        )
        context.set_default_timeout(2 * PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        slow_down(page)
        return page

    yield opened
    for context in contexts:
        context.close()


def slow_down(page: Page) -> None:
    """As SLOW says."""
    if slow := float(os.environ.get("SLOW", "0")):
        wire = page.context.new_cdp_session(page)
        wire.send("Emulation.setCPUThrottlingRate", {"rate": slow})
        wire.send("Network.enable")
        way = {"offline": False, "latency": slow * LATE_MS, "downloadThroughput": -1, "uploadThroughput": -1}
        wire.send("Network.emulateNetworkConditions", way)


@pytest.fixture
def open_page(new_page: Callable[..., Page]) -> Callable[..., Page]:
    """A page of this person, signed in: open_page(user, width=360)."""

    def opened(user: User, **how) -> Page:
        page = new_page(**how)
        sign_in(page, user)
        return page

    return opened


def sign_in(page: Page, user: User) -> None:
    """By the form, as people do."""
    page.goto("/sign-in/")
    page.get_by_label("E-mail").fill(user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).not_to_have_url(re.compile("sign-in"))
    page.wait_for_load_state("load")
