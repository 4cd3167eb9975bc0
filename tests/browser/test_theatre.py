"""The theatre board in a real browser: the gate, one button after the other by keyboard, a board that reads itself."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django_scopes import scope
from playwright.sync_api import Page, expect

from camps.models import Registration
from scheduling.models import Appointment
from scheduling.services.booking import SYSTEM
from scheduling.services.filling import fill_camp
from scheduling.services.theatre.marking import mark
from tests.browser.looking import arrive, looks_right_at_both_widths
from tests.factories.organiser import member_of
from tests.factories.schedule import NOW, SmallCamp, add_patient, small_camp
from tests.factories.theatre import operations, went

pytestmark = [
    pytest.mark.xdist_group("schedule"),
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(400),
]


@pytest.fixture
def on_the_day(here) -> Iterator[tuple[SmallCamp, list[Appointment]]]:
    """Two tables on the first day, seventy minutes after their beginning; one is in the middle of its first."""
    made = small_camp(patients=3)
    for number in (5, 7):
        add_patient(made, number=number, procedure="BONE")
    Registration.objects.update(side="left")
    with scope(organisation=made.organisation):
        fill_camp(camp=made.camp, actor=SYSTEM, now=NOW)
    cases = operations()
    with time_machine.travel(cases[0].starts_at + timedelta(minutes=70), tick=True):
        went(cases[0], wheels_in=0, knife=10)
        yield made, cases


def press(page: Page, name: str) -> None:
    """By keyboard alone."""
    button = page.get_by_role("button", name=name)
    button.focus()
    page.keyboard.press("Enter")


def test_a_table_is_run_from_the_board_by_keyboard(open_page, on_the_day, complaints):
    made, (first, second, *_) = on_the_day
    page = open_page(member_of(made.organisation, "desk"))
    page.goto(f"/camps/{made.camp.slug}/theatre/")
    looks_right_at_both_widths(page, "theatre-board", heading="Theatre")
    expect(page.get_by_text("10 min over")).to_be_visible()
    press(page, f"Closed {first.registration}")
    expect(page.get_by_text(f"{first.registration}: Closed at")).to_be_visible()
    press(page, "Undo")
    expect(page.get_by_text("taken back")).to_be_visible()

    page.get_by_role("link", name=f"Confirm identity {second.registration}").click()
    looks_right_at_both_widths(page, "identity", heading="Confirm identity")
    page.get_by_label("Full name").check()
    page.get_by_label("RIGHT", exact=True).check()
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("Two things that the list says must match").first).to_be_visible()
    complaints.clear()  # the browser notes the refusal
    page.get_by_label("Birth year or age").check()
    page.get_by_label("LEFT", exact=True).check()
    page.get_by_label("Yes, and I see the mark").check()
    page.get_by_label("I saw the signed consent").check()
    page.get_by_role("button", name="Confirm").click()
    arrive(page, "Theatre")
    expect(page.get_by_text("Identity confirmed")).to_be_visible()

    # Somebody else's device: the board reads itself, and whoever stands on a button keeps standing there.
    page.locator(f"#next-{second.pk}").focus()
    out = first.starts_at + timedelta(minutes=70)
    mark(appointment=first, kind="out", at=out, by=None, now=out)
    expect(page.get_by_text("Table being cleaned")).to_be_visible()
    expect(page.locator(f"#next-{second.pk}")).to_be_focused()

    page.get_by_role("link", name=f"Put hours right {first.registration}").click()
    looks_right_at_both_widths(page, "theatre-times", heading="Hours in theatre")
    page.goto(f"/camps/{made.camp.slug}/theatre/mine/")
    page.get_by_role("link", name="Ada Bone").click()
    looks_right_at_both_widths(page, "doctors-list", heading="Ada Bone")
    assert complaints == []
