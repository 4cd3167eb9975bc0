"""What people do on the day, drawn from a seed: who comes when, or never, who walks in, how long each thing takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import exp
from random import Random

# Median minutes in a lane, and the spread of their logarithm.
TAKES = {
    "Registration": (3, 0.3),
    "Vitals": (3, 0.3),
    "Examination": (7, 0.35),
    "Anaesthesia review": (8, 0.3),
    "Recovery": (45, 0.3),
    "Discharge": (2, 0.3),
}
OPERATION = (38, 0.3)  # knife to closed
DAWN, NOON = 6 * 60 + 50, 12 * 60
NAMES = ("Baridam", "Lekia", "Nwidum", "Ledum", "Barine", "Tornubari", "Mbari", "Kpobari", "Legborsi", "Deeyor")
SURNAMES = ("Tanen", "Nwikpo", "Gbarato", "Sorbari", "Kpuinen", "Vikue", "Beredugo")
TROUBLES = ("a lump on the neck", "pain in the groin", "a swelling, since two years", "")
AGES = ("34", "about 60", "7 months", "8", "")


@dataclass
class Person:
    """Somebody of the day. `asked_at` is when they were told to come; `comes` is None for who never does."""

    name: str
    card: str = ""  # a walk-in's is given on the day
    family: str = ""
    booked: str = ""  # "today", "later" or nothing
    asked_at: int | None = None
    comes: int | None = None
    desk: int = 0
    walk_in: tuple[str, str, str] | None = None  # age, complaint, phone
    takes: dict[str, int] = field(default_factory=dict)
    knife: int = 30
    does: str = ""  # one thing out of the ordinary, see DOES


# Out of the ordinary, and how many of those who come do it: (of the whole day, of the small one).
DOES = {
    "misses": (6, 1),  # is not there at the first call, and comes back
    "aside": (5, 1),  # the nurse sets them aside for a while
    "leaves": (4, 1),  # goes home from a station
    "leaves by phone": (3, 1),
    "late by phone": (4, 1),
    "emergency": (3, 1),  # somebody sees how ill they are once they wait
    "two desks": (3, 1),  # two desks scan them in the same minute
    "before": (1, 1),  # checked in elsewhere before the desk without a network does it too
    "after": (1, 1),  # and the other way round
    "taken back": (2, 1),  # the wrong card: the desk takes the check-in back
    "vanishes": (2, 1),  # waits somewhere, and goes without a word
}


def draw(rows: Sequence[dict[str, str]], *, day: str, walk_ins: int, desks: int, seed: int, few: bool) -> list[Person]:
    """`rows` as the list of registrations has them; `day` in ISO form."""
    chance = Random(seed)
    people = [_registered(row, day, chance) for row in rows]
    _families_come_together(people)
    for number in range(walk_ins):
        name = f"{NAMES[number % len(NAMES)]} {SURNAMES[number // len(NAMES) % len(SURNAMES)]}"
        phone = f"0803 555 {number:04d}" if number % 3 else ""
        about = (AGES[number % len(AGES)], TROUBLES[number % len(TROUBLES)], phone)
        people.append(Person(name=name, comes=chance.randrange(7 * 60 + 20, 13 * 60), walk_in=about))
    for one in people:
        one.takes = {lane: _minutes(chance, *how) for lane, how in TAKES.items()}
        one.knife = _minutes(chance, *OPERATION)
    desk_of: dict[str, int] = {}
    for one in people:
        one.desk = desk_of.setdefault(one.family or one.name + one.card, chance.randrange(desks))
    _out_of_the_ordinary(people, chance, few=few, last_desk=desks - 1)
    return people


OUTAGE = (9 * 60, 10 * 60)  # in which the last desk has no network


def _registered(row: dict[str, str], day: str, chance: Random) -> Person:
    place = row["Place"]
    booked = "" if not place else "today" if place.startswith(day) else "later"
    one = Person(name=row["Name"], card=row["Card"], family=row["Family"], booked=booked)
    if booked == "today":
        hours, _, rest = place[-5:].partition(":")
        one.asked_at = int(hours) * 60 + int(rest)
        kind = chance.random()
        if kind > 0.08:
            late = 100 if kind < 0.14 else -90 if kind < 0.22 else chance.gauss(-12, 15)
            one.comes = max(DAWN, int(one.asked_at + late))
    elif booked == "later":
        if chance.random() < 0.2:
            one.comes = chance.randrange(8 * 60, 11 * 60)
            one.does = "keeps the day" if chance.random() < 0.4 else ""
    elif chance.random() > 0.1:
        one.comes = chance.randrange(DAWN, NOON - 60) if chance.random() < 0.8 else chance.randrange(NOON, 15 * 60)
    return one


def _families_come_together(people: Sequence[Person]) -> None:
    """Where any of a family without a place comes, all who come do so together; whoever is booked comes alone."""
    first: dict[str, int] = {}
    for one in people:
        if one.family and one.comes is not None and not one.booked:
            one.comes = first.setdefault(one.family, one.comes)


def _out_of_the_ordinary(people: Sequence[Person], chance: Random, *, few: bool, last_desk: int) -> None:
    free = [one for one in people if one.comes is not None and not (one.booked or one.family or one.walk_in)]
    chance.shuffle(free)
    for does, many in DOES.items():
        for _ in range(many[1] if few else many[0]):
            one = free.pop()
            one.does = does
            if does in ("before", "after"):
                one.desk, one.comes = last_desk, chance.randrange(OUTAGE[0] + 15, OUTAGE[1] - 15)
    if not any(_is_alone(one, last_desk) for one in people):
        free.pop().desk = last_desk


def _is_alone(one: Person, last_desk: int) -> bool:
    return one.desk == last_desk and one.comes is not None and OUTAGE[0] <= one.comes < OUTAGE[1]


def _minutes(chance: Random, middle: float, spread: float) -> int:
    return max(1, round(middle * exp(chance.gauss(0, spread))))
