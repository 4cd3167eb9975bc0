"""Pages of plans that ended in an odd way, or of a camp that changed."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from camps.models import Procedure, Registration, Resource, Station
from scheduling.models import Plan, Publication
from scheduling.queries.plans import plan_as_dict
from scheduling.services.booking import SYSTEM
from scheduling.services.camp_changes import postpone
from scheduling.services.filling import fill_camp
from scheduling.services.plan_jobs import revive_plans, run_plan
from tests.factories.schedule import NOW, add_patient
from tests.scheduling.plans.asking import ASKED, planned, text


def test_a_what_if_of_one_day_more_can_be_read(desk, queue):
    with desk.scope():
        for number in range(60, 90):
            add_patient(desk.made, number=number, procedure="BONE")
    plan = planned(desk, days="1")
    assert desk.get("plan", pk=plan.pk).status_code == 200


def test_after_three_deaths_the_page_does_not_say_that_nobody_is_left_out_or_that_it_was_checked(desk, queue):
    with desk.scope():
        for number in range(60, 90):
            add_patient(desk.made, number=number, procedure="BONE")
    plan = planned(desk)
    with desk.scope():  # as a search leaves its row: spots were written, the end was not
        Plan.objects.update(state="running", runs=3, seen_at=NOW - timedelta(minutes=1), left_out=[], violations=[])
        revive_plans(now=NOW)
    read = text(desk.get("plan", pk=plan.pk))
    assert "died 3 times" in read
    assert "This plan did not come to an end" in read
    assert "everybody who is listed has a place" not in read
    assert "Checked: nothing is held twice" not in read


def test_progress_can_be_read_while_a_resumed_search_has_spots_of_somebody_no_longer_listed(desk, queue, monkeypatch):
    plan = planned(desk)
    with desk.scope():
        Plan.objects.update(state="running", run="dead", seen_at=NOW - timedelta(minutes=1), ended_at=None)
        Registration.objects.filter(number=1).update(decision="deferred")
    seen = []

    def look(*_, **__):  # run 2 has read the camp, and searches
        seen.append(desk.get("plan_progress", pk=plan.pk).status_code)
        raise KeyboardInterrupt

    from scheduling.services import plan_jobs

    monkeypatch.setattr(plan_jobs, "_watched", look)
    with desk.scope(), pytest.raises(KeyboardInterrupt):
        run_plan(plan_id=plan.pk, now=lambda: NOW, clock=lambda: 0.0, workers=1)
    assert seen == [200]


def test_a_mistake_in_the_what_if_is_seen_without_opening_anything(desk, queue):
    page = desk.post("plans", {**ASKED, "tables": "99"}).content.decode()
    assert '<details class="more" open' in page


def test_a_plan_that_serves_nobody_does_not_say_that_all_0_stand(desk, queue):
    with desk.scope():
        Registration.objects.update(arrives_on=desk.camp.first_day + timedelta(days=30))
    plan = planned(desk)
    read = text(desk.get("plan", pk=plan.pk))
    assert len(plan.spots) == 0
    assert "all 0 people" not in read


def test_the_pictures_keep_the_days_for_which_it_was_planned(desk, queue):
    plan = planned(desk)
    with desk.scope():
        was = desk.camp.first_day
        postpone(camp=desk.camp, days=7, by=None, now=NOW + timedelta(minutes=1))
    page = desk.get("plan", pk=plan.pk).content.decode()
    assert f"?day={was:%Y-%m-%d}" in page
    assert f"?day={was + timedelta(days=7):%Y-%m-%d}" not in page


def test_accepting_asks_the_database_no_more_for_more_people_before_it_books(desk, queue):
    """The choice of lines alone: registration.camp (and venue, with a day) once a line."""
    from scheduling.queries.plan_places import Kind, differences
    from scheduling.views.plans import Part

    with desk.scope():
        for number in range(60, 90):
            add_patient(desk.made, number=number, procedure="LOOK")
    planned(desk)
    with desk.scope():
        lines = [
            line
            for line in differences(Plan.objects.select_related("camp__venue").get(), now=NOW)
            if line.kind != Kind.SAME
        ]
        with CaptureQueriesContext(
            connection,
        ) as asked:
            Part(desk.camp.first_day).chosen(lines, desk.camp)
    assert len(asked) == 0, f"{len(asked)} queries for {len(lines)} lines"


def test_the_list_of_plans_reads_no_spots_and_no_kept_holds(desk, queue):
    planned(desk)
    with CaptureQueriesContext(connection) as asked:
        desk.get("plans")
    sql = next(q["sql"] for q in asked if 'FROM "scheduling_plan"' in q["sql"])
    assert '"accepted"' not in sql
    assert '"spots"' not in sql


def test_what_people_were_told_against_a_rule_is_no_fault_of_the_plan(desk, queue):
    """The first fit knows no recovery beds; these people were told their places, and the plan leaves them there."""
    with desk.scope():
        for number in range(60, 64):
            add_patient(desk.made, number=number, procedure="BONE")
        bay = Station.objects.create(
            organisation=desk.made.organisation,
            camp=desk.camp,
            name="Bay",
            kind="recovery",
            opens=time(8),
            closes=time(20),
        )
        Resource.objects.create(organisation=desk.made.organisation, kind="station", station=bay)
        Procedure.objects.filter(code="BONE").update(recovery_min=90)
        fill_camp(camp=desk.camp, actor=SYSTEM, now=NOW - timedelta(hours=1))
        Publication.objects.create(
            organisation=desk.made.organisation, camp=desk.camp, number=1, at=NOW - timedelta(minutes=1)
        )
    plan = planned(desk)
    read = text(desk.get("plan", pk=plan.pk))
    assert "Our own checker found faults" not in read
    assert "This stood before the plan, and is left as it is" in read
    assert "Monday 1 March : 2 need a recovery bed at 10:00 and there is 1 (cards 001, 003)." in read
    with desk.scope():
        said = plan_as_dict(plan)
    assert said["violations"] == []
    assert said["stood_before"][0]["words"] == "day 1: 2 need a recovery bed at 10:00 and there is 1 (cards 001, 003)"


@pytest.mark.parametrize("wrong", ["²", "9" * 5000, "-1", "NaN", ""])
def test_a_tick_that_is_no_number_is_nobody(desk, queue, wrong):
    plan = planned(desk)
    answer = desk.post("accept_plan", {"ticked": "1", "registration": wrong}, pk=plan.pk)
    assert answer.status_code == 409
    assert "Nobody is chosen." in text(answer)
