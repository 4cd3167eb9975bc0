"""The network fails at a station: it calls on whom it keeps, another station calls others, and all comes right."""

from datetime import timedelta

import pytest
import time_machine
from django_scopes import scopes_disabled
from playwright.sync_api import expect

from camps.models import Patient, Role, Station
from scheduling.models import StationDevice, Ticket, TicketEvent, UnmergedAct
from scheduling.services import calling
from scheduling.services.going_alone import release
from tests.browser.looking import (
    faults_at_both_widths,
    from_another_country,
    looks_right_at_both_widths,
    outage_hour_is_of,
    resize,
)
from tests.factories.organiser import member_of
from tests.factories.queue import arrive, doing, open_hall, seven
from tests.factories.schedule import add_patient, small_camp

pytestmark = [
    pytest.mark.xdist_group("organiser"),
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(400),
]
# What a device holds of people, in its own words: everything in its database.
STORED = """async () => {
  const answer = (asked) => new Promise((done) => { asked.onsuccess = () => done(asked.result); });
  const database = await answer(indexedDB.open("campline"));
  const all = (store) => answer(database.transaction(store).objectStore(store).getAll());
  return JSON.stringify([await all("things"), await all("acts")]);
}"""
# May it call so many hours later? None where all of it is wiped.
LATER = """async (hours) => {
  const [, , camp, , pk] = location.pathname.split("/"), now = Date.now;
  Date.now = () => now() + hours * 3600e3;
  await kept.wipeOld(keptStation.name(camp, pk));
  const found = await keptStation.standing(camp, pk);
  Date.now = now;
  return found && found.mayCall;
}"""


@pytest.fixture
def at_work(live_server, settings, tmp_path):
    """Six wait for their vitals on the camp's first morning."""
    settings.VAR_DIR, settings.PUBLIC_URL = tmp_path, live_server.url
    with scopes_disabled():
        made = open_hall(small_camp())
        people = [*made.registrations, *(add_patient(made, number=n, procedure="LOOK") for n in (5, 6))]
        Patient.objects.filter(registrations__number=1).update(name="Aminatu Bello", town="Jalingo")
        made.now = seven(made) + timedelta(minutes=15)
        with time_machine.travel(made.now, tick=True):
            for minutes, registration in enumerate(people):
                arrive(made, registration, minutes=minutes)
            yield made


@pytest.fixture
def station(open_page, at_work, live_server):
    """The page of Vitals 1, its device ready for an outage."""
    page = open_page(member_of(at_work.organisation, Role.DESK))
    page.goto(f"/camps/small/stations/{at_work.stations['Vitals 1'].pk}/live/")
    page.get_by_label("Keep the next").select_option("3")
    page.get_by_role("button", name="Make ready for an outage").click()
    expect(page.get_by_text("Ready for an outage: this device keeps A-001, A-002, A-003.")).to_be_visible()
    yield page
    page.context.set_offline(False)
    wire = page.context.new_cdp_session(page)
    wire.send("Storage.clearDataForOrigin", {"origin": live_server.url, "storageTypes": "all"})


def lose_the_network(page):
    """The page notices by itself."""
    page.context.set_offline(True)
    expect(page.get_by_text("No network since")).to_be_visible()


def states(made):
    """The last place of each who came, by number."""
    found = Ticket.objects.filter(camp=made.camp).order_by("pk").values_list("arrival__number", "lane", "state")
    return {number: (lane, state) for number, lane, state in found}


def call_at_the_other_point(made):
    return calling.call_next(station=made.stations["Vitals 2"], doing=doing(made.now)).arrival.token


def test_a_station_goes_on_by_keys_alone_while_another_calls_and_nobody_is_called_twice(station, at_work, complaints):
    page = station
    looks_right_at_both_widths(page, "station-ready", heading="Vitals 1")
    from_another_country(page)
    lose_the_network(page)
    outage_hour_is_of(page, "Africa/Lagos")
    expect(page.get_by_role("heading", level=1, name="Vitals 1")).to_be_visible()

    page.keyboard.press("n")
    expect(page.get_by_role("alert")).to_have_text("Call A-001 by voice.")
    page.keyboard.press("i")
    expect(page.get_by_text("With the team")).to_be_visible()
    assert call_at_the_other_point(at_work) == "A-004"
    assert faults_at_both_widths(page, "station-alone") == []
    resize(page, 1280)
    page.keyboard.press("s")
    expect(page.get_by_text("Nobody.")).to_be_visible()
    page.keyboard.press("n")
    expect(page.get_by_role("alert")).to_have_text("Call A-002 by voice.")
    page.keyboard.press("m")
    expect(page.get_by_role("heading", name="Set aside or missed here")).to_be_visible()
    page.keyboard.press("u")
    expect(page.get_by_text("Called 1 of 3 times")).to_be_visible()
    expect(page.get_by_text("kept here: 6")).to_be_visible()
    stored = page.evaluate(STORED)
    assert "A. B." in stored
    assert not any(name in stored for name in ("Aminatu", "Bello", "Jalingo", "Patient"))

    page.context.set_offline(False)
    expect(page.get_by_text("Connected")).to_be_visible()
    expect(page.locator(".here")).to_contain_text("A-002")
    expect(page.get_by_text("this device keeps A-005")).to_be_visible()  # it is the other point's turn first
    assert states(at_work) == {
        1: ("examination", "waiting"),
        2: ("vitals", "called"),
        3: ("vitals", "waiting"),
        4: ("vitals", "called"),
        5: ("vitals", "waiting"),
        6: ("vitals", "waiting"),
    }
    calls = TicketEvent.objects.filter(act="called").values_list("ticket__arrival__number", "offline")
    assert sorted(calls) == [(1, True), (2, True), (4, False)]
    assert not UnmergedAct.objects.exists()
    assert [said for said in complaints if "ERR_INTERNET_DISCONNECTED" not in said] == []


def test_what_was_released_and_called_elsewhere_is_shown_to_a_person_and_changes_nothing(station, at_work):
    page = station
    lose_the_network(page)
    release(device=StationDevice.objects.get(), by=None, now=at_work.now)
    assert call_at_the_other_point(at_work) == "A-001"
    page.get_by_role("button", name="Call the next").press("Enter")
    page.get_by_role("button", name="Came in").press("Enter")
    expect(page.get_by_text("kept here: 2")).to_be_visible()

    page.context.set_offline(False)
    page.get_by_role("link", name="2 things done without a network do not fit").click()
    looks_right_at_both_widths(page, "after-an-outage", heading="After an outage")
    expect(page.get_by_text("When this came in, A-001 was “Please come” at Vitals 2.")).to_have_count(2)
    assert states(at_work)[1] == ("vitals", "called")
    assert Ticket.objects.get(arrival__number=1).station == Station.objects.get(name="Vitals 2")
    page.get_by_role("button", name="Seen to").press("Enter")
    expect(page.get_by_text("Everything fits")).to_be_visible()


def test_the_other_station_is_told_and_releases_and_signing_out_wipes_the_device(station, at_work, open_page):
    lose_the_network(station)
    StationDevice.objects.update(heard_at=at_work.now - timedelta(minutes=1))
    other = open_page(member_of(at_work.organisation, Role.OWNER))
    other.goto(f"/camps/small/stations/{at_work.stations['Vitals 2'].pk}/live/")
    expect(other.get_by_text("Vitals 1 has no network.")).to_be_visible()
    looks_right_at_both_widths(other, "station-beside-an-outage", heading="Vitals 2")
    expect(other.get_by_role("button", name="Call the next")).to_contain_text("A-004")
    other.get_by_role("button", name="Release").click()
    expect(other.get_by_role("button", name="Call the next")).to_contain_text("A-001")

    assert [station.evaluate(LATER, hours) for hours in (1.9, 2, 17)] == [True, False, None]

    station.context.set_offline(False)
    expect(station.get_by_role("button", name="Make ready for an outage")).to_be_visible()
    station.get_by_text("Ada Obi").click()
    station.get_by_role("button", name="Sign out").click()
    expect(station.get_by_text("signed out")).to_be_visible()
    assert station.evaluate("indexedDB.databases().then((all) => all.length)") == 0
