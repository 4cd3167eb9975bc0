"""The schedule in a real browser: search, screen, fill, move by keyboard, swap, cover; and axe on every page."""

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from axe_playwright_python.sync_playwright import Axe
from django_scopes import scope, scopes_disabled
from playwright.sync_api import Browser, Page, sync_playwright

from camps.models import Camp, CampState, Registration, Resource
from camps.names import name_key
from scheduling.models import Appointment, Publication, TimeRequest
from scheduling.queries.places import look
from scheduling.services.booking import SYSTEM, confirm
from scheduling.services.cover import close_station, enter_absence
from scheduling.services.filling import fill_camp
from tests.factories.camps import PASSWORD
from tests.factories.organiser import member_of
from tests.factories.sample_camp import sample_camp
from tests.factories.schedule import NOW, small_camp

pytestmark = [
    pytest.mark.xdist_group("schedule"),
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(400),
]

CHROMIUM = "/usr/bin/chromium"
QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}}
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
WIDE = """[...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
  .map(e => e.outerHTML.slice(0, 80)).slice(0, 3)"""


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
def here(live_server, settings, tmp_path):
    """A server on loopback whose clock began at NOW."""
    settings.VAR_DIR = tmp_path
    with time_machine.travel(NOW, tick=True), scopes_disabled():
        yield live_server.url


@pytest.fixture
def open_page(browser: Browser, here: str) -> Iterator[Callable[..., Page]]:
    """Signed in as this person: open_page(user, width=360, script=False)."""
    contexts = []

    def opened(user, *, width: int = 1280, script: bool = True) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=script)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(here + "/sign-in/")
        page.get_by_label("E-mail").fill(user.email)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: "sign-in" not in url)
        return page

    yield opened
    for context in contexts:
        context.close()


def keep(page: Page, name: str) -> None:
    """A screenshot into the folder that SCHEDULE_SHOTS names; without it nothing is written."""
    if folder := os.environ.get("SCHEDULE_SHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def faults(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{page.url} {violation['id']}: {node['html'][:160]}" for violation in found for node in violation["nodes"]]


@pytest.fixture
def ortho(here) -> Camp:
    """The sample camp of sixty people, filled and published, with every state that a page can show."""
    made = small_camp(slug="other", patients=1)
    with scope(organisation=made.organisation):
        camp = sample_camp("ortho", organisation=made.organisation, now=NOW)
        for registration in Registration.objects.filter(camp=camp).select_related("patient"):
            registration.patient.name_key = name_key(registration.patient.name)
            registration.patient.save()
        fill_camp(camp=camp, actor=SYSTEM, now=NOW)
        Camp.objects.filter(pk=camp.pk).update(state=CampState.PUBLISHED)
        Publication.objects.create(organisation=made.organisation, camp=camp, number=1, at=NOW)
        standing = list(Appointment.objects.filter(camp=camp, kind="operation").order_by("starts_at", "pk"))
        for appointment in standing[3:6]:
            confirm(appointment_id=appointment.pk, actor=SYSTEM, now=NOW)
        surgeon = Resource.objects.get(allocations__appointment=standing[0].pk, allocations__part="surgeon").doctor
        first = standing[0]
        enter_absence(doctor=surgeon, starts_at=first.starts_at, ends_at=first.ends_at, by=None, now=NOW, reason="ill")
        desk = camp.stations.get(name="Clinic room B")
        noon = camp.instant(camp.first_day, first.starts_at.time().replace(hour=12, minute=0))
        close_station(
            station=desk, starts_at=noon, ends_at=noon + timedelta(hours=1), reason="cleaning", by=None, now=NOW
        )
        TimeRequest.objects.create(
            organisation=made.organisation,
            appointment=standing[1],
            wanted_at=standing[1].starts_at + timedelta(hours=3),
            note="My bus comes at ten.",
            asked_at=NOW,
        )
    return Camp.objects.select_related("organisation", "venue").get(pk=camp.pk)


def pages_of(camp: Camp) -> dict[str, str]:
    first = Appointment.objects.filter(camp=camp, kind="operation").order_by("starts_at", "pk").first()
    second = Appointment.objects.filter(camp=camp, kind="operation").order_by("-starts_at", "pk").first()
    asked = TimeRequest.objects.get(appointment__camp=camp)
    waiting = Registration.objects.filter(camp=camp, appointments=None).order_by("number").first()
    at = f"station={first.station_id}&start={first.starts_at.isoformat().replace('+', '%2B')}"
    return {
        "registrations": "registrations/",
        "registrations-filtered": "registrations/?placed=no",
        "registrations-nobody": "registrations/?q=zzzz",
        "screen": "registrations/screen/",
        "fill": "day/fill/",
        "day": f"day/{camp.first_day}/",
        "day-last": f"day/{camp.last_day}/",
        "appointment": f"day/appointments/{first.pk}/",
        "cancel": f"day/appointments/{first.pk}/cancel/",
        "swap-with": f"day/appointments/{first.pk}/swap/",
        "swap": f"day/appointments/{first.pk}/swap/?with={second.pk}",
        "cover": f"day/appointments/{first.pk}/cover/",
        "needs-cover": "day/cover/",
        "places": f"registrations/{waiting.number}/places/",
        "place-blocked": f"registrations/{waiting.number}/place/?{at}",
        "free": f"day/free/?{at}",
        "requests": "day/requests/",
        "request": f"day/requests/{asked.pk}/",
        "changes": "day/change/",
        "postpone": "day/change/postpone/",
        "postpone-look": "day/change/postpone/?days=7",
        "cancel-day": f"day/change/cancel-day/?day={camp.first_day}",
        "cancel-camp": "day/change/cancel-camp/?look=1",
    }


@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_fits_the_screen_and_axe_finds_nothing(open_page, here, ortho, width):
    page = open_page(member_of(ortho.organisation, "organiser"), width=width)
    found, wide = [], []
    for name, path in pages_of(ortho).items():
        page.goto(f"{here}/camps/{ortho.slug}/{path}")
        keep(page, f"{name}-{width}")
        found += faults(page)
        if page.evaluate(SIDEWAYS) > 0:
            wide.append((name, page.evaluate(WIDE)))
    assert (found, wide, page.complaints) == ([], [], [])


@pytest.mark.parametrize("script", [True, False])
def test_an_organiser_searches_decides_and_takes_it_back(open_page, here, ortho, script):
    page = open_page(member_of(ortho.organisation, "organiser"), script=script)
    somebody = Registration.objects.filter(camp=ortho, appointments=None).select_related("patient").first()
    page.goto(f"{here}/camps/{ortho.slug}/registrations/")
    page.get_by_label("Search").fill(" ".join(reversed(somebody.patient.name.split())))
    page.get_by_role("button", name="Show", exact=True).click()
    page.get_by_role("checkbox", name=f"Tick {somebody.patient.name}").check()
    page.get_by_label("Decision for those ticked").select_option("standby")
    page.get_by_role("button", name="Decide…").click()
    page.get_by_role("heading", name="Decide about 1 person").wait_for()
    page.get_by_role("button", name="Decide").click()
    page.get_by_text("Decided about 1 person.").wait_for()
    somebody.refresh_from_db()
    assert somebody.decision == "standby"
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("1 decision is as before.").wait_for()
    somebody.refresh_from_db()
    assert somebody.decision == "listed"


@pytest.mark.parametrize("script", [True, False])
def test_an_appointment_is_moved_by_the_keyboard_alone(open_page, here, ortho, script):
    page = open_page(member_of(ortho.organisation, "organiser"), script=script)
    last = next(one for one in Appointment.objects.filter(camp=ortho, kind="operation") if fits_later(one))
    before = last.starts_at
    page.goto(f"{here}/camps/{ortho.slug}/day/{last.starts_at.astimezone(ortho.zone).date()}/")
    press(page, f"{last.registration}")
    page.get_by_role("heading", name=str(last.registration)).wait_for()
    press(page, "10 minutes later")
    page.get_by_role("heading", name="Move here?").wait_for()
    page.get_by_role("button", name="Move", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_text("has the place at").wait_for()
    last.refresh_from_db()
    assert last.starts_at == before + timedelta(minutes=10)


def fits_later(one: Appointment) -> bool:
    """Is there room ten minutes later?"""
    start = one.starts_at + timedelta(minutes=10)
    with scope(organisation=one.organisation):
        seen = look(registration=one.registration, station=one.station, start=start, now=NOW, but_for=[one.pk])
    return not seen.conflicts


def press(page: Page, name: str) -> None:
    """Reach a link by the focus and open it with Enter."""
    page.get_by_role("link", name=name).first.focus()
    page.keyboard.press("Enter")


def test_lost_cover_is_given_back_from_the_day(open_page, here, ortho):
    page = open_page(member_of(ortho.organisation, "coordinator"), width=360)
    page.goto(f"{here}/camps/{ortho.slug}/day/")
    page.get_by_role("link", name="1 appointment needs cover on this day").click()
    page.get_by_role("link", name="Find cover").click()
    offers = page.get_by_role("button", name="Take this")
    if offers.count():
        offers.first.click()
        page.get_by_text("has the place at").wait_for()
        assert not Appointment.objects.filter(camp=ortho).exclude(needs_cover="").exists()
    else:
        page.get_by_text("Nobody else is free at this hour").wait_for()
