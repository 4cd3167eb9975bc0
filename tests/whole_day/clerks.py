"""Whoever works on the day: a browser of one's own, signed in by the page for that, and a step for each minute."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from camps.models import Camp, Role
from tests.factories.camps import PASSWORD
from tests.whole_day.browser import Browser, Page
from tests.whole_day.camp import member
from tests.whole_day.count import Count
from tests.whole_day.people import Person


@dataclass
class Site:
    """Where the product runs, the camp, the script's people and its count."""

    url: str
    camp: Camp
    count: Count
    people: list[Person] = field(default_factory=list)
    begins: int = 6 * 60 + 50
    minute: int = 6 * 60 + 50

    def __post_init__(self) -> None:
        self.slug, self.day = self.camp.slug, self.camp.first_day
        self.zone: ZoneInfo = self.camp.zone
        self.midnight = datetime(self.day.year, self.day.month, self.day.day, tzinfo=self.zone)

    def path(self, rest: str) -> str:
        return f"/camps/{self.slug}/{rest}"

    def at(self, minute: int) -> datetime:
        return self.midnight + timedelta(minutes=minute)

    def minute_of(self, at: datetime) -> int:
        return round((at - self.midnight) / timedelta(minutes=1))

    @property
    def today(self) -> date:
        return self.day

    def person(self, card: str) -> Person:
        return next(one for one in self.people if one.card == card)


A_SHIFT, HALF_AN_HOUR, A_WHILE = 11 * 60, 28, 24  # minutes; a sign-in lasts for twelve hours, or half an idle one


class Clerk:
    """Somebody at work, at one page above all."""

    place = "about/"

    def __init__(self, site: Site, name: str, role: str = Role.DESK) -> None:
        self.site, self.name = site, name
        self.browser = Browser(site.url, lambda: site.minute)
        self.email = member(site.camp.organisation, name, role)
        self.sign_in(site.begins)

    def sign_in(self, minute: int) -> Page:
        """From the page that is wanted to the sign-in, and back."""
        self.signed_in_at = minute
        return self.browser.sign_in(self.email, PASSWORD, to=self.site.path(self.place))

    def at_work(self, minute: int) -> None:
        """A step. Who did nothing for half an hour is signed out, whatever the page asks by itself: sign in anew."""
        idle = minute - self.browser.asked_at
        if minute - self.signed_in_at > A_SHIFT or idle > HALF_AN_HOUR:
            self.sign_in(minute)
        elif idle > A_WHILE:
            self.look(minute)
        self.step(minute)

    def look(self, minute: int) -> Page:
        """The page that lies open, anew."""
        return self.browser.open(self.site.path(self.place))

    def step(self, minute: int) -> None:
        """What is to be done in this minute."""
