"""A browser that shows the style guide without a server: pages come from the view, files from the static finders."""

import mimetypes
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import RequestFactory
from playwright.sync_api import Browser, ConsoleMessage, Page, Route

from camps.views.style_guide import style_guide
from tests.browser.looking import chromium

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)
HOST = "http://look.test"


def render_page(address: str) -> str:
    """The HTML of a page of the guide, such as "/style/patient/?theme=dark"."""
    name = urlsplit(address).path.strip("/").removeprefix("style").strip("/") or "index"
    return style_guide(RequestFactory().get(address), name).content.decode()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with chromium() as launched:
        yield launched


def _answer(route: Route) -> None:
    path = urlsplit(route.request.url).path
    if path.startswith("/static/"):
        found = finders.find(path.removeprefix("/static/"))
        if not found:
            return route.fulfill(status=404)
        kind = mimetypes.guess_type(found)[0] or "text/plain"
        return route.fulfill(body=Path(found).read_bytes(), content_type=kind)
    html = render_page(route.request.url)
    return route.fulfill(
        body=html, content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": POLICY}
    )


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained about in its console, refusals of the content policy included."""
    return []


@pytest.fixture
def open_page(browser: Browser, complaints: list[str]) -> Iterator[Callable[..., Page]]:
    """Open a page of the guide: open_page("/style/", width=360, touch=True, script=False)."""
    contexts = []

    def opened(address: str, *, width: int = 1280, touch: bool = False, script: bool = True, **more: Any) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, has_touch=touch, java_script_enabled=script, **more
        )
        contexts.append(context)
        context.route("**/*", _answer)
        page = context.new_page()

        def note(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning"):
                complaints.append(message.text)

        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(HOST + address)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def keep_shot() -> Callable[[Page, str], None]:
    """Write a screenshot into the folder LOOK_SHOTS names; without it nothing is written."""
    folder = os.environ.get("LOOK_SHOTS")

    def keep(page: Page, name: str) -> None:
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=f"{folder}/{name}.png", full_page=True)

    return keep
