"""The schedule in a real browser: search, screen, fill, move by keyboard, swap, cover; and axe on every page."""

from datetime import timedelta

import pytest
from django_scopes import scope
from playwright.sync_api import Page, expect

from camps.models import Camp, CampState, Decision, Registration, Resource
from camps.names import name_key
from scheduling.models import Appointment, Publication, TimeRequest
from scheduling.planning.changes import TableAway
from scheduling.queries.places import look
from scheduling.services.booking import SYSTEM, confirm
from scheduling.services.cover import close_station, enter_absence
from scheduling.services.filling import fill_camp
from scheduling.services.replanning import propose
from tests.browser.looking import arrive, faults_at_both_widths
from tests.factories.organiser import member_of
from tests.factories.sample_camp import sample_camp
from tests.factories.schedule import NOW, small_camp

pytestmark = [
    pytest.mark.xdist_group("schedule"),
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(400),
]
# Twelve who come on their own, two families, the urgent, who arrives on the last day, consultations; and those who are
# listed only when the camp is filled.
PEOPLE = {*range(1, 13), 13, 20, 23, 24, 25, 26, 27, 33, 34, 45, 47, 56, 58, 60}
TOO_LATE = {56, 58, 60}


@pytest.fixture
def ortho(here) -> Camp:
    """Some of the sample camp's people, filled and published, with every state that a page can show.

    All sixty-four would show the same states in longer pages, and axe takes its time for each row of them.
    """
    made = small_camp(slug="other", patients=1)
    with scope(organisation=made.organisation):
        camp = sample_camp("ortho", organisation=made.organisation, now=NOW)
        camp.registrations.exclude(number__in=PEOPLE).delete()
        for registration in Registration.objects.filter(camp=camp).select_related("patient"):
            registration.patient.name_key = name_key(registration.patient.name)
            registration.patient.save()
        camp.registrations.filter(number__in=TOO_LATE).update(decision=Decision.STANDBY)
        fill_camp(camp=camp, actor=SYSTEM, now=NOW)
        camp.registrations.filter(number__in=TOO_LATE).update(decision=Decision.LISTED)
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


def proposals_for(camp: Camp, first: Appointment) -> int:
    """What could be done if the first table opened three hours late."""
    table = first.allocations.get(part="station").resource_id
    with scope(organisation=camp.organisation):
        return propose(camp=camp, change=TableAway(0, table, 0, 11 * 60), by=None, now=NOW, steps=20)[0].pk


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
        "what-if": "plans/what-if/?absent=30&near_km=900",
        "dial": "plans/what-if/dial/",
        "replan": "day/replan/",
        "replan-form": "day/replan/table/",
        "replanned": f"day/replan/{proposals_for(camp, first)}/",
        "go-first": f"day/appointments/{second.pk}/first/",
        "requests": "day/requests/",
        "request": f"day/requests/{asked.pk}/",
        "changes": "day/change/",
        "postpone": "day/change/postpone/",
        "postpone-look": "day/change/postpone/?days=7",
        "cancel-day": f"day/change/cancel-day/?day={camp.first_day}",
        "cancel-camp": "day/change/cancel-camp/?look=1",
    }


def test_every_page_fits_the_screen_and_axe_finds_nothing(open_page, ortho, complaints):
    page = open_page(member_of(ortho.organisation, "organiser"))
    found = []
    for name, path in pages_of(ortho).items():
        answer = page.goto(f"/camps/{ortho.slug}/{path}")
        assert answer.status == 200, name
        found += faults_at_both_widths(page, name)
    assert (found, complaints) == ([], [])


@pytest.mark.parametrize("script", [True, False])
def test_an_organiser_searches_decides_and_takes_it_back(open_page, ortho, script):
    page = open_page(member_of(ortho.organisation, "organiser"), script=script)
    waiting = Registration.objects.filter(camp=ortho, appointments=None).select_related("patient")
    somebody = waiting.order_by("number").first()
    page.goto(f"/camps/{ortho.slug}/registrations/")
    page.get_by_label("Search").fill(" ".join(reversed(somebody.patient.name.split())))
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("link", name="Show everybody")).to_be_visible()
    page.get_by_role("checkbox", name=f"Tick {somebody.patient.name}").check()
    page.get_by_label("Decision for those ticked").select_option("standby")
    page.get_by_role("button", name="Decide…").click()
    arrive(page, "Decide about 1 person")
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_text("Decided about 1 person.")).to_be_visible()
    somebody.refresh_from_db()
    assert somebody.decision == "standby"
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("1 decision is as before.")).to_be_visible()
    somebody.refresh_from_db()
    assert somebody.decision == "listed"


@pytest.mark.parametrize("script", [True, False])
def test_an_appointment_is_moved_by_the_keyboard_alone(open_page, ortho, script):
    page = open_page(member_of(ortho.organisation, "organiser"), script=script)
    standing = Appointment.objects.filter(camp=ortho, kind="operation").order_by("starts_at", "pk")
    last = next(one for one in standing if fits_later(one))
    before = last.starts_at
    page.goto(f"/camps/{ortho.slug}/day/{last.starts_at.astimezone(ortho.zone).date()}/")
    press(page, f"{last.registration}")
    arrive(page, str(last.registration))
    press(page, "10 minutes later")
    arrive(page, "Move here?")
    page.get_by_role("button", name="Move", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("has the place at")).to_be_visible()
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
    link = page.get_by_role("link", name=name).first
    link.focus()
    expect(link).to_be_focused()
    page.keyboard.press("Enter")


def test_lost_cover_is_given_back_from_the_day(open_page, ortho):
    page = open_page(member_of(ortho.organisation, "coordinator"), width=360)
    page.goto(f"/camps/{ortho.slug}/day/")
    page.get_by_role("link", name="1 appointment needs cover on this day").click()
    arrive(page, "Needs cover")
    page.get_by_role("link", name="Find cover").click()
    arrive(page, "Cover for")
    offers = page.get_by_role("button", name="Take this")
    if offers.count():
        offers.first.click()
        expect(page.get_by_text("has the place at")).to_be_visible()
        assert not Appointment.objects.filter(camp=ortho).exclude(needs_cover="").exists()
    else:
        expect(page.get_by_text("Nobody else is free at this hour")).to_be_visible()
