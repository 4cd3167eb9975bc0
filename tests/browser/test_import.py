"""The organiser's way in a real browser from the sheet to the registrations: upload, columns, put right, register."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django_scopes import scope, scopes_disabled
from playwright.sync_api import Browser, Page, sync_playwright

from camps.models import Camp, Member, Organisation, Registration, Role
from camps.services.intake.whole import import_sheet
from camps.services.loading import load_camp
from camps.sheets.bundle import read_bundle
from tests.camps.intake.conftest import NOW, sheet
from tests.camps.sheets.samples import SAMPLES
from tests.factories.camps import PASSWORD, make_user

pytestmark = [pytest.mark.xdist_group("organiser"), pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CHROMIUM = "/usr/bin/chromium"
QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}}
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
ORTHO = SAMPLES / "ortho" / "registrations.csv"


@pytest.fixture(scope="module", autouse=True)
def loop_beside_the_rows() -> Iterator[None]:
    """Playwright keeps an event loop in this thread; the rows are read between its steps, never during one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture(scope="module")
def browser(loop_beside_the_rows) -> Iterator[Browser]:
    with sync_playwright() as play:
        system = CHROMIUM if Path(CHROMIUM).exists() else None
        chromium = play.chromium.launch(args=QUIET, executable_path=system)
        yield chromium
        chromium.close()


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
def open_page(browser: Browser, live_server, camp) -> Iterator[Callable[..., Page]]:
    """The page for loading sheets, signed in: open_page(width=360, script=False)."""
    contexts = []

    def opened(*, width: int = 1280, script: bool = True) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=script)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on(
            "console", lambda said: page.complaints.append(said.text) if said.type in ("error", "warning") else None
        )
        page.goto(f"{live_server.url}/sign-in/?next=/camps/ortho/registrations/sheets/")
        page.get_by_label("E-mail").fill("organiser@team.test")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("heading", name="Load a sheet").wait_for()
        return page

    yield opened
    for context in contexts:
        context.close()


def looks_right(page: Page, name: str) -> None:
    """Nothing for axe, nothing sideways, nothing in the console; kept as a picture when PICTURES names a folder."""
    if folder := os.environ.get("PICTURES"):
        width, height = page.viewport_size["width"], page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": width, "height": height})
        page.screenshot(path=Path(folder) / f"{name}-{width}.png")
        page.set_viewport_size({"width": width, "height": 900})
    assert page.evaluate(SIDEWAYS) == 0, name
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == [], name


@pytest.mark.parametrize("width", [1280, 360])
def test_organiser_loads_an_untidy_sheet_from_upload_to_the_registered_people(open_page, camp, width):
    page = open_page(width=width)
    looks_right(page, "upload")
    page.get_by_label("The sheet", exact=True).set_input_files(ORTHO)
    page.get_by_role("button", name="Read the sheet").click()

    page.get_by_role("heading", name="Name the columns").wait_for()
    assert page.get_by_label("Phone No.").input_value() == "phone"
    looks_right(page, "columns")
    page.get_by_role("button", name="Check the rows").click()

    page.get_by_role("heading", name="Check the sheet").wait_for()
    assert page.get_by_role("link", name="To put right 4").is_visible()
    looks_right(page, "check")

    page.get_by_label("Row 54, Phone No.").fill("0803-12x")
    page.get_by_role("button", name="Save what is put right").click()
    page.get_by_role("alert").wait_for()
    looks_right(page, "fix-wrong")
    page.get_by_label("Row 54, Phone No.").fill("0803 123 4567")
    page.get_by_role("button", name="Save what is put right").click()
    page.get_by_text("One row is put right.").wait_for()

    page.goto(f"{page.url.split('/fix/')[0].rstrip('/')}/")
    page.get_by_role("link", name="Compare them").click()
    looks_right(page, "doubles")
    page.get_by_role("link", name="Back to the check").click()
    looks_right(page, "check-again")

    page.get_by_role("button", name="Register 58 people").click()
    page.get_by_role("alert").get_by_text("Choose yes or no.").wait_for()
    looks_right(page, "unanswered")
    page.get_by_label("Yes: they may be called and texted").check()
    page.get_by_role("button", name="Register 58 people").click()
    page.get_by_text("58 people are registered.").wait_for()
    looks_right(page, "done")
    assert Registration.objects.count() == 58
    assert (
        page.complaints
        == ["Failed to load resource: the server responded with a status of 422 (Unprocessable Entity)"] * 2
    )


def test_every_page_works_without_javascript_and_the_import_is_undone_by_its_button(open_page, camp):
    page = open_page(script=False)
    page.get_by_label("The sheet", exact=True).set_input_files(ORTHO)
    page.get_by_role("button", name="Read the sheet").click()
    page.get_by_role("button", name="Check the rows").click()
    page.get_by_label("No: nobody of them is called or texted").check()
    page.get_by_role("button", name="Register 57 people").click()
    page.get_by_text("57 people are registered.").wait_for()
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("Undone: 57 people are gone.").wait_for()
    assert Registration.objects.count() == 0


@pytest.mark.parametrize("width", [1280, 360])
def test_a_second_sheet_is_compared_with_what_stands(open_page, camp, width):
    with scope(organisation=camp.organisation):
        rows = ("1,Ada Obi,30,F,08031234567,Bori,CONS,,,", "2,Musa Bello,40,M,08031234568,Bori,CONS,,,")
        import_sheet(camp=camp, file=sheet(*rows), name="first.csv", agreed_to_texts=None, by=None, now=NOW)
    page = open_page(width=width)
    page.get_by_text("Paste rows instead").click()
    changed = "1,Ada Obi,30,F,08031234567,Aba,OSTEO,,,urgent"
    page.get_by_label("Or paste the rows here").fill(sheet(changed, rows[1]).read().decode())
    page.get_by_role("button", name="Read the sheet").click()
    page.get_by_role("button", name="Check the rows").click()
    page.get_by_role("link", name="Answer").click()
    looks_right(page, "changes")
    page.get_by_label("Take what the sheet says").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("All are answered.").wait_for()
    page.get_by_role("link", name="Same 1").click()
    looks_right(page, "rows")
    page.go_back()
    page.get_by_label("Yes: they may be called and texted").check()
    page.get_by_role("button", name="Register").click()
    page.get_by_text("Registered").first.wait_for()
    assert Registration.objects.get(patient__name="Ada Obi").patient.town == "Aba"
    page.get_by_role("link", name="Load another sheet").click()
    looks_right(page, "earlier")
    page.get_by_role("link", name="first.csv").click()
    looks_right(page, "open-consent")
    page.get_by_label("No: nobody of them is called or texted").check()
    page.get_by_role("button", name="Write it down").click()
    page.get_by_text("Written down for everybody").wait_for()
