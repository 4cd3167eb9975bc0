"""The day view in a real browser: what is carried is asked about, confirmed, and only then moved."""

from datetime import time

import pytest
from django_scopes import scope
from playwright.sync_api import Page, expect

from camps.models import Role
from scheduling.models import Appointment, AppointmentState
from scheduling.services.slots import make_slots
from tests.factories.organiser import member_of
from tests.factories.schedule import FIRST_DAY, SmallCamp, small_camp
from tests.scheduling.test_booking import give

pytestmark = [
    pytest.mark.xdist_group("schedule"),
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(300),
]

ROWS_AN_HOUR = 12
# Chromium takes a finger away from a page that is too busy to answer at once, and a page that still glides puts another
# thing under it. Then nothing is lifted, or all is put back, and the person holds again.
HOLDS = 5
WATCH_THE_FINGER = """() => {
  window.lostFingers = 0;
  const lost = () => { window.lostFingers += 1; };
  addEventListener("pointercancel", lost, true);
  addEventListener("pointerdown", (event) => event.target.closest("[data-carry]") || lost(), true);
}"""
LIFTED_OR_LOST = "(before) => window.lostFingers > before || !document.querySelector('.ghost').hidden"
GHOST, QUESTION = ".ghost", "dialog.question"


@pytest.fixture
def small(here) -> SmallCamp:
    """001 at Table 1 from 8am, 003 there from 9:15am; 002 and 004 wait for the desk and 005 for a table."""
    made = small_camp(patients=5)
    with scope(organisation=made.organisation):
        make_slots(camp=made.camp)
        give(made, made.registrations[0], table="Table 1")
        give(made, made.registrations[2], table="Table 1")
    return made


@pytest.fixture
def day(open_page, small) -> Page:
    """The camp's first day, open before the organiser."""
    page = open_page(member_of(small.organisation, Role.ORGANISER))
    page.set_viewport_size({"width": 1280, "height": 1700})  # the whole day at once: nothing scrolls on its own
    page.goto(f"/camps/{small.camp.slug}/day/{FIRST_DAY}/")
    page.wait_for_load_state("load")
    return page


def where(made: SmallCamp, number: int) -> tuple[str, time] | None:
    """Station and hour at the venue, as the rows have it."""
    found = Appointment.objects.filter(registration__number=number, state=AppointmentState.BOOKED)
    one = found.select_related("station").first()
    return (one.station.name, one.starts_at.astimezone(made.camp.zone).time()) if one else None


def at(made: SmallCamp, number: int) -> str:
    return f'[data-carry$="/{number}/place/"]'


def point(page: Page, station: str, hour: float) -> tuple[float, float]:
    """The middle of a station's lane at this hour of a grid that opens at eight."""
    lane = page.locator(".lane", has=page.get_by_role("heading", name=station)).locator("ol")
    box = lane.bounding_box()
    row = float(lane.evaluate("rows => parseFloat(getComputedStyle(rows).gridAutoRows)"))
    return box["x"] + box["width"] / 2, box["y"] + (hour - 8) * ROWS_AN_HOUR * row


def carry(page: Page, thing: str, to: tuple[float, float]) -> None:
    """Pick it up near its top by the mouse and hold it over a point of the page."""
    box = page.locator(thing).bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 4)
    page.mouse.down()
    page.mouse.move(box["x"] + 40, box["y"] + 24, steps=3)
    page.mouse.move(to[0], to[1] + 4, steps=6)


def test_an_appointment_is_carried_asked_about_and_moved_by_the_button(day, small, complaints):
    carry(day, at(small, 1), point(day, "Table 2", 12))
    expect(day.locator(GHOST)).to_contain_text("Table 2, 12:00pm – 1:00pm")
    expect(day.locator(GHOST)).to_contain_text("Fits.")
    expect(day.locator("#live")).to_contain_text("Table 2, 12:00pm – 1:00pm: Fits.")
    day.mouse.up()
    question = day.locator(QUESTION)
    expect(question.get_by_role("heading", name="Move here?")).to_be_focused()
    assert where(small, 1) == ("Table 1", time(8))
    question.get_by_role("button", name="Move", exact=True).click()
    expect(day.get_by_text("001 has the place at Table 2")).to_be_visible()
    assert (where(small, 1), complaints) == (("Table 2", time(12)), [])


def test_a_place_that_does_not_fit_says_why_and_nothing_is_written(day, small):
    carry(day, at(small, 1), point(day, "Desk", 10))
    expect(day.locator(GHOST)).to_contain_text("Desk does not fit: a table is needed.")
    day.mouse.up()
    question = day.locator(QUESTION)
    expect(question.get_by_role("heading", name="This does not fit")).to_be_visible()
    expect(question).to_contain_text("The nearest free times")
    expect(question.get_by_role("button", name="Move", exact=True)).to_have_count(0)
    question.get_by_role("link", name="Go back").click()
    expect(question).to_be_hidden()
    assert where(small, 1) == ("Table 1", time(8))


def test_escape_puts_it_back_in_the_air_and_in_the_question(day, small):
    carry(day, at(small, 1), point(day, "Table 2", 12))
    expect(day.locator(GHOST)).to_contain_text("Fits.")
    day.keyboard.press("Escape")
    expect(day.locator(GHOST)).to_be_hidden()
    expect(day.locator("#live")).to_contain_text("Nothing is changed")
    day.mouse.up()
    expect(day).to_have_url(day.url)
    carry(day, at(small, 1), point(day, "Table 2", 12))
    day.mouse.up()
    expect(day.locator(QUESTION)).to_be_visible()
    day.keyboard.press("Escape")
    expect(day.locator(QUESTION)).to_be_hidden()
    expect(day.locator(at(small, 1))).to_be_focused()
    assert where(small, 1) == ("Table 1", time(8))


def test_dropped_on_another_the_two_change_places(day, small):
    other = day.locator(at(small, 3)).bounding_box()
    carry(day, at(small, 1), (other["x"] + other["width"] / 2, other["y"] + other["height"] / 2))
    expect(day.locator(GHOST)).to_contain_text("The two can swap.")
    day.mouse.up()
    question = day.locator(QUESTION)
    expect(question.get_by_role("heading", name="Swap these two?")).to_be_visible()
    question.get_by_role("button", name="Swap").click()
    expect(day.get_by_text("001 and 003 have changed places")).to_be_visible()
    assert (where(small, 1), where(small, 3)) == (("Table 1", time(9, 15)), ("Table 1", time(8)))


def test_somebody_who_waits_is_carried_into_the_grid_and_booked(day, small):
    carry(day, at(small, 5), point(day, "Table 2", 11))
    expect(day.locator(GHOST)).to_contain_text("Fits.")
    day.mouse.up()
    question = day.locator(QUESTION)
    expect(question.get_by_role("heading", name="Book here?")).to_be_visible()
    question.get_by_role("button", name="Book").click()
    expect(day.get_by_text("005 has the place at Table 2")).to_be_visible()
    station, hour = where(small, 5)
    assert (station, hour.hour) == ("Table 2", 11)


def test_a_place_is_asked_about_once_however_often_it_is_passed(day, small):
    asked = []
    day.on("request", lambda request: asked.append(request.url) if "/fits/" in request.url else None)
    there, elsewhere = point(day, "Table 2", 12), point(day, "Table 2", 14)
    carry(day, at(small, 1), there)
    for spot in (elsewhere, there, elsewhere, there):
        expect(day.locator(GHOST)).to_contain_text("Fits.")
        day.mouse.move(spot[0], spot[1] + 4)
        hour = "2:00pm" if spot == elsewhere else "12:00pm"
        expect(day.locator(GHOST)).to_contain_text(f"Table 2, {hour}")
    expect(day.locator(GHOST)).to_contain_text("Fits.")
    day.keyboard.press("Escape")
    assert len(asked) == len(set(asked))


def test_a_click_still_opens_the_appointment(day, small):
    day.locator(at(small, 1)).click()
    expect(day.get_by_role("heading", level=1, name="001")).to_be_visible()


def test_a_held_finger_carries_on_a_phone_and_a_quick_one_scrolls(open_page, small):
    page = open_page(member_of(small.organisation, Role.ORGANISER), width=360, has_touch=True, is_mobile=True)
    page.goto(f"/camps/{small.camp.slug}/day/{FIRST_DAY}/")
    page.locator(at(small, 3)).scroll_into_view_if_needed()
    page.evaluate(WATCH_THE_FINGER)
    wire = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        wire.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": a, "y": b} for a, b in points]})

    def on_the_thing() -> tuple[float, float]:
        page.locator(at(small, 3)).scroll_into_view_if_needed()
        box = page.locator(at(small, 3)).bounding_box()
        return box["x"] + 40, box["y"] + 10

    x, y = on_the_thing()
    touch("touchStart", (x, y))
    touch("touchMove", (x, y - 60))
    touch("touchEnd")
    expect(page.locator(GHOST)).to_be_hidden()
    row = float(page.locator(".lane ol").first.evaluate("rows => parseFloat(getComputedStyle(rows).gridAutoRows)"))
    for _ in range(HOLDS):
        x, y = on_the_thing()
        before = page.evaluate("window.lostFingers")
        touch("touchStart", (x, y))
        page.wait_for_function(LIFTED_OR_LOST, arg=before)
        touch("touchMove", (x, y + row))
        touch("touchMove", (x, y + 2 * row))
        expect(page.locator(f"{GHOST}[hidden], {GHOST}:has-text('Fits.')")).to_have_count(1)
        if page.locator(GHOST).is_visible():
            break
        touch("touchEnd")
    expect(page.locator(GHOST)).to_contain_text("Table 1, 9:25am")
    touch("touchEnd")
    question = page.locator(QUESTION)
    question.get_by_role("button", name="Move", exact=True).click()
    expect(page.get_by_text("003 has the place at Table 1")).to_be_visible()
    assert where(small, 3) == ("Table 1", time(9, 25))
