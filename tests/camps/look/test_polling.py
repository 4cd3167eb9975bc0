"""The polling helper of console.js: asks with the tag it has, swaps what changed, never under a typing person."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.browser
BOX = """html => {
  const box = document.createElement('div');
  box.id = 'box'; box.dataset.poll = '/live/'; box.dataset.pollEvery = '1'; box.innerHTML = html;
  document.querySelector('main').prepend(box);
  document.dispatchEvent(new CustomEvent('htmx:afterSettle', { detail: { elt: box } }));
}"""


class Server:
    """Answers /live/ with the version it stands at, 304 to whoever has it already; `broken` is a 500.

    Not `tagged` it stands for a server whose Redis is away.
    """

    def __init__(self, page: Page) -> None:
        self.version, self.broken, self.tagged = 1, False, True
        self.asked: list[tuple[str | None, int]] = []
        page.context.route("**/live/", self.answer)

    def answer(self, route: Route) -> None:
        tag, known = f'"v{self.version}"', route.request.headers.get("if-none-match")
        status = 500 if self.broken else 304 if known == tag else 200
        self.asked.append((known, status))
        body = f'<p>version {self.version}</p><input id="note" aria-label="Note">' if status == 200 else ""
        route.fulfill(status=status, body=body, content_type="text/html", headers={"ETag": tag} if self.tagged else {})


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    return open_page("/style/confirm/")


def asked_again(page: Page, server: Server) -> None:
    before = len(server.asked)
    for _ in range(600):
        if len(server.asked) > before:
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"not asked again after {before} times")


def test_it_sends_the_tag_it_got_and_shows_the_next_version(page: Page) -> None:
    server = Server(page)
    page.evaluate(BOX, "old")
    page.get_by_text("version 1").wait_for()
    asked_again(page, server)
    assert server.asked[:2] == [(None, 200), ('"v1"', 304)]
    server.version = 2
    page.get_by_text("version 2").wait_for()


def test_it_never_swaps_under_a_person_who_is_typing(page: Page) -> None:
    server = Server(page)
    page.evaluate(BOX, '<input id="note" aria-label="Note">')
    page.locator("#note").fill("half a sent")
    page.wait_for_timeout(1500)
    assert server.asked == []
    assert page.locator("#note").input_value() == "half a sent"


def test_it_goes_on_after_a_failure_and_says_that_it_is_stale(page: Page) -> None:
    server = Server(page)
    server.broken = True
    page.evaluate("document.querySelector('.foot span').dataset.updated = ''")
    page.evaluate(BOX, "old")
    page.locator(".foot .stale").wait_for()
    server.broken = False
    page.get_by_text("version 1").wait_for()
    expect(page.locator(".foot .stale")).to_have_count(0)


def test_it_says_in_words_whether_what_stands_there_is_of_now(page: Page) -> None:
    server = Server(page)
    page.evaluate(
        """() => {
          const place = document.querySelector('.foot span');
          place.dataset.connection = '';
          place.dataset.zone = 'Asia/Kolkata';
          place.dataset.good = 'Connected · updated {time}';
          place.dataset.bad = 'No answer since {time}: what you see may be old';
        }"""
    )
    page.evaluate(BOX, "old")
    place = page.locator("[data-connection]")
    expect(place).to_have_text(re.compile(r"^Connected · updated \d+:\d\d[ap]m$"))
    now = datetime.now(ZoneInfo("Asia/Kolkata"))
    written = {f"Connected · updated {now - ago:%-I:%M%p}".lower() for ago in (timedelta(0), timedelta(minutes=1))}
    assert place.inner_text().lower() in written  # the venue's hour, not the device's
    server.broken = True
    expect(place).to_have_text(re.compile(r"^No answer since \d+:\d\d.*: what you see may be old$"))
    expect(page.locator("#live")).to_have_text(re.compile("^No answer since"))
    server.broken = False
    expect(place).to_have_text(re.compile("^Connected"), timeout=10_000)


def test_without_a_tag_to_send_it_still_asks_as_one_that_asks_by_itself(page: Page) -> None:
    """Else each asking, with Redis away, would be a sign of life of a screen that nobody touches."""
    server = Server(page)
    server.tagged = False
    page.evaluate(BOX, "old")
    page.get_by_text("version 1").wait_for()
    asked_again(page, server)
    assert [known for known, _ in server.asked[:2]] == [None, '"none"']


def test_it_asks_at_once_when_it_is_looked_at_again(page: Page) -> None:
    server = Server(page)
    page.evaluate(BOX.replace("'1'", "'600'"), "old")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))")
    page.get_by_text("version 1").wait_for()
    assert len(server.asked) == 1
