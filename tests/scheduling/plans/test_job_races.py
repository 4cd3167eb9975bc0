"""A plan whose stop, death, end and next run meet at the worst moment."""

from datetime import timedelta

from django.conf import settings
from django.db import connection

from camps.models import Registration
from scheduling import tasks
from scheduling.models import Plan
from scheduling.services import plan_jobs
from scheduling.services.plan_jobs import revive_plans, stop_plan
from tests.factories.schedule import NOW
from tests.scheduling.plans.test_jobs import asked, run


def test_a_stop_that_crosses_a_worker_that_begins_is_not_lost(small):
    """The worker claims between the two UPDATEs of stop_plan."""
    plan = asked(small)
    crossed = []

    def claims_after_the_first_update(execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        if sql.startswith("UPDATE") and not crossed:
            crossed.append(sql)
            plan_jobs._claim(plan.pk, NOW)
        return answer

    with connection.execute_wrapper(claims_after_the_first_update):
        stop_plan(plan=plan, now=NOW)
    plan.refresh_from_db()
    assert plan.stop_asked or plan.state == "failed"


def test_a_plan_that_ended_while_beat_looked_keeps_its_end(small):
    """A third run, silent for 16 s, ends DONE between revive_plans' SELECT and its UPDATE."""
    plan = asked(small)
    Plan.objects.update(state="running", run="slow", runs=3, seen_at=NOW)
    ended = []

    def the_worker_ends_meanwhile(execute, sql, params, many, context):
        if sql.startswith("UPDATE") and not ended:
            ended.append(1)
            Plan.objects.filter(pk=plan.pk).update(state="done", spots={"1": [0, 480, 1, 1, None]}, value=5)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(the_worker_ends_meanwhile):
        revive_plans(now=NOW + timedelta(minutes=1))
    plan.refresh_from_db()
    assert (plan.state, plan.trouble) == ("done", "")


def test_a_plan_that_waits_long_makes_no_heap_of_messages(small, monkeypatch):
    """A planner that is down or busy for ten minutes: each message is gone before the next one comes."""
    plan = asked(small, at=NOW)
    handed = []
    monkeypatch.setattr(tasks.plan, "apply_async", lambda args, **how: handed.append((*args, how)))
    monkeypatch.setattr(tasks.timezone, "now", lambda: NOW + timedelta(minutes=10))
    tasks.look_after_plans()
    assert handed == [(plan.pk, {"expires": 15})]
    assert settings.CELERY_BEAT_SCHEDULE["plans"]["schedule"] == 15


def test_a_worker_taken_for_dead_does_not_write_its_reading_over_that_of_the_next(small, monkeypatch):
    plan = asked(small)
    read = plan_jobs.camp_problem
    late = NOW + timedelta(seconds=30)

    def slow(camp, **values):
        of = read(camp, **values)
        if values["now"] == NOW:  # reading took 30 s; meanwhile another one claimed, read, searched
            Registration.objects.filter(pk=small.registrations[0].pk).update(decision="deferred")
            run(plan, at=late)
        return of

    monkeypatch.setattr(plan_jobs, "camp_problem", slow)
    run(plan, at=NOW)
    plan.refresh_from_db()
    assert (plan.runs, plan.state) == (2, "done")
    assert plan.read_at == late
