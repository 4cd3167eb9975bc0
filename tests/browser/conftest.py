"""A Chromium, pages of it on the test's own server, and somebody signed in.

`PICTURES=folder` keeps pictures of what the tests look at. `SLOW=6` makes the browser six times slower and each answer
late, which is how a test is tried that failed once on a busy machine.
"""

import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import time_machine
from django.conf import settings as configured
from django.db import connection
from django.test import Client
from django_scopes import scopes_disabled
from playwright.sync_api import Browser, BrowserContext, Page, expect

from camps.models import User
from tests.browser.looking import PATIENCE_MS, chromium
from tests.config.waiting import wait_until
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


@pytest.fixture(scope="module")
def windows(browser: Browser) -> dict[str, list[BrowserContext]]:
    """Windows that tests of this module have left, by how they were opened.

    A new window costs half a second of a processor more than one that is there. Cookies are the only thing that our
    pages keep in one, and these are cleared; what they may load again (styles, scripts) stays.
    """
    return defaultdict(list)


@pytest.fixture
def new_page(
    browser: Browser, live_server, complaints: list[str], windows: dict[str, list[BrowserContext]]
) -> Iterator[Callable[..., Page]]:
    """A page in a window of its own, without motion: new_page(width=360, script=False); goto("/") is the server's."""
    used = []

    def opened(*, width: int = 1280, script: bool = True, **more) -> Page:
        size = {"width": width, "height": 900}
        how = {"java_script_enabled": script, **more}
        left = windows[repr(how)]
        context = (
            left.pop()
            if left
            else browser.new_context(base_url=live_server.url, viewport=size, reduced_motion="reduce", **how)
        )
        context.set_default_timeout(2 * PATIENCE_MS)
        used.append((repr(how), context))
        page = context.new_page()
        page.set_viewport_size(size)
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        slow_down(page)
        return page

    yield opened
    for how, context in used:
        for page in context.pages:
            page.close()
        context.clear_cookies()
        windows[how].append(context)
    wait_until(nobody_asks, seconds=10)


def nobody_asks() -> bool:
    """A page that polls may have asked just before it was closed: its rows are not emptied under the answer."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND state <> 'idle' AND backend_type = 'client backend'"
        )
        return cursor.fetchone() == (0,)


def slow_down(page: Page) -> None:
    """As SLOW says."""
    if slow := float(os.environ.get("SLOW", "0")):
        wire = page.context.new_cdp_session(page)
        wire.send("Emulation.setCPUThrottlingRate", {"rate": slow})
        wire.send("Network.enable")
        way = {"offline": False, "latency": slow * LATE_MS, "downloadThroughput": -1, "uploadThroughput": -1}
        wire.send("Network.emulateNetworkConditions", way)


@pytest.fixture
def open_page(new_page: Callable[..., Page], live_server) -> Callable[..., Page]:
    """An empty page of this person, signed in: open_page(user, width=360)."""

    def opened(user: User, **how) -> Page:
        page = new_page(**how)
        sign_in(page, user, at=live_server.url)
        return page

    return opened


def sign_in(page: Page, user: User, *, at: str) -> None:
    """A session of the server's own making, without the form: whoever tests the way in takes `sign_in_by_form`."""
    client = Client()
    client.force_login(user)
    name = configured.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": at}])


def sign_in_by_form(page: Page, user: User) -> None:
    """As people do."""
    page.goto("/sign-in/")
    page.get_by_label("E-mail").fill(user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).not_to_have_url(re.compile("sign-in"))
    page.wait_for_load_state("load")
