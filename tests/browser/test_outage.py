"""The network fails at two desks: both go on alone, both check in the same person, and all comes right afterwards."""

from datetime import time

import pytest
from playwright.sync_api import expect

from camps.models import Patient
from notifications.services.links import link_for
from scheduling.models import Arrival, Scan, Ticket
from tests.browser.looking import faults_at_both_widths, from_another_country, outage_hour_is_of
from tests.factories.organiser import member_of
from tests.factories.queue import open_hall
from tests.factories.schedule import FIRST_DAY, NOW, small_camp

pytestmark = [
    pytest.mark.xdist_group("organiser"),
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(400),
]
PAGE = "/camps/small/desk/"
READY = "Ready for an outage"
# What a device holds of people, in its own words: everything in its database, the key and what is sealed left out.
STORED = """async () => {
  const answer = (asked) => new Promise((done) => { asked.onsuccess = () => done(asked.result); });
  const database = await answer(indexedDB.open("campline"));
  const all = (store) => answer(database.transaction(store).objectStore(store).getAll());
  return JSON.stringify([await all("things"), await all("acts")]);
}"""


@pytest.fixture
def hall(here, time_machine):
    made = open_hall(small_camp())
    Patient.objects.filter(registrations__number=1).update(name="Aminatu Bello", town="Jalingo")
    made.card = link_for(made.registrations[0], now=NOW)
    time_machine.move_to(made.camp.instant(FIRST_DAY, time(7, 10)))
    return made


@pytest.fixture
def two_desks(open_page, hall, here):
    """B and C, each ready for an outage."""
    pages = [open_page(member_of(hall.organisation, role)) for role in ("owner", "desk")]
    for page in pages:
        page.goto(PAGE)
        page.get_by_role("button", name="Open this desk").click()
        expect(page.get_by_text(READY)).to_be_visible()
    yield pages
    for page in pages:  # another test gets the window: it finds no device that was a desk
        page.context.set_offline(False)
        wire = page.context.new_cdp_session(page)
        wire.send("Storage.clearDataForOrigin", {"origin": here, "storageTypes": "all"})


def lose_the_network(page):
    """The page notices by itself."""
    page.context.set_offline(True)
    expect(page.get_by_text("No network since")).to_be_visible()


def check_in_alone(page, text):
    page.get_by_role("searchbox").fill(text)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Check in")).to_be_focused()
    page.keyboard.press("Enter")


def test_two_desks_without_a_network_check_in_the_same_person_and_a_walk_in(two_desks, hall, complaints):
    first, second = two_desks
    for page in two_desks:
        lose_the_network(page)

    check_in_alone(first, hall.card)
    expect(first.get_by_role("alert")).to_have_text("Write B-001 on the slip.")
    check_in_alone(second, "1")
    expect(second.get_by_role("alert")).to_have_text("Write C-001 on the slip.")
    expect(second.get_by_text("001 A. B.")).to_be_visible()
    second.get_by_text("Walk-in").first.click()
    second.get_by_label("Full name").fill("Chidi Obi")
    second.get_by_role("textbox", name="Age").fill("40")
    second.get_by_role("button", name="Give a number").click()
    expect(second.get_by_role("alert")).to_have_text("Write C-002 on the slip.")
    expect(second.get_by_text("2 kept here")).to_be_visible()
    assert faults_at_both_widths(second, "desk-alone") == []
    for page in two_desks:
        kept = page.evaluate(STORED)
        assert "A. B." in kept
        assert not any(name in kept for name in ("Aminatu", "Bello", "Chidi", "Obi", "Jalingo"))

    first.context.set_offline(False)
    expect(first.get_by_role("heading", name="Desk B")).to_be_visible()
    expect(first.locator(".stat", has_text="Here")).to_contain_text("1")
    second.context.set_offline(False)
    expect(second.get_by_text("the number B-001 holds, change the slip")).to_be_visible()
    second.get_by_role("button", name="Seen to").click()
    expect(second.locator(".stat", has_text="Here")).to_contain_text("2")

    assert sorted(str(one) for one in Arrival.objects.all()) == ["B-001", "C-002"]
    assert sorted(Scan.objects.values_list("token", "offline")) == [("B-001", True), ("C-001", True), ("C-002", True)]
    assert Ticket.objects.filter(state="waiting").count() == 2
    assert "Chidi" not in second.evaluate(STORED)
    assert [said for said in complaints if "ERR_INTERNET_DISCONNECTED" not in said] == []


def test_a_mistake_is_taken_back_alone_and_signing_out_wipes_the_device(two_desks, hall):
    page = two_desks[0]
    from_another_country(page)
    lose_the_network(page)
    outage_hour_is_of(page, "Africa/Lagos")
    check_in_alone(page, "2")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("2 kept here")).to_be_visible()

    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="Desk B")).to_be_visible()
    expect(page.get_by_text("taken back")).to_be_visible()
    assert Arrival.objects.get().undone_at is not None
    assert Ticket.objects.get().state == "left"

    page.get_by_text("Ada Obi").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("signed out")).to_be_visible()
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
