"""The end of a day in a real browser: fates by one tap and one by one, the day closed, and the camp's report."""

from datetime import time, timedelta

import pytest
import time_machine
from playwright.sync_api import expect

from scheduling.models import DayClosing, Ticket
from tests.browser.looking import looks_right_at_both_widths
from tests.factories.organiser import member_of
from tests.factories.queue import arrive, booked, open_hall
from tests.factories.schedule import FIRST_DAY, small_camp

pytestmark = [
    pytest.mark.xdist_group("schedule"),
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(400),
]


@pytest.fixture
def hall(here):
    """One was operated on, one did not come, one came and nobody began; it is eight in the evening."""
    made = open_hall(small_camp(patients=3))
    nine = made.camp.instant(FIRST_DAY, time(9))
    places = [booked(made, one, at=nine, station="Table 1") for one in made.registrations]
    tickets = [arrive(made, made.registrations[number]).tickets.get() for number in (0, 2)]
    Ticket.objects.filter(pk=tickets[0].pk).update(
        lane="theatre",
        state="done",
        appointment=places[0],
        station=places[0].station,
        called_at=nine,
        started_at=nine,
        ended_at=nine + timedelta(minutes=25),
    )
    with time_machine.travel(made.camp.instant(FIRST_DAY, time(20)), tick=True):
        yield made


def test_a_day_is_closed_and_its_report_read(open_page, hall, complaints):
    page = open_page(member_of(hall.organisation, "organiser"))
    page.goto(f"/camps/{hall.camp.slug}/day/{FIRST_DAY}/")
    page.get_by_role("link", name="Close the day").click()
    looks_right_at_both_widths(page, "close", heading="Close the day")
    page.get_by_label("Why, card 002").select_option(label="Transport money")
    page.get_by_role("button", name="Accept all 2").click()
    expect(page.get_by_text("2 people have a fate.")).to_be_visible()
    page.get_by_label("What became of them").select_option("left")
    page.get_by_role("button", name="Write down").click()
    expect(page.get_by_text("Nobody is left.")).to_be_visible()
    page.get_by_role("button", name="Close the day").click()
    expect(page.get_by_text("This day is closed")).to_be_visible()
    looks_right_at_both_widths(page, "closed", heading="Close the day")
    assert DayClosing.objects.count() == 1
    page.get_by_role("link", name="Camp report").click()
    looks_right_at_both_widths(page, "report", heading="Camp report")
    expect(page.get_by_text("1 of 3 (33 %)").first).to_be_visible()
    assert complaints == []
