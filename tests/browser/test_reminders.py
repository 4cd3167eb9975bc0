"""Reminders and texts in a real browser: axe at both widths, and the whole way without JavaScript."""

import pytest
from playwright.sync_api import expect

from notifications.models import LadderRung, Template
from tests.browser.looking import arrive, faults_at_both_widths
from tests.factories.organiser import member_of, placed_camp

pytestmark = [
    pytest.mark.xdist_group("organiser"),
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(400),
]

HERE = "/camps/small/telling/"
PAGES = {
    "reminders": ("Reminders", HERE),
    "reminder": ("Change a reminder", f"{HERE}ladders/surgery/rungs/3d/"),
    "reminder-remove": ("Remove this reminder?", f"{HERE}ladders/surgery/rungs/3d/remove/"),
    "reminders-own": ("Own reminders for a procedure", f"{HERE}ladders/"),
    "quiet": ("Quiet hours and texts", f"{HERE}quiet/"),
    "told-before": ("What people will get", f"{HERE}preview/"),
    "texts": ("Texts", f"{HERE}texts/"),
    "text-sms": ("Place and hour: English", f"{HERE}texts/booked/sms/en/"),
    "text-mail": ("Place and hour: English", f"{HERE}texts/booked/mail/en/"),
}


def test_no_page_of_reminders_has_anything_for_axe_or_scrolls_sideways(open_page, here, complaints):
    made = placed_camp()
    Template.objects.create(
        organisation=made.organisation,
        camp=made.camp,
        kind="booked",
        channel="sms",
        language="en",
        version=1,
        body="“you” come {day}, {time}",
        made_at=made.camp.created_at,
    )
    page = open_page(member_of(made.organisation))
    wrong = []
    for name, (heading, address) in PAGES.items():
        page.goto(address)
        arrive(page, heading)
        wrong += faults_at_both_widths(page, name)
    assert wrong == []
    assert complaints == []


@pytest.mark.parametrize("script", [True, False])
def test_an_organiser_adds_a_reminder_and_writes_a_text(open_page, here, complaints, script):
    made = placed_camp()
    page = open_page(member_of(made.organisation, "organiser"), script=script)
    page.goto(HERE)
    page.get_by_role("link", name="Add a reminder Operations").click()
    page.get_by_label("Or hours before the arrival").fill("3")
    page.get_by_label("What it says").select_option("prepare")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("img", name="booked, 7 d, 3 d, 1 d, 3 h, visit")).to_be_visible()
    assert LadderRung.objects.filter(name="3h", text="prepare").exists()
    page.get_by_role("link", name="Texts", exact=True).click()
    page.get_by_role("link", name="Write your own Place and hour, English").click()
    page.get_by_label("Text", exact=True).fill("see you {day}, {time}, {name}")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("{name} does not exist").first).to_be_visible()
    page.get_by_label("Text", exact=True).fill("see you {day}, {time}. Questions? {phone}.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Serves now")).to_be_visible()
    expect(page.get_by_text("Small Camp: see you Tuesday 2 March, 10:15am.").first).to_be_visible()
    assert [said for said in complaints if "422" not in said] == []  # the refusal itself
