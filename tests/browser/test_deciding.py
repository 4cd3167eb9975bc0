"""What waits for a person after people answered: seen at both widths, and decided with one button, without a script."""

import pytest
from playwright.sync_api import expect

from notifications.models import Answer, InboundMail, Message
from notifications.queries.lost_entries import WITHOUT_ENTRY
from scheduling.models import Appointment
from tests.browser.looking import arrive, faults_at_both_widths
from tests.factories.organiser import answer, member_of, told_camp
from tests.factories.schedule import NOW
from tests.notifications.pages.test_needs_person import says

pytestmark = [
    pytest.mark.xdist_group("organiser"),
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(400),
]
PAGE = "/camps/small/needs-a-person/"


@pytest.fixture
def answered(here):
    """A patient who cannot come, a doctor who proposes another time, an address that bounced, a mail ticked off."""
    made = told_camp()
    places = list(Appointment.objects.order_by("pk"))
    shift = made.doctors["Ada Bone"].shifts.order_by("starts_at")[0]
    says(made, "cannot", places[4], text="my mother is ill", effect="The place is kept until somebody decides.")
    says(made, "other", doctor=shift.doctor, shift=shift, proposed_start=shift.starts_at, text="my flight lands at ten")
    says(made, "bounced", doctor=made.doctors["Ben Bone"], text="The mail to ben@example.org could not be delivered")
    InboundMail.objects.update(done_at=NOW, reason="It speaks for guest@example.org: it has no effect.")
    answer(made, places[3], now=NOW)
    return made


def test_what_waits_is_whole_at_both_widths(open_page, answered):
    mails = [Message.objects.filter(kind=kind).earliest("pk").pk for kind in ("booked", "shift_invitation")]
    Message.objects.filter(pk__in=mails).update(state="sent", why=WITHOUT_ENTRY)
    page = open_page(member_of(answered.organisation))
    page.goto(PAGE)
    expect(page.get_by_role("heading", name="2 mails left without their calendar entries")).to_be_visible()
    page.get_by_text("1 mail was read and ticked off").click()
    arrive(page, "Needs a person now")
    expect(page.get_by_role("heading", name="3 answers wait for you")).to_be_visible()
    assert faults_at_both_widths(page, "needs-answers") == []


@pytest.mark.parametrize("script", [True, False])
def test_a_place_is_given_up_with_one_button(open_page, answered, complaints, script):
    page = open_page(member_of(answered.organisation), script=script)
    page.goto(PAGE)
    page.get_by_role("button", name="Give the place up").click()
    expect(page.get_by_text("The place is free again")).to_be_visible()
    expect(page.get_by_role("heading", name="2 answers wait for you")).to_be_visible()
    assert Appointment.objects.order_by("pk")[4].state == "cancelled"
    page.get_by_role("button", name="Keep the time").click()
    expect(page.get_by_role("heading", name="1 answer waits for you")).to_be_visible()
    assert Answer.objects.filter(done_at=None, needs_person=True).count() == 1
    assert complaints == []
