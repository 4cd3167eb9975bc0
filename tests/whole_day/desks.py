"""A desk helper: finds people by their card, checks them in, writes walk-ins down; for an hour without a network."""

from __future__ import annotations

import re
from datetime import datetime
from uuid import uuid4

from tests.whole_day.browser import Node, Page
from tests.whole_day.clerks import Clerk, Site
from tests.whole_day.people import OUTAGE, Person

CHECKED_IN = re.compile(r"^([A-Z]{1,2}-\d{3,}) (.+) is checked in\.")
HERE_ALREADY = re.compile(r"^(.+) is here already: ([A-Z]{1,2}-\d{3,}) since")
A_MINUTE = 3  # people whom a desk checks in
FIRST_LANE = {False: "Vitals", True: "Registration"}  # a walk-in is registered first


class Desk(Clerk):
    """One device. `line` are those who stand before it."""

    def __init__(self, site: Site, number: int, *, fails: bool) -> None:
        super().__init__(site, f"Desk {number + 1}")
        self.line: list[Person] = []
        self.fails = fails
        self.kept: dict = {}
        self.tag = ""
        self.acts: list[dict] = []
        self.about: dict[str, Person] = {}  # by the id of an act
        self.own = 0  # the last number that this device gave alone
        page = self.browser.open(site.path("desk/"))
        self.page = self.browser.press(page.form("/desk/open/"))
        self.letter = re.search(r"This is desk ([A-Z]+)\.", " ".join(self.page.said))[1]

    def step(self, minute: int) -> None:
        if self.fails and minute == OUTAGE[0]:
            self.read_what_may_be_kept()
        if self.fails and minute == OUTAGE[1]:
            self.send_what_was_kept(minute)
        for _ in range(A_MINUTE):
            if not self.line:
                break  # a family is done at once
            person = self.line.pop(0)
            if self.fails and OUTAGE[0] <= minute < OUTAGE[1]:
                self.alone(person, minute)
            elif person.walk_in:
                self.walk_in(person, minute)
            else:
                self.check_in(person, minute)

    def check_in(self, person: Person, minute: int) -> None:
        kin = [one for one in self.line if one.family and one.family == person.family and not one.booked]
        page = self.browser.open(self.site.path(f"desk/?q={person.card}"))
        article = self._of(page, person.card)
        form = page.form("/desk/check-in/", within=article)
        if form is None:
            assert "is here since" in article.text, article.text
            self.site.count.scans[person.card].append("here")
            return
        if "Not booked for today" in article.text:
            if person.does == "keeps the day":
                return
            page = self.browser.press(form, "1")
        else:
            ticked = self._ticked(article, [one.card for one in kin] if not person.booked else [])
            page = self.browser.press(form, registration=[form.filled()["registration"][0], *ticked])
        said = self._told(page, [person, *kin], minute)
        assert person.card in said, (person, page.said)
        self.line = [one for one in self.line if one.card not in said]
        if person.does == "taken back" and said[person.card]:
            page = self.browser.press(page.form("/undo/"))
            words = " ".join(page.said)
            assert "is not here" in words or "was called already" in words, words  # a station may have been quicker
            if "is not here" in words:
                self.site.count.say("undone", said[person.card], minute)

    def walk_in(self, person: Person, minute: int) -> None:
        page = self.browser.open(self.site.path("desk/"))
        page = self.browser.open(page.link("/desk/walk-in/"))
        age, complaint, phone = person.walk_in
        page = self.browser.press(
            page.form("/desk/walk-in/"), name=person.name, birth=age, complaint=complaint, phone=phone
        )
        found = [CHECKED_IN.match(text) for text in page.said]
        token = next(one[1] for one in found if one)
        self.is_walked_in(person, token, minute)

    def is_walked_in(self, person: Person, token: str, minute: int) -> None:
        """The card's number stands with the token."""
        page = self.browser.open(self.site.path(f"desk/?q={token}"))
        person.card = page.root.one("article", "person").one("span", "num").text
        self.site.count.say("came", token, minute, lane=FIRST_LANE[True], card=person.card, name=person.name)

    def alone(self, person: Person, minute: int) -> None:
        """As the page without a network does (scheduling/static/scheduling/alone.js, kept.js)."""
        if person.walk_in:
            age, complaint, phone = person.walk_in
            fields = {"name": person.name, "birth": age, "complaint": complaint, "phone": phone}
            self._keep(person, minute, kind="walk_in", fields=fields)
            return
        found = next(one for one in self.kept["people"] if int(one["card"]) == int(person.card))
        if found["token"]:
            self.site.count.scans[person.card].append("here")
            return
        if found["at"] and not found["today"] and person.does == "keeps the day":
            return
        own = self._keep(person, minute, kind="check_in", registration=found["key"])
        if person.does == "taken back":
            self.acts.append({"id": str(uuid4()), "kind": "undo", "at": self._now(minute), "of": own})

    def read_what_may_be_kept(self) -> None:
        answer = self.browser.fetch(self.site.path("desk/held/"), **{"HX-Request": "true"})
        assert answer.status_code == 200, answer.text
        self.kept, self.tag = answer.json(), answer.headers.get("ETag", "")
        self.own = self.kept["last"]

    def send_what_was_kept(self, minute: int) -> None:
        """Twice: the first answer gets lost on its way, and the device sends the same acts again."""
        known = {"HX-Request": "true", "If-None-Match": self.tag}
        answer = self.browser.fetch(self.site.path("desk/held/"), **known)
        csrf = answer.json()["csrf"] if answer.status_code == 200 else self.kept["csrf"]
        body = {"sent_at": self._now(minute), "acts": self.acts}
        headers = {"X-CSRFToken": csrf, "HX-Request": "true"}
        first, again = (
            self.browser.post_json(self.site.path("desk/sync/"), body, **headers).json()["done"] for _ in range(2)
        )
        if again != first:
            self.site.count.fault(f"sent again, it is told otherwise: {first} {again}")
        undone = {act["of"] for act in self.acts if act["kind"] == "undo"}
        for act, done in zip(self.acts, first, strict=True):
            assert done["client_id"] == act["id"], done
            if done["why"]:
                self.site.count.fault(f"refused: {done}")
            elif act["kind"] != "undo":
                self._is_taken_in(act, done, act["id"] in undone, minute)
        self.acts = []

    def _is_taken_in(self, act: dict, done: dict, undone: bool, minute: int) -> None:
        person, at = self.about[act["id"]], self.site.minute_of(datetime.fromisoformat(act["at"]))
        own = f"{self.letter}-{act['number']:03d}"
        if done["already"]:
            self.site.count.scans[person.card].append(done["token"])
            return
        assert done["token"] == own, done
        if person.walk_in:
            self.is_walked_in(person, own, at)
            return
        self.site.count.say("came", own, at, lane=FIRST_LANE[False], card=person.card, name=person.name)
        self.site.count.scans[person.card].append(own)
        if undone:
            self.site.count.say("undone", own, minute)

    def _keep(self, person: Person, minute: int, **act: object) -> str:
        self.own += 1
        own = str(uuid4())
        self.acts.append({"id": own, "at": self._now(minute), "number": self.own, **act})
        self.about[own] = person
        return own

    def _now(self, minute: int) -> str:
        return self.site.at(minute).isoformat()

    def _of(self, page: Page, card: str) -> Node:
        found = [one for one in page.root.all("article", "person") if one.one("span", "num").text == card]
        assert found, f"card {card} is not found: {page.root.one('main').text[:300]}"
        return found[0]

    def _ticked(self, article: Node, cards: list[str]) -> list[str]:
        """The boxes of those of the family who stand here too."""
        boxes = [one for one in article.all("label", "choice") if one.one("span", "num").text in cards]
        return [one.one("input").attrs["value"] for one in boxes if "disabled" not in one.one("input").attrs]

    def _told(self, page: Page, people: list[Person], minute: int) -> dict[str, str]:
        """Cards of whom the page says that they are here now; with the token where this desk checked them in."""
        said: dict[str, str] = {}
        by_name = {one.name: one for one in reversed(people)}
        for text in page.said:
            if (new := CHECKED_IN.match(text)) and (one := by_name.get(new[2])):
                said[one.card] = new[1]
                self.site.count.scans[one.card].append(new[1])
                self.site.count.say("came", new[1], minute, lane=FIRST_LANE[False], card=one.card, name=one.name)
            elif (known := HERE_ALREADY.match(text)) and (one := by_name.get(known[1])):
                said[one.card] = ""
                self.site.count.scans[one.card].append(known[2])
        return said
