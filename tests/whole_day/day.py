"""The day itself, minute by minute: whoever has something to do acts at the same moment as all the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Self

from tests.factories.telling import run_tick
from tests.whole_day.camp import Size, card_link
from tests.whole_day.clerks import Clerk, Site
from tests.whole_day.count import Came
from tests.whole_day.desks import Desk
from tests.whole_day.organiser import Organiser
from tests.whole_day.people import OUTAGE, Person, draw
from tests.whole_day.phones import Phone
from tests.whole_day.stations import Station
from tests.whole_day.theatre import Table

AWAY, FREE, LATEST = 10 * 60 + 17, 11 * 60 + 5, 23 * 60 + 30
PHONES = 10
ASIDE = ("parked", "missed")


@dataclass
class Day:
    """Everything that is at work on the day."""

    site: Site
    size: Size
    move_to: Callable[[datetime], None]
    desks: list[Desk] = field(default_factory=list)
    stations: list[Station] = field(default_factory=list)
    phones: dict[str, Phone] = field(default_factory=dict)
    idle_at: dict[str, set[str]] = field(default_factory=dict)  # by lane: who waited when a station saw nobody
    late: dict[str, int] = field(default_factory=dict)  # who said so by phone, until when

    def begin(self, *, seed: int) -> None:
        """Everybody signs in; the list of people is taken from the page."""
        site = self.site
        self.move_to(site.at(self.site.begins))
        self.organiser = Organiser(site)
        rows = self.organiser.table("registrations/export.csv")
        self.rows = rows
        site.count.placed = {row["Card"] for row in rows if row["Place"]}
        site.people[:] = draw(
            rows,
            day=site.day.isoformat(),
            walk_ins=self.size.walk_ins,
            desks=self.size.desks,
            seed=seed,
            few=self.size.rows < 100,
        )
        last = self.size.desks - 1
        self.desks = [Desk(site, number, fails=number == last) for number in range(self.size.desks)]
        for one in site.camp.stations.order_by("pk"):
            if one.serves == "theatre":
                self.stations.append(Table(site, one.pk, one.name))
            elif one.serves:
                label = {"anaesthesia": "Anaesthesia review"}.get(one.serves, one.serves.capitalize())
                self.stations.append(Station(site, one.pk, one.name, label, beds=one.beds))
        chance = Random(seed + 1)
        look = [one for one in site.people if one.does.endswith("by phone")]
        others = [one for one in site.people if one.card and one.comes is not None and one not in look and not one.does]
        for one in [*look, *chance.sample(others, PHONES)]:
            self.phones[one.card] = Phone(site, one.card, card_link(site.camp, one.card, now=site.at(self.site.begins)))

    def run(self) -> None:
        """From the first who comes to the last who goes; then the organiser sits down to close."""
        for minute in range(self.site.begins, LATEST):
            self.site.minute = minute
            self.move_to(self.site.at(minute))
            self.arrive(minute)
            at_work = [one for one in (*self.desks, *self.stations) if self.has_work(one, minute)]
            self.together(at_work, minute)
            self.site.count.tell(minute)
            self.nobody_waits_for_an_idle_station(minute)
            self.apart(minute)
            self.site.count.tell(minute)
            assert not self.site.count.faults, self.site.count.faults
            if minute >= 60 * self.size.closes.hour + 45 and self.is_over(minute):
                self.organiser.at_work(minute)
                return
        raise AssertionError(f"still here at night: {[str(one) for one in self.open()]}")

    def arrive(self, minute: int) -> None:
        for one in self.site.people:
            if one.comes == minute and one.does == "two desks":  # before all others, so that both scan at once
                for number in (one.desk - 1, one.desk):
                    self.desks[number].line.insert(0, one)
            elif one.comes == minute:
                self.desks[one.desk].line.append(one)
            if (one.does == "before" and one.comes == minute + 5) or (one.does == "after" and one.comes == minute - 5):
                self.desks[0].line.append(one)

    def has_work(self, one: Clerk, minute: int) -> bool:
        if isinstance(one, Desk):
            return bool(one.line) or (one.fails and minute in OUTAGE)
        if isinstance(one, Station):
            return bool(one.here or one.gone or one.missed or getattr(one, "token", "")) or one.is_wanted(minute)
        return True

    def together(self, clerks: Sequence[Clerk], minute: int) -> None:
        """Each in a thread of its own; what one of them can't do ends the day."""
        for done in [self.pool.submit(one.at_work, minute) for one in clerks]:
            done.result()

    def apart(self, minute: int) -> None:
        """What would make the count of that minute ambiguous, were it done beside the stations."""
        for person in self.site.people:
            self.by_phone(person, minute)
            if person.does == "emergency" and (one := self._waits(person, 5, minute)):
                station = next(each for each in self.stations if each.lane == one.now.lane)
                self.organiser.at_work(minute)
                self.organiser.says_how_ill(one.token, station.pk)
                person.does = ""
        if minute % 60 == 30 or minute in (AWAY, FREE):
            self.organiser.at_work(minute)
        if minute % 60 == 30:
            self.organiser.watches(minute)
        if minute % 30 == 0:
            here = [one for one in self.phones.values() if self.is_in_the_queue(one.card)]
            list(self.pool.map(lambda phone: phone.look(), here))
        if minute == AWAY:
            before = self.organiser.comes_at()
            self.organiser.a_doctor_is_away()
            self.organiser.decides_for_the_lost()
            after = self.organiser.comes_at()
            self.organiser.hours = {
                card: (hour, after[card]) for card, hour in before.items() if after[card] and after[card] != hour
            }
        if minute == FREE:
            self.organiser.offers_a_free_place()
        if minute % 20 == 3 or minute == AWAY:
            run_tick(self.site.at(minute))

    def is_in_the_queue(self, card: str) -> bool:
        one = self.site.count.by_card(card)
        return one is not None and one.now.state not in ("done", "left")

    def by_phone(self, person: Person, minute: int) -> None:
        phone = self.phones.get(person.card)
        if person.does == "leaves by phone" and self._waits(person, 10, minute) and phone.leaves(minute):
            person.does = ""
        elif person.does == "late by phone" and self._waits(person, 4, minute) and phone.says_late(minute):
            person.does, self.late[person.card] = "", minute + 15
        elif self.late.get(person.card) == minute and not phone.says_here(minute):
            self.site.count.fault(f"{person.card} can't say that they are back")

    def nobody_waits_for_an_idle_station(self, minute: int) -> None:
        """A station that saw nobody, while somebody waited there before that minute and still does."""
        for one in self.stations:
            if one.saw_nobody_at == minute and one.lane != "Theatre":
                left = [each.token for each in self.site.count.waiting(one.lane) if each.now.queued < minute - 1]
                left = [token for token in left if token not in self._moved_at(minute)]
                if left:
                    self.site.count.fault(f"at {minute} {one.station} sees nobody, and {left} wait for {one.lane}")

    def is_over(self, minute: int) -> bool:
        """Nobody comes any more, and whoever is still in the queue has gone without a word."""
        to_come = any(desk.line for desk in self.desks)
        to_come = to_come or any(one.comes is not None and one.comes + 5 > minute for one in self.site.people)
        return not to_come and not self.open()

    def open(self) -> list[Came]:
        states = ("waiting", "called", "serving", "parked")
        return [one for one in self.site.count.here() if one.now.state in states] + [
            one for one in self.site.count.here() if one.now.state == "missed" and not self._vanished(one)
        ]

    def orders_are_kept(self) -> None:
        """Whoever stood before the one who was called had been called in that very minute by another station.

        And who did not stand there yet came into that line in that minute: from a desk, another lane, or set aside.
        """
        calls = {(fact.token, fact.lane, fact.minute) for fact in self.site.count.calls}
        for station in self.stations:
            for line in station.lines:
                if line.called not in line.before:
                    new = (line.called, line.lane, line.minute) in self.site.count.entered
                    if not new and len(line.before) < 25:
                        self.site.count.fault(f"{line} was not in line")
                    continue
                for token in line.before[: line.before.index(line.called)]:
                    if (token, line.lane, line.minute) not in calls:
                        self.site.count.fault(f"{token} stood before {line.called} at {line.station}, {line.minute}")

    def _vanished(self, one: Came) -> bool:
        return self.site.person(one.card).does == "vanishes"

    def _waits(self, person: Person, since: int, minute: int) -> Came | None:
        """In the queue for so long."""
        one = self.site.count.by_card(person.card) if person.card else None
        good = one is not None and one.now.state == "waiting" and one.now.queued <= minute - since
        return one if good else None

    def _moved_at(self, minute: int) -> set[str]:
        return {fact.token for fact in self.site.count.calls if fact.minute == minute}

    def __enter__(self) -> Self:
        self.pool = ThreadPoolExecutor(32)
        return self

    def __exit__(self, *_: object) -> None:
        self.pool.shutdown()
        for one in (*self.desks, *self.stations, *self.phones.values(), getattr(self, "organiser", None)):
            if one is not None:
                one.browser.close()
