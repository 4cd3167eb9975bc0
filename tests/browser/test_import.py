"""The organiser's way in a real browser from the sheet to the registrations: upload, columns, put right, register."""

from collections.abc import Callable, Iterator

import pytest
from django_scopes import scope, scopes_disabled
from playwright.sync_api import Page, expect

from camps import tasks
from camps.models import Camp, JobState, Member, Organisation, Registration, Role, SheetJob
from camps.services.intake import jobs
from camps.services.intake.whole import import_sheet
from camps.services.loading import load_camp
from camps.sheets.bundle import read_bundle
from tests.browser.looking import arrive, looks_right_at_both_widths, looks_right_where_seen
from tests.camps.intake.conftest import NOW, sheet
from tests.camps.sheets.samples import SAMPLES
from tests.factories.camps import make_user

pytestmark = [
    pytest.mark.xdist_group("organiser"),
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(400),
]

ORTHO = SAMPLES / "ortho" / "registrations.csv"
UPLOAD, COLUMNS, CHECK, DOUBLES = "Load a sheet", "Name the columns", "Check the sheet", "One person or two?"
READING = "Reading the sheet"
REFUSED = "Failed to load resource: the server responded with a status of 422 (Unprocessable Entity)"


@pytest.fixture
def camp(transactional_db) -> Iterator[Camp]:
    """The ortho camp and its organiser, with nobody registered yet."""
    team = Organisation.objects.create(name="Garden City Surgeons", slug="team")
    with scope(organisation=team):
        camp = load_camp(organisation=team, bundle=read_bundle(SAMPLES / "ortho"), slug="ortho")
        organiser = make_user("organiser@team.test", name="Ola Organiser")
        Member.objects.create(organisation=team, user=organiser, role=Role.ORGANISER)
    with scopes_disabled():
        yield camp


@pytest.fixture
def open_sheets(open_page: Callable[..., Page], camp) -> Callable[..., Page]:
    """The page for loading sheets: open_sheets(width=360, script=False)."""

    def opened(**how) -> Page:
        page = open_page(Member.objects.get(organisation=camp.organisation).user, **how)
        page.goto("/camps/ortho/registrations/sheets/")
        arrive(page, UPLOAD)
        return page

    return opened


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button).click()


def follow(page: Page, link: str, heading: str) -> None:
    page.get_by_role("link", name=link).click()
    arrive(page, heading)


def test_organiser_loads_an_untidy_sheet_from_upload_to_the_registered_people(open_sheets, complaints):
    page = open_sheets(width=360)
    looks_right_at_both_widths(page, "upload", heading=UPLOAD)
    page.get_by_label("The sheet", exact=True).set_input_files(ORTHO)
    press(page, "Read the sheet")
    looks_right_at_both_widths(page, "columns", heading=COLUMNS)
    expect(page.get_by_label("Phone No.")).to_have_value("phone")
    press(page, "Check the rows")
    looks_right_at_both_widths(page, "check", heading=CHECK)
    expect(page.get_by_role("link", name="To put right 4")).to_be_visible()

    page.get_by_label("Row 54, Phone No.").fill("0803-12x")
    press(page, "Save what is put right")
    expect(page.get_by_role("alert")).to_be_visible()
    looks_right_at_both_widths(page, "fix-wrong", heading="Put rows right")
    page.get_by_label("Row 54, Phone No.").fill("0803 123 4567")
    press(page, "Save what is put right")
    expect(page.get_by_text("One row is put right.")).to_be_visible()

    page.goto(f"{page.url.split('/fix/')[0].rstrip('/')}/")
    follow(page, "Compare them", DOUBLES)
    looks_right_at_both_widths(page, "doubles", heading=DOUBLES)
    follow(page, "Back to the check", CHECK)
    looks_right_at_both_widths(page, "check-again", heading=CHECK)

    press(page, "Register 58 people")
    expect(page.get_by_role("alert").get_by_text("Choose yes or no.")).to_be_visible()
    looks_right_at_both_widths(page, "unanswered", heading=CHECK)
    page.get_by_label("Yes: they may be called and texted").check()
    press(page, "Register 58 people")
    expect(page.get_by_text("58 people are registered.")).to_be_visible()
    looks_right_at_both_widths(page, "done", heading=ORTHO.name)
    assert Registration.objects.count() == 58
    assert complaints == [REFUSED] * 2


def test_every_page_works_without_javascript_and_the_import_is_undone_by_its_button(open_sheets):
    page = open_sheets(script=False)
    page.get_by_label("The sheet", exact=True).set_input_files(ORTHO)
    press(page, "Read the sheet")
    arrive(page, COLUMNS)
    press(page, "Check the rows")
    arrive(page, CHECK)
    page.get_by_label("No: nobody of them is called or texted").check()
    press(page, "Register 57 people")
    expect(page.get_by_text("57 people are registered.")).to_be_visible()
    press(page, "Undo")
    expect(page.get_by_text("Undone: 57 people are gone.")).to_be_visible()
    assert Registration.objects.count() == 0


def test_a_second_sheet_is_compared_with_what_stands(open_sheets, camp):
    with scope(organisation=camp.organisation):
        rows = ("1,Ada Obi,30,F,08031234567,Bori,CONS,,,", "2,Musa Bello,40,M,08031234568,Bori,CONS,,,")
        import_sheet(camp=camp, file=sheet(*rows), name="first.csv", agreed_to_texts=None, by=None, now=NOW)
    page = open_sheets()
    page.get_by_text("Paste rows instead").click()
    changed = "1,Ada Obi,30,F,08031234567,Aba,OSTEO,,,urgent"
    page.get_by_label("Or paste the rows here").fill(sheet(changed, rows[1]).read().decode())
    press(page, "Read the sheet")
    arrive(page, COLUMNS)
    press(page, "Check the rows")
    arrive(page, CHECK)
    follow(page, "Answer", "Old or new?")
    looks_right_at_both_widths(page, "changes", heading="Old or new?")
    page.get_by_label("Take what the sheet says").check()
    press(page, "Save")
    expect(page.get_by_text("All are answered.")).to_be_visible()
    checked = page.url
    follow(page, "Same 1", "Rows of the sheet")
    looks_right_at_both_widths(page, "rows", heading="Rows of the sheet")
    page.goto(checked)
    arrive(page, CHECK)
    page.get_by_label("Yes: they may be called and texted").check()
    press(page, "Register")
    expect(page.get_by_text("Registered").first).to_be_visible()
    assert Registration.objects.get(patient__name="Ada Obi").patient.town == "Aba"
    follow(page, "Load another sheet", UPLOAD)
    looks_right_at_both_widths(page, "earlier", heading=UPLOAD)
    follow(page, "first.csv", "first.csv")
    looks_right_at_both_widths(page, "open-consent", heading="first.csv")
    page.get_by_label("No: nobody of them is called or texted").check()
    press(page, "Write it down")
    expect(page.get_by_text("Written down for everybody")).to_be_visible()


@pytest.mark.parametrize(("width", "script"), [(1280, True), pytest.param(360, False, marks=pytest.mark.long)])
def test_a_long_sheet_shows_how_far_it_is_and_leads_on_by_itself(open_sheets, monkeypatch, width, script):
    monkeypatch.setattr(jobs, "LONG", 1)
    monkeypatch.setattr(tasks.load_sheets, "delay", lambda: None)
    page = open_sheets(width=width, script=script)
    page.get_by_label("The sheet", exact=True).set_input_files(ORTHO)
    press(page, "Read the sheet")
    looks_right_where_seen(page, "progress-waits", heading=READING, script=script)
    SheetJob.objects.update(state=JobState.RUNNING, done=500, whole=0)
    expect(page.get_by_text("500 rows")).to_be_visible()
    SheetJob.objects.update(done=1500, whole=2000)
    expect(page.get_by_role("progressbar")).to_have_js_property("value", 1500)
    looks_right_where_seen(page, "progress", heading=READING, script=script)
    SheetJob.objects.update(state=JobState.FAILED, trouble="The worker stopped 3 times on the way.")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    looks_right_where_seen(page, "progress-failed", heading=READING, script=script)
    press(page, "Try again")
    expect(page.get_by_text("Waiting for a worker")).to_be_visible()
    tasks.load_sheets()
    arrive(page, COLUMNS)
