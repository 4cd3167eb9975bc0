"""Seconds at a desk from the first key to the number on the page, in a real browser, by hands that take their time.

A person presses a key every 200 ms and looks for a second at who was found; a scanner types by itself. The camp has
900 people; the browser is as far from the server as a phone's network is (40 ms a way, 4 Mbit/s), and its pages come
from Django's threaded test server on this machine. Each way is tried five times. Take a quiet machine:
server and browser share it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import time
from functools import partial
from statistics import median
from time import perf_counter

import time_machine
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import override_settings
from django_scopes import scopes_disabled
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from bench.figures import Figure
from camps.models import Contact, Member, Patient, Role
from camps.names import name_key
from notifications.services.links import link_for
from tests.browser.hands import Hands
from tests.browser.looking import arrive, chromium
from tests.factories.queue import open_hall
from tests.factories.schedule import FIRST_DAY, NOW, SmallCamp, add_patient, small_camp

PEOPLE, ROUNDS = 900, 5
KEY, LOOK = 200, 1000  # milliseconds
NETWORK = {"offline": False, "latency": 80, "downloadThroughput": 500_000, "uploadThroughput": 500_000}
CHECK_IN, WALK_IN = 5, 15  # seconds (ux §1)
FIRST = ("Aminatu", "Grace", "Hauwa", "Musa", "Ruth", "Ibrahim", "Zainab", "Peter", "Samuel", "Ngozi")
STRANGERS = ("Wuyep Gyang", "Femi Jolayemi", "Efe Umukoro", "Tunde Fawole", "Xavier Quist", "Yusha Vongtau")
STRANGERS += ("Bolaji Ekpo", "Kwame Osei", "Joy Zwingina", "Vwede Akpobome")
LAST = ("Bello", "Danjuma", "Mohammed", "Danladi", "Tanko", "Sule", "Abubakar", "Okonkwo", "Nwachukwu")


def run() -> Iterator[Figure]:
    """A way to check in after another, then walk-ins: the name and the age, and all that is asked."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps an event loop in this thread
    with scopes_disabled():
        made = camp_of_many()
        server = LiveServer("localhost")
        begun = made.camp.instant(FIRST_DAY, time(7))
        try:
            with override_settings(PUBLIC_URL=server.url), time_machine.travel(begun, tick=True), chromium() as browser:
                page = browser.new_page(base_url=server.url)
                sit_down(page, made, at=server.url)
                yield from figures(page, made)
        finally:
            server.stop()
            let_go()


def figures(page: Page, made: SmallCamp) -> Iterator[Figure]:
    people = iter(made.registrations)
    ways: dict[str, Callable[[Hands], None]] = {
        "code": lambda hands: by_code(hands, link_for(next(people), now=NOW)),
        "name": lambda hands: hands.check_in(next(people).patient.name.split()[-1], look=LOOK),
        "phone": lambda hands: hands.check_in(phone_of(next(people))[-6:], look=LOOK),
        "phone.whole": lambda hands: hands.check_in(phone_of(next(people)), look=LOOK),
        "token": lambda hands: hands.check_in(str(next(people)), look=LOOK),
    }
    for way, act in ways.items():
        yield timed(f"desk_times.{way}", page, act, at_most=CHECK_IN)
    strangers = iter(STRANGERS)
    more = {"birth": "about 40", "complaint": "knee hurts", "phone": "08035550177"}
    for name, facts in (("walk_in", {"birth": "40"}), ("walk_in.all_four", more)):
        act = partial(walk_in, strangers=strangers, facts=facts)
        yield timed(f"desk_times.{name}", page, act, at_most=WALK_IN)


def timed(name: str, page: Page, act: Callable[[Hands], None], *, at_most: float) -> Figure:
    """The median of some rounds, and what the slowest one was."""
    took, keys = [], []
    for _ in range(ROUNDS):
        hands, begun = Hands(page, pace=KEY), perf_counter()
        act(hands)
        took.append(perf_counter() - begun)
        keys.append(hands.keys)
    note = f"median of {ROUNDS}, the slowest {max(took):.1f} s; at most {max(keys)} keys at {KEY} ms"
    return Figure(name, median(took), "s", at_most=at_most, note=note)


def walk_in(hands: Hands, *, strangers: Iterator[str], facts: dict[str, str]) -> None:
    hands.walk_in(next(strangers), **facts)


def let_go() -> None:
    """The server's threads keep their connections for a minute; the database is dropped before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def by_code(hands: Hands, link: str) -> None:
    hands.scans(link)
    hands.confirm(look=LOOK)


def phone_of(registration: object) -> str:
    """The way a patient says it: with its 0, without the country."""
    patient: Patient = registration.patient  # type: ignore[attr-defined]
    return patient.contacts.get().value.replace("+234", "0")


def camp_of_many() -> SmallCamp:
    """Each with a first name of ten, a family name of nine and a name of their own that nobody shares."""
    made = open_hall(small_camp(patients=0))
    for n in range(PEOPLE):
        one = add_patient(made, number=n + 1, procedure="BONE" if n % 2 else "LOOK").patient
        own = chr(ord("A") + n % 26) + chr(ord("a") + n // 26 % 26) + LAST[n % 9].lower()[:4] + chr(ord("a") + n // 676)
        one.name = f"{FIRST[n % 10]} {own}"
        one.name_key = name_key(one.name)
    Patient.objects.bulk_update([one.patient for one in made.registrations], ["name", "name_key"])
    phones = [one.patient.contacts.get() for one in made.registrations]
    for n, phone in enumerate(phones):
        phone.value = f"+23480{(n * 7_919 + 31_415_926) % 10**8:08d}"
    Contact.objects.bulk_update(phones, ["value"])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return made


def sit_down(page: Page, made: SmallCamp, *, at: str) -> None:
    """Signed in, on a slow network, at an open desk."""
    user = get_user_model().objects.create_user("desk@bench.test", "a password of some length", name="Ada Obi")
    Member.objects.create(organisation=made.organisation, user=user, role=Role.DESK)
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": at}])
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", NETWORK)
    page.goto(f"/camps/{made.camp.slug}/desk/")
    page.get_by_role("button", name="Open this desk").click()
    arrive(page, "Desk ")
