"""Durations in a real browser: nothing timed, a log loaded and taken in, what was learned, undone again."""

from pathlib import Path

import pytest
from django_scopes import scope
from playwright.sync_api import expect

from scheduling.models import Timing
from tests.browser.looking import arrive, looks_right_at_both_widths, looks_right_where_seen
from tests.factories.organiser import member_of
from tests.factories.schedule import small_camp
from tests.factories.timings import log_rows, log_text, timed

pytestmark = [
    pytest.mark.xdist_group("schedule"),
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(400),
]
TOOK = [95, 100, 90, 105, 98, 102, 94, 99]


@pytest.fixture
def small(here):
    return small_camp(patients=1)


@pytest.fixture
def log_file(tmp_path: Path) -> Path:
    """Eight operations under a name that is not ours, and one whose end nobody wrote down."""
    file = tmp_path / "theatre-log.csv"
    faulty = "x,2026-05-04,Leg straightening,Ada Bone,07:00,,60"
    file.write_bytes(log_text([*log_rows("Leg straightening", TOOK, surgeon="Dr Ada Bone"), faulty]))
    return file


@pytest.mark.parametrize("script", [True, False])
def test_a_log_is_loaded_its_names_settled_and_its_minutes_learned(open_page, small, log_file, complaints, script):
    page = open_page(member_of(small.organisation, "organiser"), script=script, **({} if script else {"width": 360}))
    page.goto(f"/camps/{small.camp.slug}/settings/durations/")
    look = looks_right_at_both_widths if script else _seen
    arrive(page, "Durations")
    expect(page.get_by_text("Nothing was timed yet")).to_be_visible()
    page.get_by_role("link", name="Load a log of operations").first.click()
    arrive(page, "Load a log of operations")
    page.get_by_label("The log").set_input_files(log_file)
    page.get_by_role("button", name="Read the log").click()
    look(page, "log-columns", heading="Name the columns")
    page.get_by_role("button", name="Check the rows").click()
    look(page, "log-check", heading="Check the log")
    expect(page.get_by_text("One name is not known")).to_be_visible()
    page.get_by_label("Leg straightening").select_option("BONE")
    page.get_by_role("button", name="Take it in").click()
    expect(page.get_by_text("8 operations count from now on")).to_be_visible()
    arrive(page, "theatre-log.csv")
    with scope(organisation=small.organisation):
        timed(small.camp, "LOOK", minutes=[10, 22, 14, 17, 12, 15], planned=15)
    page.get_by_role("link", name="See the durations").click()
    expect(page.get_by_text("Longer than planned").first).to_be_visible()
    look(page, "durations", heading="Durations")
    page.go_back()
    arrive(page, "theatre-log.csv")
    page.get_by_role("link", name="Undo…").click()
    arrive(page, "Take back")
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("what the log brought no longer counts")).to_be_visible()
    assert not Timing.objects.filter(codes=["BONE"]).exists()
    assert complaints == []


def _seen(page, name, *, heading):
    looks_right_where_seen(page, name, heading=heading, script=False)
