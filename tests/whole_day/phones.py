"""A few who look at their own place in the queue, by the link on their card."""

from __future__ import annotations

import re

from tests.whole_day.browser import Browser, Page
from tests.whole_day.clerks import Site

BEFORE_YOU = re.compile(r"^(\d+) (?:person|people) before you$")


class Phone:
    """One person's phone; no sign-in."""

    def __init__(self, site: Site, card: str, path: str) -> None:
        self.site, self.card, self.path = site, card, path
        self.browser = Browser(site.url, lambda: site.minute)
        self.looks = 0
        self.whys = 0

    def look(self) -> Page | None:
        """The page says the own token, and why others are before; None for who is not checked in."""
        page = self.browser.open(f"{self.path}/queue")
        if "/queue" not in page.url:
            return None
        self.looks += 1
        heading = page.root.one("h1", id="now").text
        if found := BEFORE_YOU.match(heading):
            before = int(found[1])
            reasons = [int(one.one("strong").text) for one in page.root.one("details", id="why").all("li")]
            self.whys += 1
            if sum(reasons) != before:
                self.site.count.fault(f"phone of {self.card}: {heading}, but {reasons}")
        return page

    def says_late(self, minute: int) -> bool:
        return self._says("late", "We keep your place", "parked", minute)

    def says_here(self, minute: int) -> bool:
        return self._says("here", "", "back", minute)

    def leaves(self, minute: int) -> bool:
        page = self.look()
        if page is None or not (link := page.link("/queue/leave")):
            return False
        page = self.browser.open(link)
        page = self.browser.press(page.form("/queue/leave"))
        assert page.root.one("h1").text == "You have left the queue", page.root.one("main").text
        self._count("left", minute)
        return True

    def _says(self, what: str, heading: str, fact: str, minute: int) -> bool:
        page = self.look()
        if page is None:
            return False
        form = next((one for one in page.forms("/queue/say") if one.button(what)), None)
        if form is None:
            return False
        page = self.browser.press(form, what)
        assert not heading or page.root.one("h1", id="now").text == heading, page.root.one("main").text
        self._count(fact, minute)
        return True

    def _count(self, fact: str, minute: int) -> None:
        one = self.site.count.by_card(self.card)
        assert one is not None, "who is on the queue's page is here"
        self.site.count.say(fact, one.token, minute)
