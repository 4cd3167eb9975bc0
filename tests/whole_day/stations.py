"""A nurse at a station: calls the next, sees them come in or not, sends them on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.whole_day.browser import Form, Node, Page
from tests.whole_day.clerks import Clerk, Site

COME_TO = re.compile(r"^([A-Z]{1,2}-\d{3,}) .+: please come to (.+)\.$")
WAITS_FOR = re.compile(r"^([A-Z]{1,2}-\d{3,}) waits for (.+) now\.$")
WHY = re.compile(r"^Place (\d+)\. Before them: (.+)\.")
NOBODY_BEFORE = "Nobody is before them."
ASIDE = 20  # minutes


@dataclass
class Here:
    """Somebody at the station, as the nurse has them in mind."""

    token: str
    since: int
    until: int | None = None  # when they are done, once they are here
    calls: int = 1


@dataclass
class Line:
    """Who waited, in order, on the page from which somebody was called, and who was called."""

    minute: int
    lane: str
    station: str
    before: list[str]
    called: str


class Station(Clerk):
    """One point of a lane, or the recovery bay with its beds."""

    def __init__(self, site: Site, pk: int, name: str, lane: str, *, beds: int = 1) -> None:
        self.place = f"stations/{pk}/live/"
        super().__init__(site, f"Nurse of {name}")
        self.pk, self.station, self.lane, self.beds = pk, name, lane, beds
        self.here: dict[str, Here] = {}
        self.gone: dict[str, int] = {}  # set aside: token, until when
        self.missed: dict[str, int] = {}  # who comes back, and when
        self.lines: list[Line] = []
        self.saw_nobody_at = -1
        self.presses_came_in = pk % 3 == 0 or beds > 1  # others press only "Send on", which ends the call as well

    def look(self, minute: int) -> Page:
        """The page as it is now; one that was read in this minute is fresh enough, since it polls every two seconds."""
        self.page, self.read_at = super().look(minute), minute
        return self.page

    def sign_in(self, minute: int) -> Page:
        """The page of the session before can't be used any more."""
        self.page, self.read_at = super().sign_in(minute), minute
        return self.page

    def step(self, minute: int) -> None:
        for one in list(self.here.values()):
            self.serve(one, minute)
        for token, until in list(self.gone.items()):
            if until <= minute:
                self.take_back(token, self.gone, minute)
        for token, until in list(self.missed.items()):
            if until <= minute:
                self.take_back(token, self.missed, minute)
        while len(self.here) < self.beds and self.is_wanted(minute) and self.call(minute):
            pass

    def is_wanted(self, minute: int) -> bool:
        """The screen shows who waits; the script spares the looks at one that shows nobody."""
        return bool(self.site.count.waiting(self.lane))

    def call(self, minute: int) -> bool:
        if self.read_at != minute:
            self.look(minute)
        form = self.page.form("/call/")
        if form is None:
            self.saw_nobody_at = minute
            return False
        line = self.line_shown()
        self.act(form, "", minute)
        found = [COME_TO.match(text) for text in self.page.said]
        token = next((one[1] for one in found if one), "")
        if not token:
            return False  # somebody was quicker
        self.site.count.say("called", token, minute, station=self.station, lane=self.lane)
        self.lines.append(Line(minute, self.lane, self.station, line, token))
        self.here[token] = Here(token, minute)
        return True

    def line_shown(self) -> list[str]:
        """The tokens in their order; each must say why it stands there."""
        tokens = []
        for place, one in enumerate(self.page.root.all("ol", "line-up")[0].all("li") if self._waits() else [], 1):
            token = one.one("bdi", "token").text
            why = one.one("details", "why").one("p").text
            if not explains(why, place):
                self.site.count.fault(f"{self.station}: {token} at place {place} is explained by: {why}")
            tokens.append(token)
        return tokens

    def serve(self, one: Here, minute: int) -> None:
        known = self.site.count.came.get(one.token)
        if known is None:
            return  # the desk's answer is on its way
        person = self.site.person(known.card)
        if one.until is None:
            self.comes(one, person, minute)
        elif person.does == "aside" and self.lane == "Vitals":
            person.does = ""
            self.act(self.form_of(one.token, "park"), "park", minute, reason="the pressure must settle")
            self.said(f"{one.token} is set aside.", "parked", one.token, minute)
            self.gone[one.token] = minute + ASIDE
            del self.here[one.token]
        elif person.does == "leaves" and self.lane == "Examination":
            self.act(self.form_of(one.token, "leave"), "leave", minute, reason="goes to her children")
            self.said(f"{one.token} has left.", "left", one.token, minute)
            del self.here[one.token]
        elif one.until <= minute:
            self.send_on(one, minute)

    def comes(self, one: Here, person, minute: int) -> None:
        """Called a minute ago: is there, or is not."""
        if minute == one.since:
            return
        if person.does == "vanishes" and self.lane == "Examination":
            self.does_not_come(one, minute)
        elif person.does == "misses" and self.lane in ("Vitals", "Examination"):
            if self.does_not_come(one, minute):
                person.does = ""
                self.missed[one.token] = minute + 10
        else:
            one.until = minute + person.takes[self.lane]
            if self.presses_came_in:
                self.act(self.form_of(one.token, "start"), "start", minute)
                self.said(f"{one.token} came in.", "began", one.token, minute)

    def does_not_come(self, one: Here, minute: int) -> bool:
        """Called again after two minutes, missed after two more."""
        if minute < one.since + 2:
            return False
        if one.calls == 1:
            self.act(self.form_of(one.token, "recall"), "recall", minute)
            self.said(f"{one.token} is called again.", "recalled", one.token, minute)
            one.calls, one.since = 2, minute
            return False
        self.act(self.form_of(one.token, "miss"), "miss", minute)
        self.said(f"{one.token} is marked as missed.", "missed", one.token, minute)
        del self.here[one.token]
        return True

    def send_on(self, one: Here, minute: int) -> None:
        """By the big button, to wherever the page proposes."""
        form = self.form_of(one.token, "send_on:", "finish")
        button = next(b for b in form.buttons() if b.attrs["value"].startswith(("send_on:", "finish")))
        self.act(form, button.attrs["value"], minute)
        if button.attrs["value"] == "finish":
            self.said(f"{one.token} is done.", "finished", one.token, minute)
        else:
            found = [WAITS_FOR.match(text) for text in self.page.said]
            lane = next((each[2] for each in found if each and each[1] == one.token), "")
            if lane:
                self.site.count.say("sent_on", one.token, minute, station=self.station, lane=lane)
            else:
                self.site.count.fault(f"{self.station}: {one.token} was not sent on: {self.page.said}")
        del self.here[one.token]

    def take_back(self, token: str, where: dict[str, int], minute: int) -> None:
        """Into the queue again, by the button beside who was set aside or missed."""
        self.look(minute)
        form = next((form for form in self.page.forms("/queue/") if self._is_aside(form, token)), None)
        del where[token]
        if form is None:
            self.site.count.fault(f"{self.station}: {token} stands neither below “Set aside” nor below “Missed”")
            return
        self.act(form, "back", minute)
        self.said(f"{token} is in the queue again.", "back", token, minute)

    def act(self, form: Form | None, button: str, minute: int, **values: str) -> Page:
        self.page, self.read_at = self.browser.press(form, button, **values), minute
        return self.page

    def said(self, words: str, what: str, token: str, minute: int, *, lane: str = "") -> None:
        """What the page says is counted, or is a fault."""
        if words not in self.page.said:
            self.site.count.fault(f"{self.station} at {minute}: “{words}” is not said, but {self.page.said}")
            return
        at = "" if what in ("back", "left") else self.station
        self.site.count.say(what, token, minute, station=at, lane=lane)

    def form_of(self, token: str, *wanted: str) -> Form:
        """The form of somebody who is here that has such a button."""
        for again in (False, True):
            if again:
                self.look(self.read_at)
            for form in self.page.forms("/queue/"):
                values = [button.attrs.get("value", "") for button in form.buttons()]
                if self._card_of(form) == token and any(v.startswith(w) for v in values for w in wanted):
                    return form
        raise AssertionError(f"{self.station} has no {wanted} for {token}: {self.page.root.one('main').text[:600]}")

    def _card_of(self, form: Form) -> str:
        node: Node | None = form.node
        while node is not None and "here" not in node.attrs.get("class", "").split():
            node = node.parent
        return node.one("bdi", "token").text if node else ""

    def _is_aside(self, form: Form, token: str) -> bool:
        assert form.node.parent is not None, "a form stands in the page"
        back = form.button("back") is not None and form.node.parent.tag == "li"
        return back and form.node.parent.one("bdi", "token").text == token

    def _waits(self) -> bool:
        return bool(self.page.root.all("ol", "line-up"))


def explains(why: str, place: int) -> bool:
    """Whether these words say why somebody stands at this place: as many before as there are."""
    if place == 1:
        return why.startswith(NOBODY_BEFORE)
    found = WHY.match(why)
    if not found or int(found[1]) != place:
        return False
    return sum(int(part.split()[0]) for part in found[2].split(", ")) == place - 1
