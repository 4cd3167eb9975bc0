"""The life of a plan in a real browser with a real worker: asked for, watched, reloaded, the worker killed, stopped,
accepted though the camp changed meanwhile, and taken back.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django_scopes import scope, scopes_disabled
from playwright.sync_api import Page, expect

from camps.models import Camp, Member, Registration, Role
from camps.services.organisations import create_organisation
from scheduling import tasks
from scheduling.models import Appointment, Plan
from scheduling.services.plan_jobs import revive_plans
from tests.browser.looking import arrive, looks_right_at_both_widths
from tests.config.waiting import wait_until
from tests.factories.camps import NOW, make_user
from tests.factories.sample_camp import sample_camp
from tests.faults.servers import beat_of, broker_of, redis_of_its_own
from tests.faults.workers import CELERY, environment, kill, process

pytestmark = [
    pytest.mark.xdist_group("organiser"),
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(400),
]

PLANNER = (*CELERY, "--concurrency", "1", "--queues", "planning")
ASK, WATCH, READ = "Plan the camp", "Plan", "What the plan proposes"


@pytest.fixture
def camp(transactional_db) -> Iterator[Camp]:
    """A camp that asks for far more than two days hold, so that a search goes on until it is stopped."""
    organisation = create_organisation(name="Team", owner=make_user("owner@team.test"))
    with scope(organisation=organisation):
        made = sample_camp("ogoni", organisation=organisation, now=NOW)
        organiser = make_user("organiser@team.test", name="Ola Organiser")
        Member.objects.create(organisation=organisation, user=organiser, role=Role.ORGANISER)
    with scopes_disabled():
        yield made


@pytest.fixture
def open_plans(open_page: Callable[..., Page], camp: Camp) -> Callable[..., Page]:
    def opened(**how) -> Page:
        page = open_page(Member.objects.get(role=Role.ORGANISER).user, **how)
        page.goto(f"/camps/{camp.slug}/plans/")
        arrive(page, ASK)
        return page

    return opened


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button).click()


def served() -> int:
    return len(Plan.objects.get().spots)


def test_a_plan_is_watched_survives_its_worker_is_stopped_accepted_and_taken_back(
    open_plans, camp, monkeypatch, complaints
):
    with redis_of_its_own() as redis, beat_of(redis) as beat:
        env = environment(mail_port=9, **broker_of(redis))
        hand_over = lambda pk: beat.app.send_task("scheduling.plan", [pk], queue="planning")  # noqa: E731
        monkeypatch.setattr(tasks.plan, "delay_on_commit", hand_over)
        page = open_plans()
        page.get_by_label("How long to search").select_option("300")
        with process(*PLANNER, env=env) as worker:
            press(page, "Plan now")
            arrive(page, WATCH)
            expect(page.get_by_text("short of the best that any plan could be")).to_be_visible()  # without any reload
            expect(page.get_by_text("Class P2")).to_be_visible()
            page.reload()
            expect(page.get_by_text("short of the best that any plan could be")).to_be_visible()
            wait_until(lambda: served() > 20, seconds=30)
            kill(worker)
        found = served()
        assert Plan.objects.get().state == "running"
        Plan.objects.update(seen_at=NOW - timedelta(days=400))  # what a quarter of a minute would do
        (pk,) = revive_plans(now=NOW)
        with process(*PLANNER, env=env):
            hand_over(pk)
            expect(page.get_by_text("it goes on from what it had found")).to_be_visible()
            press(page, "Stop and keep the best")
            arrive(page, READ)
    plan = Plan.objects.get()
    assert (plan.state, plan.runs, plan.violations) == ("done", 2, [])
    assert served() >= found
    looks_right_at_both_widths(page, "plan", heading=READ)

    gone = Registration.objects.get(pk=min(int(key) for key in plan.spots))
    Registration.objects.filter(pk=gone.pk).update(decision="deferred")
    page.get_by_role("button", name="Accept these").click()
    expect(page.get_by_role("alert")).to_contain_text("1 no longer fit")
    press(page, "Accept those that still fit")
    expect(page.get_by_text(f"Accepted: {served() - 1} booked")).to_be_visible()
    assert Appointment.objects.filter(state="booked").count() == served() - 1
    assert not Appointment.objects.filter(registration=gone).exists()

    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text(f"Taken back: {served() - 1} places given up")).to_be_visible()
    assert not Appointment.objects.filter(state="booked").exists()
    assert [said for said in complaints if "409" not in said] == []


def test_without_scripts_the_same_plan_is_asked_for_and_read(open_plans, camp, monkeypatch):
    asked = []
    monkeypatch.setattr(tasks.plan, "delay_on_commit", asked.append)
    page = open_plans(width=360, script=False)
    press(page, "Plan now")
    arrive(page, WATCH)
    expect(page.get_by_text("Waiting for a worker to begin")).to_be_visible()
    assert asked == [Plan.objects.get().pk]
    assert (
        page.locator("noscript meta[http-equiv=refresh]").count() + page.locator("meta[http-equiv=refresh]").count() > 0
    )
