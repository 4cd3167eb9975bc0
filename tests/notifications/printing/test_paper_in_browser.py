"""Paper as Chromium prints it: pages, and the screens that lead there."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import expect

from tests.browser.conftest import browser, loop_beside_the_rows
from tests.browser.looking import EVERY_RULE, axe_faults, resize, sideways
from tests.browser.test_patient import camp, clock
from tests.factories.camps import make_user
from tests.factories.paper import came
from tests.factories.schedule import add_patient
from tests.factories.telling import local, tell_all
from tests.notifications.visit.conftest import LATER, give_place

__all__ = ["browser", "camp", "clock", "loop_beside_the_rows"]

pytestmark = pytest.mark.xdist_group("patient")
PRINT = "/camps/small/print/"


@pytest.fixture
def desk(camp, browser, live_server):
    """A browser in which a desk helper is signed in; five people have places, their codes are made."""
    from django.test import Client

    from camps.models import Member, Role

    for number, hour in ((40, 11), (41, 12), (42, 13)):
        give_place(camp, add_patient(camp, number=number, procedure="LOOK"), at=local(camp, 0, hour))
    tell_all(camp, now=LATER)
    user = make_user("desk@example.test")
    Member.objects.create(organisation=camp.organisation, user=user, role=Role.DESK)
    client = Client()
    client.force_login(user)
    client.post(f"{PRINT}cards/")
    context = browser.new_context(viewport={"width": 360, "height": 740})
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    yield context.new_page()
    context.close()


def sheets_of_paper(page) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))


def test_four_cards_share_a_page_and_each_sheet_has_its_own(desk, live_server):
    found = {}
    for path in ("cards/", "sheets/", "cards/1/", "day/?day=2027-03-01"):
        desk.goto(f"{live_server.url}{PRINT}{path}")
        found[path] = sheets_of_paper(desk)
    assert found == {"cards/": 2, "sheets/": 5, "cards/1/": 2, "day/?day=2027-03-01": 2}


def test_axe_finds_nothing_and_a_phone_shows_it_whole(desk, live_server, camp):
    slip = came(camp.registrations[0], number=14).pk
    lists = ("day/", "staff/", "staff/?of=doctor", "theatre/", "gate/", "calls/")
    tokens = "tokens/?day=2027-03-01&letter=B&first=9&last=20"
    found = []
    for path in ("", "cards/", "sheets/", *lists, tokens, f"slips/{slip}/?width=80"):
        desk.goto(f"{live_server.url}{PRINT}{path}")
        wide = desk.evaluate("document.documentElement.scrollWidth")
        found += [f"{path} is {wide} px wide"] if wide > 360 else []
        found += [f"{path}: {fault}" for fault in axe_faults(desk, EVERY_RULE)]
    assert found == []


def test_a_desk_s_screen_shows_what_is_chosen_and_prints_it_with_the_keyboard_alone(desk, live_server):
    resize(desk, 1280)
    desk.goto(f"{live_server.url}{PRINT}?")
    desk.get_by_role("link", name="Doctors Monday 1 March 2027").press("Enter")
    desk.get_by_label("Doctor").last.select_option(label="Ruth Look")
    desk.get_by_role("button", name="Show").press("Enter")
    expect(desk.get_by_role("heading", level=2)).to_have_text("Ruth Look")
    assert [*axe_faults(desk, EVERY_RULE), *sideways(desk)] == []
    desk.get_by_role("button", name="Print with the browser").press("Enter")
    expect(desk.locator(".running")).to_contain_text("Day list, Ruth Look, Monday 1 March: print 1")
    assert sheets_of_paper(desk) == 1
