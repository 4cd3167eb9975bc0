"""Going first in real browsers: a helper asks by keys, two phones say yes, the order changes, and both are thanked."""

from datetime import timedelta

import pytest
import time_machine
from django_scopes import scope, scopes_disabled
from playwright.sync_api import Page, expect

from camps.models import Camp, Role
from scheduling.models import GoFirstAnswer, Ticket
from tests.browser.looking import looks_right, looks_right_at_both_widths
from tests.factories.organiser import member_of
from tests.factories.queue import arrive, open_hall, seven
from tests.factories.schedule import SmallCamp, small_camp
from tests.notifications.visit.conftest import path_of

pytestmark = [
    pytest.mark.xdist_group("live day"),
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(300),
]


@pytest.fixture
def waiting(live_server, settings, tmp_path) -> SmallCamp:
    """Three wait for their vitals, the third with a child who can't wait."""
    settings.VAR_DIR, settings.PUBLIC_URL = tmp_path, live_server.url
    with scopes_disabled():
        made = open_hall(small_camp(state="published"))
        Camp.objects.filter(pk=made.camp.pk).update(go_first_by_phone=True)
        made.now = seven(made) + timedelta(minutes=15)
        with time_machine.travel(made.now, tick=True):
            for minutes, registration in enumerate(made.registrations[:3]):
                arrive(made, registration, minutes=minutes)
            with scope(organisation=made.organisation):
                made.paths = [path_of(one) + "/queue" for one in made.registrations[:3]]
            yield made


def tab_to(page: Page, text: str) -> None:
    """By the Tab key alone."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if text in page.evaluate("document.activeElement.textContent"):
            return
    raise AssertionError(f"{text} is not reached by Tab")


def test_a_helper_asks_by_keys_two_phones_say_yes_and_both_are_thanked(open_page, new_page, waiting, complaints):
    page = open_page(member_of(waiting.organisation, Role.DESK))
    asker = Ticket.objects.get(arrival__number=3, camp=waiting.camp)
    page.goto(f"/camps/small/queue/{asker.pk}/")
    tab_to(page, "Ask to go first")
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 people before them are asked")).to_be_visible()
    looks_right_at_both_widths(page, "go-first-before", heading="A-003")
    tab_to(page, "Ask them")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Those before A-003 are asked until 7:25am.")).to_be_visible()
    looks_right_at_both_widths(page, "go-first-asking", heading="A-003")

    phones = [new_page(width=360, has_touch=True) for _ in range(2)]
    for number, phone in enumerate(phones):
        phone.goto(waiting.paths[number])
        expect(phone.get_by_role("heading", name="May somebody go before you?")).to_be_visible()
    looks_right(phones[1], "go-first-asked", heading="1 person before you")
    phones[0].get_by_role("button", name="Yes, let them go first").click()
    expect(phones[0].get_by_text("You said yes. Thank you.")).to_be_visible()
    expect(page.get_by_text("2 are asked, 1 says yes")).to_be_visible()  # without loading it again
    phones[1].get_by_role("button", name="Yes, let them go first").click()
    expect(phones[1].get_by_text("Because of you and others, 2 in all")).to_be_visible()
    looks_right(phones[1], "go-first-thanks", heading="2 people before you")
    phones[0].reload()
    expect(phones[0].get_by_text("Because of you and others, 2 in all")).to_be_visible()

    page.goto(f"/camps/small/stations/{waiting.stations['Vitals 1'].pk}/live/")
    expect(page.locator(".call-next")).to_contain_text("A-003")
    assert complaints == []


def test_a_phone_asks_and_a_helper_writes_an_answer_down(open_page, new_page, waiting, complaints):
    phone = new_page(width=360, has_touch=True)
    phone.goto(waiting.paths[1])
    phone.get_by_role("link", name="Ask to go first").click()
    looks_right(phone, "go-first-ask", heading="Ask to go first")
    phone.get_by_label("A child is with us who can’t wait any longer").check()
    phone.get_by_role("button", name="Ask them").click()
    expect(phone.get_by_text("1 person is asked.")).to_be_visible()
    looks_right(phone, "go-first-mine", heading="1 person before you")

    page = open_page(member_of(waiting.organisation, Role.DESK))
    page.goto(f"/camps/small/stations/{waiting.stations['Vitals 1'].pk}/live/")
    looks_right_at_both_widths(page, "go-first-station", heading="Vitals 1")
    page.get_by_label("Somebody answers here: token").fill("a1")
    page.get_by_role("button", name="Says yes").press("Enter")
    expect(page.get_by_text("Written down: A-001 says yes.")).to_be_visible()
    expect(page.get_by_text("A-002 goes first now.")).to_be_visible()
    phone.reload()
    expect(phone.get_by_role("heading", name="You are next")).to_be_visible()
    with scopes_disabled():
        assert GoFirstAnswer.objects.get().through == "desk"
    assert complaints == []
