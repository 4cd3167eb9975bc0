"""A plan as a job: asked for once, searched once, stopped, and taken up again after a worker died."""

from datetime import timedelta

import pytest

from scheduling.errors import NotAllowed
from scheduling.models import Appointment, Plan
from scheduling.planning.pins import PinsContradict
from scheduling.planning.settings import PlanSettings
from scheduling.planning.what_if import More
from scheduling.queries.plans import problem_of, settings_of, shares, solution_of
from scheduling.services import plan_jobs
from scheduling.services.plan_jobs import ask_for_plan, revive_plans, run_plan, stop_plan
from tests.factories.schedule import NOW, add_patient

FEW = PlanSettings(seconds=None, iterations=20)


def asked(small, settings=FEW, at=NOW):
    return ask_for_plan(camp=small.camp, settings=settings, by=None, now=at)


def run(plan, at=NOW):
    return run_plan(plan_id=plan.pk, now=lambda: at, clock=lambda: 0.0, workers=1)


def test_a_plan_is_searched_checked_and_explained_and_books_nothing(small):
    done = run(asked(small))
    assert (done.state, done.violations, done.left_out) == ("done", [], [])
    assert sorted(solution_of(done).spots) == [one.pk for one in small.registrations[:4]]
    assert done.value <= done.bound
    assert done.first_seconds is not None
    assert not Appointment.objects.exists()


def test_a_plan_on_its_way_is_not_asked_for_twice(small):
    asked(small)
    with pytest.raises(NotAllowed, match="being planned already"):
        asked(small)


def test_what_one_worker_searches_another_leaves_alone(small):
    plan = asked(small)
    Plan.objects.filter(pk=plan.pk).update(state="running", run="another", seen_at=NOW)
    assert run(plan) is None
    assert Plan.objects.get().run == "another"


def test_what_a_dead_worker_had_is_taken_up_where_it_was(small):
    done = run(asked(small))
    spots = done.spots
    Plan.objects.update(state="running", run="dead", seen_at=NOW, ended_at=None, progress=[[3.0, done.value]])
    later = NOW + timedelta(seconds=16)
    assert revive_plans(now=NOW + timedelta(seconds=14)) == []
    assert revive_plans(now=later) == [done.pk]
    again = run(done, at=later)
    assert (again.state, again.runs) == ("done", 2)
    assert again.value >= done.value
    assert set(again.spots) == set(spots)
    assert again.progress[0] == [3.0, done.value]


@pytest.mark.parametrize("found", [True, False])
def test_after_three_deaths_it_has_failed_and_nothing_is_tried_again(small, found):
    plan = run(asked(small)) if found else asked(small)
    Plan.objects.update(state="running", runs=3, seen_at=NOW)
    assert revive_plans(now=NOW + timedelta(minutes=1)) == []
    plan.refresh_from_db()
    assert plan.state == "failed"
    assert "died 3 times. Plan again" in plan.trouble


def test_a_plan_that_no_worker_took_is_handed_over_again(small):
    plan = asked(small)
    assert revive_plans(now=NOW + timedelta(seconds=10)) == []
    assert revive_plans(now=NOW + timedelta(seconds=30)) == [plan.pk]


def test_stopped_before_it_began_it_never_begins(small):
    plan = asked(small)
    stop_plan(plan=plan, now=NOW)
    assert run(plan) is None
    assert Plan.objects.get().trouble == "It was stopped before it began."
    asked(small)  # and another may be asked for


def test_a_stop_ends_a_search_without_limit_and_keeps_what_it_found(small, monkeypatch):
    monkeypatch.setattr(plan_jobs, "EVERY", 0.01)
    for number in range(60, 110):
        add_patient(small, number=number, procedure="BONE")
    plan = asked(small, PlanSettings(seconds=None, iterations=10**9))
    Plan.objects.update(stop_asked=True)
    done = run(plan)
    assert done.state == "done"
    assert done.spots


def test_pins_that_contradict_each_other_end_it_with_what_to_do(small, monkeypatch):
    def contradict(*_, **__):
        raise PinsContradict("cases 3 and 7 are pinned to one place at one time")

    monkeypatch.setattr(plan_jobs, "searched", contradict)
    done = run(asked(small))
    assert done.state == "failed"
    assert done.trouble == (
        "cases 3 and 7 are pinned to one place at one time. Move or unpin one of them on the day view."
    )


def test_a_fault_of_ours_ends_it_and_is_not_hidden(small, monkeypatch):
    monkeypatch.setattr(plan_jobs, "searched", lambda *_, **__: 1 / 0)
    plan = asked(small)
    with pytest.raises(ZeroDivisionError):
        run(plan)
    plan.refresh_from_db()
    assert (plan.state, plan.trouble) == ("failed", "ZeroDivisionError: division by zero")


def test_a_camp_without_windows_is_refused_with_the_cure(small):
    small.camp.shifts.update(cancelled_at=NOW)
    with pytest.raises(NotAllowed) as refusal:
        asked(small)
    assert "shifts of doctors" in refusal.value.cure


def test_a_search_of_too_many_seconds_is_refused_with_the_bounds(small):
    with pytest.raises(NotAllowed) as refusal:
        asked(small, PlanSettings(seconds=10_000))
    assert "1 to 300" in refusal.value.cure


def test_a_what_if_serves_more_and_remembers_what_was_asked(small):
    for number in range(60, 100):
        add_patient(small, number=number, procedure="BONE")
    before = run(asked(small))
    after = run(
        asked(small, PlanSettings(seconds=None, iterations=20, more=More(tables=2, anaesthetists=2, surgeons=2)))
    )
    assert settings_of(after).more.tables == 2
    assert len(after.spots) > len(before.spots)
    assert after.violations == []
    assert sum(share.served for share in shares(problem_of(after), solution_of(after).spots)) == len(after.spots)


def test_only_the_last_plans_and_what_was_accepted_are_kept(small, monkeypatch):
    monkeypatch.setattr(plan_jobs, "KEPT_PLANS", 2)
    made = []
    for _ in range(4):
        made.append(asked(small))
        Plan.objects.update(state="done")
        Plan.objects.filter(pk=made[0].pk).update(accepted_at=NOW)
    assert set(Plan.objects.values_list("pk", flat=True)) == {made[0].pk, made[2].pk, made[3].pk}
