"""What a person does at a page, counted: keys, Enters, taps, and how many pages it takes. `pace` makes it take time."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import monotonic

from playwright.sync_api import Error, Page

from tests.browser.looking import PATIENCE_MS

FIELD, CHECK_IN, AGE, NOBODY = "#q", "form[action$='/check-in/'] button", "#id_birth", ".empty a[href*='walk-in']"
FOCUSED = "wanted => Boolean(document.activeElement?.matches(wanted))"
THERE = "wanted => Boolean(document.querySelector(wanted))"


@dataclass
class Hands:
    """A person at a keyboard, `pace` milliseconds a key; a scanner types by itself and counts for nobody."""

    page: Page
    pace: float = 0
    keys: int = 0
    enters: int = 0
    taps: int = 0
    pages: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self.page.on("load", self._loaded)

    def _loaded(self, _: Page) -> None:
        self.pages += 1

    def types(self, text: str) -> None:
        self.keys += len(text)
        self.page.keyboard.type(text, delay=self.pace)

    def presses(self, key: str) -> None:
        self.keys += 1
        self.enters += key == "Enter"
        self.page.wait_for_timeout(self.pace)
        self.page.keyboard.press(key)

    def sees(self, wanted: str, *, way: str = FOCUSED) -> None:
        """Once it has the focus. Looked for 50 times a second: what `expect` waits between its looks is no person's."""
        ends = monotonic() + PATIENCE_MS / 1000
        while monotonic() < ends:
            try:
                if self.page.evaluate(way, wanted):
                    return
            except Error:
                pass  # between two pages
            self.page.wait_for_timeout(20)
        raise AssertionError(f"{wanted} did not come on {self.page.url}")

    def scans(self, text: str) -> None:
        """As a keyboard scanner does: the whole code at once, and Enter."""
        self.sees(FIELD)
        self.page.keyboard.insert_text(text)
        self.page.keyboard.press("Enter")

    def check_in(self, text: str, *, look: float = 0) -> None:
        """Somebody is searched for, looked at for so many milliseconds, and checked in."""
        self.sees(FIELD)
        self.types(text)
        self.presses("Enter")
        self.confirm(look=look)

    def confirm(self, *, look: float = 0) -> None:
        """The one who was found is the right one; the number stands on the page."""
        self.sees(CHECK_IN)
        self.page.wait_for_timeout(look)
        self.presses("Enter")
        self.sees(FIELD)
        self.page.wait_for_load_state("load")

    def walk_in(self, name: str, **facts: str) -> None:
        """Somebody nobody finds: the name that was searched for is not typed again. `facts` in the form's order."""
        self.sees(FIELD)
        self.types(name)
        self.presses("Enter")
        self.sees(NOBODY, way=THERE)
        self.taps += 1
        self.page.wait_for_timeout(5 * self.pace)  # to the mouse and back
        self.page.locator(NOBODY).click()
        self.sees(AGE)
        for fact in ("birth", "complaint", "phone"):
            if fact in facts:
                while self.page.evaluate("document.activeElement.name") != fact:
                    self.presses("Tab")
                self.types(facts[fact])
        self.presses("Enter")
        self.sees(FIELD)
        self.page.wait_for_load_state("load")
