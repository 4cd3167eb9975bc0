"""A doctor's way in a real browser: sign in, make a calendar address, fetch it, renew it, switch it off; and axe."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django_scopes import scopes_disabled
from playwright.sync_api import Page, expect

from camps.models import Doctor, Member, Role, Shift, User
from notifications.models import BusyCalendar, BusyTime, Feed
from notifications.services.busy_calendars import add_calendar
from notifications.services.feeds import create_feed
from scheduling.models import Appointment
from tests.browser.looking import arrive, looks_right, resize
from tests.conformance.readers import by_icalendar
from tests.factories.camps import make_user
from tests.factories.schedule import SmallCamp, small_camp
from tests.factories.telling import appointment_at, local
from tests.notifications.feeds.conftest import NOW, TOLD_AT, tell

pytestmark = [
    pytest.mark.xdist_group("doctor"),
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(400),
]

SMALL_TARGETS = """() => [...document.querySelectorAll('main :is(.btn, .feed a, input, select)')].filter(el => {
  const box = (el.closest('label') || el).getBoundingClientRect();
  return el.checkVisibility() && box.width > 1 && box.height < 24;
}).map(el => el.outerHTML.slice(0, 90))"""
OWN, ADDRESS = "Your calendar", "The address of"


@pytest.fixture
def made(live_server, settings) -> Iterator[SmallCamp]:
    """A published camp that told Ada of a case and two shifts, with a clock that began at NOW."""
    settings.PUBLIC_URL = live_server.url
    with time_machine.travel(NOW, tick=True), scopes_disabled():
        made = small_camp(state="published")
        ada = made.doctors["Ada Bone"]
        case = appointment_at(made, made.registrations[0], at=local(made, 0, 9), doctors=(ada,))
        for subject in (case, *Shift.objects.filter(doctor=ada)):
            tell(subject, f"doctor:{ada.pk}", at=TOLD_AT)
        yield made


@pytest.fixture
def ada(made: SmallCamp) -> User:
    return member(made, Role.DOCTOR, name="Ada Bone", doctor=made.doctors["Ada Bone"])


def member(made: SmallCamp, role: str, *, name: str, **more) -> User:
    user = make_user(f"{role}@team.test", name=name)
    Member.objects.create(organisation=made.organisation, user=user, role=role, **more)
    return user


def check(page: Page, name: str, complaints: list[str], *, heading: str) -> None:
    """At both widths: nothing for axe, no sideways scroll, no tiny target; and a quiet console."""
    for width in (360, 1280):
        resize(page, width)
        looks_right(page, name, heading=heading)
        assert page.evaluate(SMALL_TARGETS) == []
    assert complaints == []


def follow(page: Page, link: str, heading: str) -> None:
    page.get_by_role("link", name=link).click()
    arrive(page, heading)


def test_a_doctor_makes_a_feed_and_fetches_it(open_page: Callable[..., Page], ada, complaints, live_server):
    page = open_page(ada, permissions=["clipboard-read", "clipboard-write"])
    page.goto("/")
    page.get_by_role("link", name=OWN).click()
    check(page, "own-empty", complaints, heading=OWN)
    page.get_by_label("Name of the device").fill("My phone")
    page.get_by_role("button", name="Make the address").click()
    box = page.get_by_label("Or copy the address")
    expect(box).to_have_value(re.compile(f"^{live_server.url}" + r"/f/[A-Za-z0-9_-]{22}\.ics$"))
    address = box.input_value()
    webcal = page.get_by_role("link", name="Open in this device's calendar")
    expect(webcal).to_have_attribute("href", address.replace("http://", "webcal://"))
    check(page, "address", complaints, heading=ADDRESS)
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == address

    fetched = page.request.get(address, headers={"User-Agent": "Google-Calendar-Importer"})
    assert fetched.headers["content-type"] == "text/calendar; charset=utf-8"
    assert [event["summary"] for event in by_icalendar(fetched.body())] == [
        "Small Camp",
        "Camp shift - Small Camp",
        "Case 001 - P.1.",
        "Camp shift - Small Camp",
    ]
    again = page.request.get(address, headers={"If-None-Match": fetched.headers["etag"]})
    assert (again.status, again.body()) == (304, b"")

    page.get_by_role("link", name="I have subscribed").click()
    expect(page.get_by_text("Google last asked just now")).to_be_visible()
    check(page, "own", complaints, heading=OWN)


@pytest.mark.parametrize("script", [True, False])
def test_a_doctor_renews_and_switches_off_with_and_without_script(open_page, made, ada, complaints, script):
    create_feed(doctor=made.doctors["Ada Bone"], name="My phone", now=TOLD_AT)
    page = open_page(ada, width=360, script=script)
    page.goto("/")
    follow(page, OWN, OWN)
    follow(page, "New address My phone", "A new address for “My phone”?")
    if script:
        check(page, "renew", complaints, heading="A new address")
    page.get_by_role("button", name="Make a new address").click()
    arrive(page, ADDRESS)
    expect(page.get_by_label("Or copy the address")).not_to_have_value("")
    expect(page.get_by_role("button", name="Copy")).to_have_count(int(script))
    follow(page, "I have subscribed", OWN)
    follow(page, "Switch off My phone", "Switch “My phone” off?")
    page.get_by_role("button", name="Switch it off").click()
    expect(page.get_by_text("My phone is switched off.")).to_be_visible()
    assert Feed.objects.filter(revoked_at=None).count() == 0


def test_the_organiser_sees_who_is_subscribed_and_makes_a_feed_for_a_table(open_page, made, complaints):
    ada = made.doctors["Ada Bone"]
    create_feed(doctor=ada, name="My phone", now=TOLD_AT)
    Feed.objects.update(last_fetched_at=NOW.replace(hour=1), last_reader="google", fetches=40)
    create_feed(doctor=made.doctors["Ben Bone"], name="Laptop", now=TOLD_AT, busy_only=True)
    create_feed(camp=made.camp, name="Office", now=TOLD_AT)
    page = open_page(member(made, Role.ORGANISER, name="Obi Plan"))
    page.goto("/camps/small/feeds/")
    expect(page.get_by_text("Google last asked 8 h ago")).to_be_visible()
    check(page, "camp", complaints, heading="Doctors & feeds")
    page.get_by_role("link", name="New calendar feed").click()
    check(page, "new", complaints, heading="New calendar feed")
    page.get_by_label("What it shows").select_option(label="Table 1")
    page.get_by_label("Name of the device").fill("Screen in theatre")
    page.get_by_role("button", name="Make the address").click()
    expect(page.get_by_label("Or copy the address")).not_to_have_value("")
    check(page, "address-camp", complaints, heading=ADDRESS)


def test_the_organiser_sees_where_doctors_are_busy_elsewhere_beside_shifts_and_appointments(
    open_page, made, complaints
):
    shift = Shift.objects.filter(doctor=made.doctors["Ada Bone"]).earliest("starts_at")
    case = Appointment.objects.select_related("registration__patient").get()
    page = open_page(member(made, Role.ORGANISER, name="Obi Plan"))
    page.goto("/camps/small/settings/doctors/")
    expect(page.get_by_text("No doctor's own calendar is read")).to_be_visible()
    check(page, "shifts-no-busy", complaints, heading="Doctors")
    for name, fault in (("Ada Bone", ""), ("Ben Bone", "It answered 500.")):
        busy = own_calendar(made.doctors[name], busy=[(9, 30, 11), (13, 0, 14)], made=made)
        BusyCalendar.objects.filter(pk=busy.pk).update(fault=fault)
    own_calendar(made.doctors["Ruth Look"], busy=[], made=made)
    pages = (
        ("settings/doctors/", "shifts-busy", "Doctors"),
        (f"settings/shifts/{shift.pk}/", "shift-busy", "Shift of Ada Bone"),
        ("feeds/", "feeds-busy", "Doctors & feeds"),
        (f"day/{made.camp.first_day}/", "day-busy", "Monday 1 March"),
        (f"day/appointments/{case.pk}/", "appointment-busy", case.registration.patient.name),
    )
    for path, name, heading in pages:
        page.goto(f"/camps/small/{path}")
        expect(page.get_by_text(re.compile("busy in own calendar", re.IGNORECASE)).first).to_be_visible()
        check(page, name, complaints, heading=heading)


def own_calendar(doctor: Doctor, *, busy: list[tuple[int, int, int]], made: SmallCamp) -> BusyCalendar:
    """Read two hours ago; busy from hour and minute to an hour, on the camp's first day."""
    address = f"https://calendar.example.org/{doctor.pk}/basic.ics"
    calendar = add_calendar(doctor=doctor, name="Hospital", address=address, by=None, now=NOW)
    BusyCalendar.objects.filter(pk=calendar.pk).update(fetched_at=NOW.replace(hour=7), next_at=NOW + timedelta(hours=4))
    for hour, minute, until in busy:
        BusyTime.objects.create(
            organisation=doctor.organisation,
            calendar=calendar,
            starts_at=local(made, 0, hour, minute),
            ends_at=local(made, 0, until),
        )
    return calendar
