"""The organiser: watches the numbers, a doctor's absence, a place that became free, and closes the day."""

from __future__ import annotations

import csv
import re
from io import StringIO

from camps.models import Role
from tests.whole_day.browser import Node, Page
from tests.whole_day.clerks import Clerk, Site
from tests.whole_day.count import AT_A_STATION

HOURS = re.compile(r"(\S+) → (\S+?),? ")
PLACE = re.compile(
    r"(midday|midnight|\d{1,2}(?::\d\d)?[ap]m) (?:to|–) (midday|midnight|\d{1,2}(?::\d\d)?[ap]m), ([^.]+)\."
)


class Organiser(Clerk):
    def __init__(self, site: Site) -> None:
        super().__init__(site, "Ola Organiser", Role.ORGANISER)
        self.moved: dict[str, str] = {}  # who has another hour now
        self.hours: dict[str, tuple[str, str]] = {}  # who is to come at another hour: from when, to when
        self.lost: list[str] = []
        self.new_place = ""
        self.decided: dict[str, str] = {}  # who lost the place: "moved", or the reason of the cancelling

    def table(self, path: str) -> list[dict[str, str]]:
        """A file of the product as rows by heading."""
        answer = self.browser.fetch(self.site.path(path))
        assert answer.status_code == 200, path
        return list(csv.DictReader(StringIO(answer.text.lstrip("\ufeff"))))

    def watches(self, minute: int) -> None:
        """What the day's pages say of everybody, against the script's own count."""
        count = self.site.count
        states = [one.now.state for one in count.here()]
        own = {
            "Arrived": len(states),
            "Waiting": states.count("waiting"),
            "At a station": sum(state in AT_A_STATION for state in states),
            "Set aside or missed": sum(state in ("parked", "missed") for state in states),
            "Done": states.count("done"),
        }
        page = self.browser.open(self.site.path("today/"))
        shown = {one.one("span", "label").text: int(one.one("b").text) for one in page.root.all("", "stat")}
        said = {name: shown[name] for name in own}
        if said != own:
            count.fault(f"at {minute} Today says {said}, the script {own}")
        board = self.browser.open(self.site.path("hall/"))
        called = {one.one("bdi", "token").text for one in board.root.one("section", "called").all("li")}
        if called != {one.token for one in count.here() if one.now.state == "called"}:
            count.fault(f"at {minute} the hall calls {called}")
        live = self.browser.open(self.site.path("live/"))
        if "waits nowhere" in live.root.text:
            count.fault(f"at {minute} somebody waits nowhere: {live.root.one('main').text[:500]}")

    def says_how_ill(self, token: str, station: int) -> None:
        """Somebody who waits is far worse than was thought."""
        page = self.browser.open(self.site.path(f"stations/{station}/live/?all=1"))
        line = page.root.one("ol", "line-up").all("li")
        own = next(one for one in line if one.one("bdi", "token").text == token)
        page = self.browser.open(page.link("/queue/", within=own))
        form = next(one for one in page.forms("/queue/") if one.button("urgency"))
        page = self.browser.press(form, "urgency", urgency="1", reason="bleeds")
        assert f"The urgency of {token} is changed." in page.said, page.said

    def comes_at(self) -> dict[str, str]:
        """The hour at which each card is to come, as the list of people has it."""
        return {row["Card"]: row["Place"] for row in self.table("registrations/export.csv")}

    def a_doctor_is_away(self) -> None:
        """The one who leads the next operation; the proposal that the page would rather have is taken."""
        page = self.browser.open(self.site.path("today/wrong/"))
        page = self.browser.open(page.link("/today/wrong/doctor/"))
        page = self.browser.press(page.form("/today/wrong/doctor/"))
        sections = page.root.one("div", "proposals").all("section")
        assert sections, page.root.one("main").text
        rather = [one for one in sections if "quiet" not in one.one("button").attrs["class"].split()]
        first, changed = rather[0], 0
        for line in first.all("ul", "moves")[0].all("li") if first.all("ul", "moves") else []:
            card = line.one("span", "num").text
            hours = HOURS.search(line.text)
            changed += "no place any more" not in line.text
            if "no place any more" in line.text:
                self.lost.append(card)
            elif hours is None or hours[1] != hours[2]:  # else the team alone is another, of which nobody need hear
                self.moved[card] = line.text
        page = self.browser.press(page.form("/accept/", within=first))
        done = next(text for text in page.said if text.startswith("Done:"))
        assert f"{changed} moved" in done, (done, self.moved)
        assert f"{len(self.lost)} lost the place" in done, (done, self.lost)

    def decides_for_the_lost(self) -> None:
        """Everybody who lost the place or the team: the first free place there is, else it is cancelled.

        Whoever lies on a table stays there.
        """
        lying = {card for card, one in self.site.count.operations.items() if "out" not in one.marks}
        while open_ := [one for one in self._lost() if one[0] not in lying]:
            card, line, page = open_[0]
            assert card not in self.decided, f"{card} is decided, and stands there still: {line.text}"
            cancel = page.link("/cancel/", within=line)
            page = self.browser.open(page.link("/places/", within=line))
            offers = [one for chips in page.root.all("ul", "chips") for one in chips.all("a")]
            if offers:
                page = self.browser.open(offers[0].attrs["href"])
                form = page.form("/place/")
                page = self.browser.press(form, **({"overruled": "1"} if "overruled" in form.offers() else {}))
                self.decided[card] = "moved"
            else:
                page = self.browser.open(cancel)
                page = self.browser.press(page.form("/cancel/"), reason="no surgeon")
                self.decided[card] = "no surgeon"
            assert page.said, page.root.one("main").text[:500]

    def _lost(self) -> list[tuple[str, Node, Page]]:
        page = self.browser.open(self.site.path("today/wrong/"))
        lines = page.root.one("section", aria_labelledby="lost").all("li")
        return [(one.one("span", "num").text, one, page) for one in lines]

    def offers_a_free_place(self) -> bool:
        """To the first who fits and is here; they say yes at the desk."""
        page = self.browser.open(self.site.path("today/gaps/"))
        for one in page.root.all("ul", "gaps"):
            for link in one.all("a"):
                asked = self.browser.open(self.site.path(f"today/gaps/{link.attrs['href']}"))
                form = asked.form("/gaps/offer/")
                if form is None:
                    continue
                first = form.node.all("input", type_="checkbox")[0]
                assert first.parent is not None, "a box stands in its label"
                card = first.parent.one("span", "num").text
                page = self.browser.press(form)
                answer = page.form("/gaps/offers/")
                page = self.browser.press(answer, "yes")
                if any("Taken by the patient" in text for text in page.said):
                    self.new_place = card
                    self.site.count.placed.add(card)
                    return True
                self.site.count.fault(f"the free place was refused to {card}: {page.said}")
                return False
        return False

    def closes(
        self, say: dict[str, str], why: dict[str, str]
    ) -> tuple[dict[str, str], dict[str, tuple[str, str, str]]]:
        """Accept what is sure, with `why` somebody did not come; say the rest, close. Fates and places by card.

        Who is to be moved is, where there is a free place, and else put off for a month.
        """
        path = self.site.path(f"day/{self.site.day}/close/")
        page = self.browser.open(path)
        places = _places(page)
        if form := page.form("/close/accept/"):
            offered = form.offers()
            reasons = {
                f"reason-{int(card)}": reason for card, reason in why.items() if f"reason-{int(card)}" in offered
            }
            page = self.browser.press(form, **reasons)
        while unclear := page.root.all("div", "undecided"):
            left = len(unclear[0].all("article"))
            page = self.says_what_became(page, unclear[0].one("article"), say)
            after = page.root.all("div", "undecided")
            assert not after or len(after[0].all("article")) < left, page.said
        fates = {
            one.one("span", "num").text: one.one("strong").text
            for section in page.root.all("section", "card")
            if section.all("h2") and section.one("h2").text.startswith("Have a fate")
            for one in section.all("li")
        }
        page = self.browser.press(page.form("/close/end/"))
        assert "The day is closed." in page.said, page.said
        return fates, places

    def says_what_became(self, page: Page, article: Node, say: dict[str, str]) -> Page:
        card = article.one("span", "num").text
        fate = say.get(card, "")
        form = page.form(f"/close/{int(card)}/", within=article)
        if not fate:
            self.site.count.fault(f"nobody knows what became of {card}: {article.text}")
            fate = "seen"
        if fate == "moved":
            link = page.link("/later/", within=article)
            later = self.browser.open(link) if link else None
            offer = later.form("/later/") if later else None
            if offer:
                assert later is not None, "an offer stands on its page"
                button = offer.node.one("ul", "chips").one("button")
                self.site.count.placed.add(card)
                return self.browser.press(offer, button.attrs["value"], reason_kind="no_time")
            fate, say[card] = "deferred", "deferred"
        until = str(self.site.day.replace(month=self.site.day.month + 1))
        more = {"until": until} if fate == "deferred" else {}
        reason = {"deferred": "no_time", "left": "not_known"}.get(fate, "not_known")
        return self.browser.press(form, fate=fate, reason_kind=reason, **more)


def _places(page: Page) -> dict[str, tuple[str, str, str]]:
    """(from, to, table) of everybody who has a place on the day, by card."""
    found = {}
    for one in [*page.root.all("span", "who"), *page.root.all("article", "card")]:
        numbers = one.all("span", "num")
        place = PLACE.search(one.text)
        if numbers and place:
            found[numbers[0].text] = (place[1], place[2], place[3])
    return found


def minute_of(clock: str) -> int:
    """ "8:30am" as minutes of the day."""
    if clock in ("midday", "midnight"):
        return 720 if clock == "midday" else 0
    hour, _, rest = clock[:-2].partition(":")
    return (int(hour) % 12 + (12 if clock.endswith("pm") else 0)) * 60 + int(rest or 0)
