"""The sample camps planned from their real sheets: no rule broken, everybody left out explained, the urgent ones in."""

import json
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django_scopes import scope

from camps.services.organisations import create_organisation
from scheduling.models import Appointment, Publication
from scheduling.planning.settings import PlanSettings
from scheduling.planning.solution import gap
from scheduling.planning.solve import Limits
from scheduling.queries.plan_reasons import reason_lines
from scheduling.queries.planning import CampProblem, camp_problem, value_of_class
from scheduling.queries.plans import shares
from scheduling.services.booking import SYSTEM
from scheduling.services.filling import fill_camp
from scheduling.services.plan_jobs import ask_for_plan
from scheduling.services.planning import Planned, searched
from tests.factories.camps import NOW, make_user
from tests.factories.sample_camp import sample_camp


@pytest.fixture
def team(db):
    organisation = create_organisation(name="Team", owner=make_user("owner@team.test"))
    with scope(organisation=organisation):
        yield organisation


@dataclass
class Found:
    """A plan of a camp, and what it was made from."""

    of: CampProblem
    planned: Planned

    def __getattr__(self, name):
        return getattr(self.planned, name)

    @property
    def served(self):
        return {one.priority: one.served for one in shares(self.of.problem, self.solution.spots)}

    @property
    def gap(self):
        return gap(self.value, self.solution.bound)


def planned(camp, iterations=60):
    of = camp_problem(camp, now=NOW)
    limits = Limits(iterations=iterations)
    none = {"report": lambda _: None, "stopped": lambda: False, "seconds_to_first": lambda: 0.0}
    return Found(of, searched(of.problem, limits=limits, clock=lambda: 0.0, **none))


@pytest.mark.parametrize("name", ["ortho", "ogoni", "taraba"])
def test_a_sample_camp_is_planned_by_every_rule_and_everybody_left_out_is_explained(team, name):
    found = planned(sample_camp(name, organisation=team, now=NOW))
    cases = found.of.problem.cases
    assert found.violations == []
    assert {reason.case for reason in found.left_out} == {case.key for case in cases} - set(found.solution.spots)
    assert all(reason_lines(found.of.problem, reason) for reason in found.left_out)
    assert 0 <= found.gap < 100


@pytest.mark.parametrize("name", ["ogoni", "taraba"])
def test_nobody_urgent_is_left_out_whom_the_place_of_somebody_less_urgent_would_serve(team, name):
    found = planned(sample_camp(name, organisation=team, now=NOW), iterations=400)
    class_of = {case.key: case.priority for case in found.of.problem.cases}
    urgent = [reason for reason in found.left_out if class_of[reason.case] <= 2]
    assert [reason for reason in urgent if reason.instead_of] == []
    assert sum(found.served.get(priority, 0) for priority in (1, 2)) > 0


def test_planning_books_nothing(team):
    camp = sample_camp("ortho", organisation=team, now=NOW)
    planned(camp)
    assert not Appointment.objects.exists()


def test_what_was_pinned_by_hand_stays(team):
    camp = sample_camp("ortho", organisation=team, now=NOW)
    fill_camp(camp=camp, actor=SYSTEM, now=NOW)
    pinned = Appointment.objects.order_by("-starts_at").first()
    Appointment.objects.filter(pk=pinned.pk).update(pinned=True)
    found = planned(camp)
    of = next(case for case in found.of.problem.cases if case.key == pinned.registration_id)
    assert of.pinned is not None
    assert found.solution.spots[of.key] == of.pinned
    assert sum(case.pinned is not None for case in found.of.problem.cases) == 1


def test_a_camp_that_was_filled_and_published_can_be_planned_and_nobody_told_is_moved(team):
    camp = sample_camp("ortho", organisation=team, now=NOW)
    fill_camp(camp=camp, actor=SYSTEM, now=NOW)
    Publication.objects.create(organisation=team, camp=camp, number=1, at=NOW + timedelta(hours=1))
    found = planned(camp)
    pinned = [case for case in found.of.problem.cases if case.pinned is not None]
    assert len(pinned) == Appointment.objects.count()
    assert all(found.solution.spots[case.key] == case.pinned for case in pinned)
    assert found.violations == []
    assert found.value <= found.solution.bound


def test_a_place_of_somebody_on_standby_is_in_the_way(team):
    camp = sample_camp("ortho", organisation=team, now=NOW)
    fill_camp(camp=camp, actor=SYSTEM, now=NOW)
    before = camp_problem(camp, now=NOW).problem
    one = Appointment.objects.order_by("starts_at").first()
    camp.registrations.filter(pk=one.registration_id).update(decision="standby")
    after = camp_problem(camp, now=NOW).problem
    station = one.allocations.get(part="station").resource_id
    assert one.registration_id not in {case.key for case in after.cases}
    hours = {table.key: table.hours for table in before.tables}[station]
    assert {table.key: table.hours for table in after.tables}[station] != hours


def test_waiting_counts_but_never_as_much_as_the_class_above():
    for urgency in (2, 3, 4):
        assert value_of_class(urgency, waited_days=0) < value_of_class(urgency, waited_days=30)
        assert value_of_class(urgency, waited_days=100_000) < value_of_class(urgency - 1, waited_days=0)


def test_moving_a_camp_by_a_week_changes_nothing(team):
    camp = sample_camp("ortho", organisation=team, now=NOW)
    before = camp_problem(camp, now=NOW).problem
    camp.first_day += timedelta(days=7)
    camp.save()
    for shift in camp.shifts.all():
        shift.starts_at += timedelta(days=7)
        shift.ends_at += timedelta(days=7)
        shift.save()
    after = camp_problem(camp, now=NOW).problem
    assert (after.tables, after.doctors, after.bays) == (before.tables, before.doctors, before.bays)


def test_the_command_prints_what_was_found_as_json(team):
    camp = sample_camp("ortho", organisation=team, now=NOW)
    out = StringIO()
    call_command("plan_camp", camp.slug, "--iterations", "20", "--json", stdout=out)
    said = json.loads(out.getvalue())
    assert {"served", "value", "bound", "gap", "seconds_to_first", "violations", "left_out"} <= set(said)
    assert said["violations"] == []
    assert sum(said["served"].values()) + len(said["left_out"]) == said["listed"]
    assert all(left["reasons"] for left in said["left_out"])


def test_the_command_books_only_when_it_is_told_to(team):
    camp = sample_camp("ortho", organisation=team, now=NOW)
    out = StringIO()
    call_command("plan_camp", camp.slug, "--iterations", "20", stdout=out)
    assert not Appointment.objects.exists()
    call_command("plan_camp", camp.slug, "--iterations", "20", "--accept", stdout=out)
    assert f"Accepted: {Appointment.objects.count()} booked, 0 moved, 0 given up." in out.getvalue()
    assert Appointment.objects.count() > 20


def test_the_command_says_that_a_plan_is_on_its_way(team):
    camp = sample_camp("ortho", organisation=team, now=NOW)
    ask_for_plan(camp=camp, settings=PlanSettings(), by=None, now=NOW)
    with pytest.raises(CommandError, match="is being planned already"):
        call_command("plan_camp", camp.slug)


def test_the_command_names_a_camp_that_is_not_there(db):
    with pytest.raises(CommandError, match="No camp has the slug “nowhere”"):
        call_command("plan_camp", "nowhere")
