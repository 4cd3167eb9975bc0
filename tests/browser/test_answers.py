"""The circle of a text and its answer in a real browser: answered in /outbox/, worked off in the inbox of answers."""

import pytest
from playwright.sync_api import expect

from notifications.models import Answer, InboundEvent
from scheduling.models import Appointment
from tests.browser.looking import arrive, faults_at_both_widths
from tests.factories.organiser import deliver, member_of, told_camp
from tests.factories.schedule import NOW

pytestmark = [
    pytest.mark.xdist_group("organiser"),
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(400),
]
NAME = "Ibrahim Sule"
NUMBER = "+2348030000012"
INBOX = "/camps/small/messages/answers/"


def answer_as(page, number: str, text: str) -> None:
    page.goto(f"/outbox/?q={number}&channel=sms".replace("+", "%2B"))
    page.get_by_label(f"Answer as {number}").first.fill(text)
    page.get_by_role("button", name=f"Send {number}").first.click()
    expect(page.get_by_text(f"answered “{text}”")).to_be_visible()


@pytest.mark.parametrize("script", [True, False])
def test_who_can_not_come_is_worked_off_in_the_inbox(open_page, here, complaints, tmp_path, script):
    made = told_camp()
    deliver(made, tmp_path, now=NOW)
    page = open_page(member_of(made.organisation), width=360, script=script)
    answer_as(page, NUMBER, "2")
    page.goto("/camps/small/messages/")
    page.get_by_role("link", name="Answers", exact=True).click()
    arrive(page, "Answers")
    expect(page.get_by_role("heading", name=NAME)).to_be_visible()
    page.get_by_role("button", name=f"Keep the place {NAME}").click()
    expect(page.get_by_text("The place is kept.")).to_be_visible()
    expect(page.get_by_role("heading", name="No answer waits")).to_be_visible()
    page.get_by_role("link", name="Show all answers").click()
    expect(page.get_by_text("Ada Obi kept the place.")).to_be_visible()
    assert Appointment.objects.get(registration__number=12).state == "booked"
    assert complaints == []


def test_the_inbox_has_nothing_for_axe_and_never_scrolls_sideways(open_page, here, complaints, tmp_path):
    made = told_camp()
    deliver(made, tmp_path, now=NOW)
    page = open_page(member_of(made.organisation))
    wrong = []
    page.goto(INBOX)
    arrive(page, "Answers")
    wrong += faults_at_both_widths(page, "answers-none")
    for number, text in ((12, "2"), (11, "1"), (8, "I-have-fever-" * 12), (7, "STOP"), (5, "CANCEL")):
        answer_as(page, f"+23480300000{number:02d}", text)
    InboundEvent.objects.create(
        organisation=made.organisation, provider="local", event_id="x", sort="text", state="aside", received_at=NOW,
        reason="It could not be acted on (RuntimeError).", payload={"sender": NUMBER, "text": "1"},
    )  # fmt: skip
    assert Answer.objects.count() == 5
    for name, address in (("answers", INBOX), ("answers-all", f"{INBOX}?show=all")):
        page.goto(address)
        arrive(page, "Answers")
        wrong += faults_at_both_widths(page, name)
    page.goto("/outbox/?channel=sms")
    arrive(page, "Outbox")
    wrong += faults_at_both_widths(page, "outbox-answers")
    assert wrong == []
    assert complaints == []
