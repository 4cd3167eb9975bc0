"""A bad morning in a browser: a table is down, who lost out is listed, a free place is offered and taken by phone."""

from datetime import time

import pytest
from django_scopes import scope
from playwright.sync_api import expect

from camps.models import Camp, Decision
from notifications.services.links import link_for
from scheduling.models import Appointment
from scheduling.services.booking import SYSTEM, cancel
from scheduling.services.filling import fill_camp
from tests.browser.looking import faults_at_both_widths
from tests.factories.organiser import member_of
from tests.factories.schedule import FIRST_DAY, NOW, add_patient, small_camp

pytestmark = [
    pytest.mark.xdist_group("organiser"),
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(400),
]


@pytest.fixture
def morning(here, time_machine):
    """Ten past nine of the first day; both tables are full, one operation of the afternoon was given up."""
    made = small_camp()
    for number in range(5, 16, 2):
        add_patient(made, number=number, procedure="BONE")
    made.near = add_patient(made, number=50, procedure="BONE", decision=Decision.STANDBY, km_to_venue=4)
    with scope(organisation=made.organisation):
        fill_camp(camp=made.camp, actor=SYSTEM, now=NOW)
        Camp.objects.update(state="published")
        made.camp.refresh_from_db()
        time_machine.move_to(made.camp.instant(FIRST_DAY, time(9, 10)))
        on_table = Appointment.objects.filter(station__name="Table 2", starts_at__date=FIRST_DAY)
        last = on_table.order_by("starts_at").last()
        cancel(appointment_id=last.pk, actor=SYSTEM, now=made.camp.instant(FIRST_DAY, time(9)))
        yield made


def test_a_table_is_down_and_a_free_place_is_taken_from_a_phone(open_page, new_page, morning, complaints):
    page = open_page(member_of(morning.organisation))
    page.goto("/camps/small/today/wrong/")
    assert faults_at_both_widths(page, "wrong") == []
    page.get_by_role("link", name="A table is down").click()
    expect(page.get_by_label("For how many minutes")).to_have_value("60")
    assert faults_at_both_widths(page, "what-went-wrong") == []
    page.get_by_label("For how many minutes").fill("")
    page.get_by_role("button", name="Show what could be done").click()
    expect(page.get_by_role("heading", name="What could be done")).to_be_visible()
    page.get_by_role("button", name="Do this").first.click()
    expect(page.get_by_text("Done:")).to_be_visible()
    page.goto("/camps/small/today/wrong/")
    expect(page.get_by_role("heading", name="Lost their place or their team:")).to_be_visible()

    page.get_by_role("link", name="Offer a place to somebody who waits").click()
    page.get_by_role("link", name="Who could take it?").last.click()
    assert faults_at_both_widths(page, "gaps") == []
    page.get_by_role("checkbox", name="050").check()
    for other in page.get_by_role("checkbox").all():
        if other.is_checked() and "050" not in (other.locator("..").text_content() or ""):
            other.uncheck()
    page.get_by_role("button", name="Offer it").click()
    expect(page.get_by_text("050 Patient 50 is asked.")).to_be_visible()

    phone = new_page(width=360, script=False, has_touch=True)
    phone.goto(f"/v/{link_for(morning.near, now=NOW).rpartition('/')[2]}")
    phone.get_by_role("link", name="Answer yes or no").click()
    expect(phone.get_by_role("heading", name="A place has become free")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.get_by_role("button", name="Yes, I take this place").click()
    expect(phone.get_by_role("heading", name="The place is yours")).to_be_visible()
    assert Appointment.objects.filter(registration=morning.near, state="booked").exists()
    assert complaints == []
