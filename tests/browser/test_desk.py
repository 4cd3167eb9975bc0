"""The desk with a keyboard alone: a card is scanned, a family comes, a mistake is taken back, somebody walks in."""

from datetime import time, timedelta

import pytest
from playwright.sync_api import expect

from camps.models import Family, Registration
from notifications.services.links import link_for
from scheduling.models import Arrival, Ticket
from tests.browser.hands import Hands
from tests.browser.looking import arrive, faults_at_both_widths
from tests.factories.organiser import member_of
from tests.factories.queue import booked, open_hall
from tests.factories.schedule import FIRST_DAY, NOW, small_camp

pytestmark = [
    pytest.mark.xdist_group("organiser"),
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(400),
]
PAGE = "/camps/small/desk/"


@pytest.fixture
def hall(here, time_machine):
    """Seven in the morning of the first day; card 1 has a place at eight, 3 and 4 are a family, 2 comes tomorrow."""
    made = open_hall(small_camp())
    first = made.camp.instant(FIRST_DAY, time(8))
    booked(made, made.registrations[0], at=first)
    booked(made, made.registrations[1], at=first + timedelta(days=1))
    family = Family.objects.create(organisation=made.organisation, camp=made.camp, code="ADE")
    Registration.objects.filter(number__in=(3, 4)).update(family=family)
    time_machine.move_to(made.camp.instant(FIRST_DAY, time(7, 10)))
    return made


def scan(page, text):
    """As a keyboard scanner does: it types and presses Enter; the field has the focus already."""
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def test_a_morning_at_the_desk_by_keyboard_alone(open_page, hall, complaints):
    page = open_page(member_of(hall.organisation))
    page.goto(PAGE)
    assert faults_at_both_widths(page, "desk-closed") == []
    expect(page.get_by_role("button", name="Open this desk")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Desk B")).to_be_visible()

    scan(page, link_for(hall.registrations[0], now=NOW))
    expect(page.get_by_role("button", name="Check in")).to_be_focused()
    assert faults_at_both_widths(page, "desk-found") == []
    page.keyboard.press("Enter")
    expect(page.get_by_text("B-001 Patient 1 is checked in.")).to_be_visible()

    scan(page, "4")
    expect(page.get_by_label("003 Patient 3")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 people checked in together.")).to_be_visible()
    expect(page.get_by_text("B-001 Patient 1 is checked in.")).to_be_visible()  # for ten seconds at least

    scan(page, "Patient 2")
    expect(page.get_by_text("Not booked for today")).to_be_visible()
    expect(page.get_by_role("searchbox")).to_be_focused()  # nothing to press by mistake: the next card may be scanned
    assert page.evaluate("getSelection().toString()") == "Patient 2"  # and is written over this one
    assert faults_at_both_widths(page, "desk-wrong-day") == []
    page.get_by_role("link", name="They keep that day").press("Enter")

    page.get_by_role("link", name="Walk-in").press("Enter")
    page.get_by_label("Full name").fill("Chidi Obi")
    page.get_by_role("textbox", name="Age").fill("about 40")
    page.keyboard.press("Enter")
    expect(page.get_by_text("B-004 Chidi Obi is checked in.")).to_be_visible()
    assert faults_at_both_widths(page, "desk-checked-in") == []
    newest = page.get_by_role("status").filter(has_text="B-004")
    expect(newest).to_contain_text("You can undo this.")  # a status that changes is read out
    newest.get_by_role("button", name="Undo").press("Enter")
    expect(page.get_by_text("B-004 is not here.")).to_be_visible()

    assert Ticket.objects.filter(state="waiting").count() == 3
    assert complaints == []


def test_a_check_in_is_two_enters_and_two_pages_and_a_walk_in_one_fact_more(open_page, hall):
    """What five and fifteen seconds are made of; how long they are says bench/desk_times.py."""
    page = open_page(member_of(hall.organisation))
    page.goto(PAGE)
    page.get_by_role("button", name="Open this desk").click()
    Registration.objects.update(family=None)
    arrive(page, "Desk B")
    at_hand = Hands(page)
    at_hand.scans(link_for(hall.registrations[0], now=NOW))
    at_hand.confirm()
    assert (at_hand.keys, at_hand.enters, at_hand.pages) == (1, 1, 2)

    by_phone = Registration.objects.get(number=3).patient.contacts.get().value.replace("+234", "0")
    for way in (by_phone, "Patient 4"):
        hands = Hands(page)
        hands.check_in(way)
        assert (hands.enters, hands.pages, hands.keys) == (2, 2, len(way) + 2)

    hands = Hands(page)
    hands.walk_in("Chidi Obi", birth="40")
    assert (hands.enters, hands.taps, hands.pages) == (2, 1, 3)
    assert hands.keys == len("Chidi Obi") + len("40") + 2
    expect(page.get_by_text("B-004 Chidi Obi is checked in.")).to_be_visible()
    assert Ticket.objects.filter(state="waiting").count() == 4


def test_what_another_desk_does_is_seen_without_a_tap_and_takes_no_undo_away(open_page, hall):
    page = open_page(member_of(hall.organisation))
    page.goto(PAGE)
    page.get_by_role("button", name="Open this desk").click()
    expect(page.get_by_text("Nobody was checked in here yet today.")).to_be_visible()
    scan(page, "1")
    expect(page.get_by_role("button", name="Check in")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("B-001 Patient 1 is checked in.")).to_be_visible()

    other = open_page(member_of(hall.organisation, "desk"))
    other.goto(PAGE)
    other.get_by_role("button", name="Open this desk").click()
    other.get_by_role("searchbox").fill("3")
    other.keyboard.press("Enter")
    other.get_by_role("button", name="Check in").click()

    expect(page.locator(".stat", has_text="Here")).to_contain_text("3")
    expect(page.get_by_text("Connected · updated")).to_be_visible()
    expect(page.get_by_role("searchbox")).to_be_focused()
    for _ in range(20):  # from the field back to it, by keyboard alone
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.textContent") == "Undo":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_text("B-001 is not here.")).to_be_visible()
    assert sorted(map(str, Arrival.objects.filter(undone_at=None))) == ["C-001", "C-002"]
