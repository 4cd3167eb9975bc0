"""The organiser's way in a real browser: sign in, overview, publish, see it go, the ledger; and axe on every page."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from notifications.models import Message, MessageState
from notifications.services.fan_out import fan_out
from tests.browser.conftest import sign_in_by_form
from tests.browser.looking import arrive, faults_at_both_widths
from tests.factories.organiser import change_two, deliver, member_of, placed_camp, told_camp
from tests.factories.schedule import NOW

pytestmark = [
    pytest.mark.xdist_group("organiser"),
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(400),
]

# What each page is called by its main heading, and its address.
PAGES = {
    "overview": ("How it stands", "/camps/small/"),
    "needs": ("Needs a person now", "/camps/small/needs-a-person/"),
    "publish": ("Publish", "/camps/small/publish/"),
    "publish-all": ("Who will be told", "/camps/small/publish/?show=moved"),
    "ledger": ("Messages", "/camps/small/messages/"),
    "ledger-search": ("Messages", "/camps/small/messages/?q=nobody+at+all"),
    "told": ("Who was told", "/camps/small/messages/people/"),
    "patient": ("Aminatu Bello", "/camps/small/messages/people/1/"),
    "wishes": ("How Aminatu Bello wants to be told", "/camps/small/messages/people/1/wishes/"),
    "not-reached": ("Who was not reached", "/camps/small/messages/not-reached/"),
    "calls": ("Call list", "/camps/small/messages/calls/"),
    "towns": ("List by town", "/camps/small/messages/towns/"),
    "paper-names": ("Please tell these people", "/camps/small/messages/towns/paper/?names=yes"),
    "paper-board": ("Your place at the camp", "/camps/small/messages/towns/paper/"),
    "outbox": ("Outbox", "/outbox/"),
}


def what_the_worker_does() -> None:
    """The worker's part: messages are made, and go."""
    now = NOW + timedelta(seconds=20)
    fan_out(now=now)
    first = Message.objects.filter(rung="", channel__in=["mail", "sms"])
    first.update(state=MessageState.SENT, ended_at=now)


@pytest.mark.parametrize("script", [True, False])
def test_an_organiser_publishes_sees_it_go_and_finds_it_in_the_ledger(new_page, here, complaints, script):
    made = placed_camp()
    page = new_page(script=script)
    sign_in_by_form(page, member_of(made.organisation, "organiser"))
    page.goto("/camps/small/")
    page.get_by_role("link", name="Look and publish").click()
    expect(page.get_by_role("heading", name="Who will be told")).to_be_visible()
    expect(page.get_by_role("row", name="Aminatu Bello")).to_have_count(1)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("The messages are being written")).to_be_visible()
    what_the_worker_does()
    if not script:
        page.get_by_role("link", name="Look again").click()
    expect(page.get_by_text("19 of 19")).to_be_visible()  # with JavaScript by itself: the page asks every two seconds
    page.get_by_role("navigation", name="Pages of this camp").first.get_by_role("link", name="Messages").click()
    arrive(page, "Messages")
    page.get_by_label("Search").fill("bello aminatu")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="001 Aminatu Bello").first.click()
    expect(page.get_by_text("Yes, this patient was told.")).to_be_visible()
    assert complaints == []


def test_a_helper_works_the_call_list_off_and_takes_a_tick_back(open_page, here):
    made = told_camp()
    page = open_page(member_of(made.organisation, "desk"), width=360)
    page.goto("/camps/small/messages/calls/")
    for button in ("Reached", "Comes", "Cannot come"):
        page.get_by_role("button", name=f"{button} Aminatu Bello").first.click()
        expect(page.get_by_text("Nobody to call")).to_be_visible()
        page.get_by_role("button", name="Undo").click()
        expect(page.get_by_role("heading", name="Aminatu Bello")).to_be_visible()


def test_no_page_has_anything_for_axe_or_scrolls_sideways(open_page, here, complaints, tmp_path):
    made = told_camp()
    change_two(made, now=NOW)
    deliver(made, tmp_path, now=NOW)
    message = Message.objects.filter(channel="sms").order_by("pk").first()
    page = open_page(member_of(made.organisation))
    wrong = []
    of_one = {
        "message": ("", f"/camps/small/messages/{message.pk}/"),
        "again": ("", f"/camps/small/messages/{message.pk}/again/"),
    }
    for name, (heading, address) in {**PAGES, **of_one}.items():
        page.goto(address)
        arrive(page, heading)
        wrong += faults_at_both_widths(page, name)
    page.goto("/outbox/")
    page.get_by_role("link", name="Your visit").first.click()
    expect(page.frame_locator("iframe").get_by_text("General Hospital").first).to_be_visible()
    wrong += faults_at_both_widths(page, "outbox-mail")
    assert wrong == []
    assert complaints == []
