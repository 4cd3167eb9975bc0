"""A table's team: calls the next of its list, makes sure who it is, and marks the five moments."""

from __future__ import annotations

from tests.whole_day.browser import Node, Page
from tests.whole_day.clerks import Site
from tests.whole_day.stations import Here, Station

# Minutes from each moment to the next; the operation itself is the person's own.
BEFORE_KNIFE, AFTER_CLOSED, CLEANING, READY = 7, 4, 8, 2
WORDS = {"wheels_in": "Wheels in", "knife": "Knife", "closed": "Closed", "out": "Wheels out", "clean": "Clean"}
NEXT = {"wheels_in": "knife", "knife": "closed", "closed": "out", "out": "clean"}


class Table(Station):
    """One table. `case` is who was called to it; `stage` the last moment that was marked."""

    def __init__(self, site: Site, pk: int, name: str) -> None:
        self.shown: Page | None = None  # the board
        super().__init__(site, pk, name, "Theatre")
        self.token = ""
        self.stage = ""
        self.next_at = 0

    def step(self, minute: int) -> None:
        if not self.token:
            if minute >= self.next_at and self.is_wanted(minute) and self.call(minute):
                ((self.token, _),) = self.here.items()
                self.stage, self.next_at = "called", minute + 2
            return
        if minute < self.next_at or self.token not in self.site.count.came:
            return
        person = self.site.person(self.site.count.came[self.token].card)
        if self.stage == "called":
            self.brings_in(minute)
        else:
            self.marks(NEXT[self.stage], minute)
        waits = {
            "wheels_in": BEFORE_KNIFE,
            "knife": person.knife,
            "closed": AFTER_CLOSED,
            "out": CLEANING,
            "clean": READY,
        }
        self.next_at = minute + waits.get(self.stage, 1)
        if self.stage == "clean":
            self.token, self.stage = "", ""

    def sign_in(self, minute: int) -> Page:
        self.shown = None
        return super().sign_in(minute)

    def brings_in(self, minute: int) -> None:
        page = self.board()
        card = self.card_on(page, "li", "card")
        if card is None:
            self.is_not_ours(page, minute)
            return
        if link := page.link("/identity/", within=card):
            page = self.browser.open(link)
            form = page.form("/identity/")
            offered = form.offers()
            page = self.browser.press(
                form,
                identifiers=sorted(offered["identifiers"])[:2],
                side="none",
                site_marked="none",
                consent_seen="on",
            )
            assert "the identity is confirmed" in " ".join(page.said), (page.said, page.root.one("main").text[:500])
            card = self.card_on(page, "li", "card")
        self.mark(page, card, "wheels_in", minute)

    def marks(self, kind: str, minute: int) -> None:
        """From the board as it came back from the last tap, if it shows the patient."""
        page = self.shown or self.board()
        card = self.card_on(page, "article", "on-table")
        if card is None or page.form("/mark/", within=card) is None:
            page = self.board()
            card = self.card_on(page, "article", "on-table")
        self.mark(page, card, kind, minute)

    def mark(self, page: Page, card: Node | None, kind: str, minute: int) -> None:
        """The one big button must mean this moment."""
        assert card is not None, f"{self.token} is not at {self.station}: {page.root.one('main').text[:600]}"
        form = page.form("/mark/", within=card)
        assert form is not None, card.text
        assert form.filled()["kind"] == [kind], (self.token, card.text)
        page = self.shown = self.browser.press(form)
        who = self.site.count.came[self.token].card
        if not any(text.startswith(f"{who}: {WORDS[kind]} at ") for text in page.said):
            self.site.count.fault(f"{self.station} at {minute}: {kind} of {who} is not said, but {page.said}")
            return
        self.stage = kind
        self.site.count.mark(who, self.station, kind, minute)
        if kind == "wheels_in":
            self.site.count.say("wheels_in", self.token, minute, station=self.station)
            del self.here[self.token]
        elif kind == "out":
            self.site.count.say("sent_on", self.token, minute, station=self.station, lane="Recovery")

    def is_not_ours(self, page: Page, minute: int) -> None:
        """The plan moved them since they joined: another table calls them; without a place today they go home."""
        there = any(num.text == self.token for num in page.root.all("span", "num"))
        if there:
            self.act(self.form_of(self.token, "park"), "park", minute, reason="planned at another table now")
            self.said(f"{self.token} is set aside.", "parked", self.token, minute)
            self.take_back(self.token, {self.token: minute}, minute)
        else:
            self.act(self.form_of(self.token, "send_on:discharge"), "send_on:discharge", minute)
            self.said(f"{self.token} waits for Discharge now.", "sent_on", self.token, minute, lane="Discharge")
        del self.here[self.token]
        self.token, self.stage, self.next_at = "", "", minute + 1

    def board(self) -> Page:
        return self.browser.open(self.site.path(f"theatre/{self.site.day}/"))

    def card_on(self, page: Page, tag: str, cls: str) -> Node | None:
        """The card of who was called, in this table's own column."""
        for column in page.root.all("section", "table-day"):
            if column.one("h2").text == self.station:
                for one in column.all(tag, cls):
                    if any(num.text == self.token for num in one.all("span", "num")):
                        return one
        return None


__all__ = ["Here", "Table"]
