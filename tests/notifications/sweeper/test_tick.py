"""The ways in: the Celery task, the wake-up after a commit, the command."""

import ast
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from notifications import tasks
from notifications.models import Message
from tests.factories.telling import appointment_at, put_where_it_is_noon, tell_all

pytestmark = pytest.mark.django_db(transaction=True)

BANNED = {"eta", "countdown", "retry", "autoretry_for", "apply_async_on_commit"}


@pytest.fixture
def today(made, mailbox):
    """A camp that begins in nine days by the real clock, published."""
    now = timezone.now()
    put_where_it_is_noon(made, now=now)
    made.camp.first_day = (now + timedelta(days=9)).date()
    made.camp.save()
    made.doctors["Ada Bone"].shifts.all().delete()
    for doctor in made.doctors.values():
        doctor.shifts.update(starts_at=now + timedelta(days=9), ends_at=now + timedelta(days=9, hours=8))
    appointment_at(made, made.registrations[0], at=now + timedelta(days=9), now=now)
    tell_all(made, now=now)
    return made


def test_the_task_tells_what_is_due_and_takes_any_argument(today, mailbox):
    tasks.tick(something="of a later version")
    tasks.tick()
    assert len(mailbox.raw) == 6
    assert tasks.tick.name == "notifications.tick"


def test_the_command_tells_once_and_says_what(today, mailbox):
    out = StringIO()
    call_command("send_due", stdout=out)
    assert len(mailbox.raw) == 6
    assert "sent" in out.getvalue()
    call_command("send_due", stdout=StringIO())
    assert len(mailbox.raw) == 6


def test_the_wake_up_comes_after_the_commit_only(transactional_db, monkeypatch):
    calls = []
    monkeypatch.setattr(tasks.tick, "delay", lambda: calls.append("look"))
    with transaction.atomic():
        tasks.wake_on_commit()
        assert calls == []
    assert calls == ["look"]


def test_a_lost_wake_up_costs_no_page(transactional_db, monkeypatch, caplog):
    def away():
        raise OperationalError("Redis is away")

    monkeypatch.setattr(tasks.tick, "delay", away)
    with transaction.atomic():
        tasks.wake_on_commit()
    assert "Error calling" in caplog.text


def test_the_round_ends_before_the_tasks_limits():
    assert tasks.A_ROUND + timedelta(seconds=25) < timedelta(seconds=django_settings.CELERY_TASK_SOFT_TIME_LIMIT)


def test_nothing_is_scheduled_in_celery():
    """`eta`, `countdown`, `retry` and `autoretry_for` hand the future to a broker that forgets (delivery.md §1.2)."""
    found = []
    for app in ("camps", "scheduling", "notifications", "config"):
        for path in Path(django_settings.BASE_DIR, app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.keyword) and node.arg in BANNED:
                    found.append(f"{path}:{node.lineno} {node.arg}=")
                if isinstance(node, ast.Attribute) and node.attr in BANNED:
                    found.append(f"{path}:{node.lineno} .{node.attr}")
    assert found == []


def test_every_message_ends_with_a_state_and_those_not_sent_with_a_reason(today, mailbox):
    tasks.tick()
    for row in Message.objects.exclude(state__in=["planned", "sent"]):
        assert row.why
    assert not Message.objects.filter(state="leased").exists()
