"""Calendar feeds against icalendar's own `to_ical` of the same events: the writing alone, and a feed of 10,000 events.

The writing: ours always starts from the values, as a feed does when nothing is kept: it checks, cleans, escapes, folds;
`Calendar.to_ical()` has its events made beforehand, and is measured with their making too. The feed is the whole of it,
through Django's client. Cold: query, writing, validator, storing, in a process that has written none of them. Warm: the
kept body. 304: the reader has it. Its peer is `to_ical` of what icalendar read in our own body.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import icalendar
from django.db import connection
from django.test import Client
from django_scopes import scope, scopes_disabled

from bench.figures import Figure
from camps.models import Organisation, Patient, Registration
from notifications.ical.event import Event
from notifications.ical.feed import feed
from notifications.ical.fragment import fragment
from notifications.ical.validator import faults
from notifications.models import Told
from notifications.queries.feed_fragments import fragment_of
from notifications.services.feeds import create_feed
from scheduling.models import Appointment
from tests.factories.schedule import small_camp

EVENTS = 2_000
OF_A_CAMP = 500
OF_ALL = 10_000
NOW = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)


def run() -> Iterator[Figure]:
    """Rates of both sides, best of five each, turn about; then the first asking and the second."""
    ready = made_by_icalendar()
    assert events_in(write_ours()) == events_in(ready.to_ical())
    rounds = [(seconds(write_ours), seconds(ready.to_ical), seconds(write_theirs)) for _ in range(5)]
    ours, theirs, whole = (min(times) for times in zip(*rounds, strict=True))
    yield Figure("feeds.write", EVENTS / ours, "events/s", note="from values to bytes")
    yield Figure("feeds.icalendar.to_ical", EVENTS / theirs, "events/s", note="events made beforehand")
    yield Figure("feeds.icalendar.make_and_to_ical", EVENTS / whole, "events/s", note="from values to bytes")
    yield Figure("feeds.write.to_icalendar", theirs / ours, "ratio", at_least=1, note="against to_ical alone")
    shipped = min(seconds(write_and_judge) for _ in range(5))
    yield Figure("feeds.write_and_validate", EVENTS / shipped, "events/s", note="as a new body leaves")
    cold, warm, _ = asked(OF_A_CAMP, feeds=5)
    yield Figure("feeds.first_asking.500", cold.seconds * 1000, "ms", at_most=300, note="best of 5")
    yield Figure("feeds.second_asking.500", warm.seconds * 1000, "ms", note="the kept body, 200")
    yield from whole_feed()


def whole_feed() -> Iterator[Figure]:
    """A feed of 10,000 events, and how many times faster it is than `to_ical` of the same."""
    askings = dict(zip(("cold", "warm", "304"), asked(OF_ALL, feeds=3), strict=True))
    theirs = icalendar.Calendar.from_ical(askings["cold"].body)
    assert len(theirs.walk("VEVENT")) == OF_ALL + 1  # and the camp's banner
    peer = min(seconds(theirs.to_ical) for _ in range(3))
    yield Figure("feeds.icalendar.to_ical.10000", peer * 1000, "ms", note="best of 3")
    for name, least in (("cold", 5), ("warm", 100), ("304", None)):
        took = askings[name].seconds
        yield Figure(f"feeds.{name}.10000", took * 1000, "ms", note="best of 3")
        yield Figure(f"feeds.{name}.10000.to_icalendar", peer / took, "ratio", at_least=least)


@dataclass(frozen=True)
class Asking:
    """The quickest of several askings of one kind, and what it brought."""

    seconds: float
    body: bytes


def asked(events: int, *, feeds: int) -> tuple[Asking, Asking, Asking]:
    """Cold, warm and 304 of a camp with so many events; each feed gives one of each."""
    with scopes_disabled():
        addresses = camp_with_feeds(events, feeds)
    client = Client()
    cold, warm, known = [], [], []
    for path in addresses:
        fragment_of.cache_clear()
        cold.append(one_asking(client, path, 200))
        warm.append(one_asking(client, path, 200))
        tag = client.get(path)["ETag"]
        known.append(one_asking(client, path, 304, HTTP_IF_NONE_MATCH=tag))
    return best(cold), best(warm), best(known)


def one_asking(client: Client, path: str, status: int, **headers: str) -> Asking:
    begun = time.perf_counter()
    answer = client.get(path, **headers)
    took = time.perf_counter() - begun
    assert answer.status_code == status
    return Asking(took, answer.content)


def best(askings: list[Asking]) -> Asking:
    return min(askings, key=lambda asking: asking.seconds)


def values(number: int) -> tuple[str, datetime, datetime, str, str, str]:
    """UID, start, end, summary, description, location of an event, as a feed of a camp holds them."""
    starts = NOW + timedelta(minutes=15 * number)
    return (
        f"b20d4c77-1f0e-4a86-8d53-{number:012}@camps.example.org",
        starts,
        starts + timedelta(minutes=45),
        f"Case {number % 1000:03d} - A.O.",
        "Tuesday 9 March, 9am to 9:45am (Lagos time, UTC+1), Table 2",
        "Table 2, General Hospital",
    )


ALL = [values(number) for number in range(EVENTS)]


def write_ours() -> bytes:
    """As a feed is written when nothing is kept."""
    fragments = [
        fragment(
            Event(
                uid=uid,
                sequence=1,
                stamp=NOW,
                last_modified=NOW,
                start=starts,
                end=ends,
                summary=summary,
                description=description,
                location=location,
                private=True,
            )
        )
        for uid, starts, ends, summary, description, location in ALL
    ]
    return feed(fragments, name="Camp", uid=ALL[0][0], last_modified=NOW, tz="Africa/Lagos", color="teal")


def write_theirs() -> bytes:
    """From values to bytes by icalendar."""
    return made_by_icalendar().to_ical()


def made_by_icalendar() -> icalendar.Calendar:
    """The same events as icalendar's objects."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Campline//Campline//EN")
    calendar.add("version", "2.0")
    for uid, starts, ends, summary, description, location in ALL:
        event = icalendar.Event()
        event.add("uid", uid)
        event.add("sequence", 1)
        event.add("dtstamp", NOW)
        event.add("last-modified", NOW)
        event.add("dtstart", starts)
        event.add("dtend", ends)
        event.add("summary", summary)
        event.add("description", description)
        event.add("location", location)
        event.add("class", "PRIVATE")
        event.add("status", "CONFIRMED")
        event.add("transp", "OPAQUE")
        calendar.add_component(event)
    return calendar


def events_in(body: bytes) -> list[dict[str, bytes]]:
    """What icalendar reads in a body: both sides must have written the same."""
    read = icalendar.Calendar.from_ical(body).walk("VEVENT")
    return [{name: value.to_ical() for name, value in event.items()} for event in read]


def write_and_judge() -> None:
    assert faults(write_ours()) == []


def seconds(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def camp_with_feeds(events: int, feeds: int) -> list[str]:
    """A camp with so many told cases and feeds of it; returns their paths."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE camps_organisation CASCADE")
    made = small_camp(patients=0, days=10, slug="bench", state="published")
    made.camp.first_day = NOW.date()
    made.camp.save()
    of = {"organisation": made.organisation}
    own = {**of, "venue": made.camp.venue, "station": made.stations["Table 1"]}
    numbers = range(1, events + 1)
    patients = Patient.objects.bulk_create(
        Patient(**of, name=f"Ada {n} Obi", name_key=f"ada {n} obi", birth_date=date(1990, 1, 1)) for n in numbers
    )
    registrations = Registration.objects.bulk_create(
        Registration(**of, camp=made.camp, patient=patient, number=n, procedure=made.procedures["LOOK"])
        for n, patient in zip(numbers, patients, strict=True)
    )
    starts = [NOW + timedelta(minutes=15 * n) for n in numbers]
    cases = Appointment.objects.bulk_create(
        Appointment(
            **own,
            camp=made.camp,
            registration=registration,
            kind="operation",
            starts_at=at,
            ends_at=at + timedelta(minutes=45),
            arrive_at=at,
        )
        for registration, at in zip(registrations, starts, strict=True)
    )
    Told.objects.bulk_create(
        Told(
            **own,
            appointment=case,
            recipient=f"camp:{made.camp.pk}",
            starts_at=case.starts_at,
            ends_at=case.ends_at,
            at=NOW,
        )
        for case in cases
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as PostgreSQL does by itself a minute after so many rows
    with scope(organisation=Organisation.objects.get(slug="bench-team")):
        new = [create_feed(camp=made.camp, name=f"Wall {number}", now=NOW) for number in range(feeds)]
    return ["/f/" + each.address.rpartition("/")[2] for each in new]
