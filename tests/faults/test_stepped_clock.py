"""F9: this machine's clock is set an hour on, an hour back, a day on, while it sends.

A round goes by the database's hour and counts on by a stopwatch, so nothing leaves early, late or twice. The steps are
played on the clocks that Python reads; the database's stays right.
"""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from notifications import tasks
from notifications.models import Message
from tests.faults.workers import booked, check_nobody_is_told_twice, many_invitations

pytestmark = pytest.mark.django_db(transaction=True)

STEPS = [timedelta(hours=1), timedelta(hours=-1), timedelta(days=1)]


@pytest.mark.parametrize("step", STEPS, ids=str)
@pytest.mark.parametrize("count", [12, pytest.param(500, marks=[pytest.mark.long, pytest.mark.timeout(1800)])])
def test_a_clock_that_is_set_while_sending_tells_nobody_early_or_twice(made, mailbox, figures, step, count):
    many_invitations(made, count)
    later = list(booked().order_by("pk").values_list("pk", flat=True)[: count // 4])
    due = timezone.now() + timedelta(minutes=50)
    Message.objects.filter(pk__in=later).update(due_at=due)  # due within the hour that is skipped
    with time_machine.travel(timezone.now(), tick=True) as clock:
        stepped = []

        def step_once(*_):
            if len(mailbox.raw) == count // 3 and not stepped:
                stepped.append(True)
                clock.shift(step)
            return "250 Kept"

        mailbox.answer = step_once
        for _ in range(3):
            tasks.tick()
    assert stepped
    figures.note(sends=count, step=str(step), mails=len(mailbox.raw))
    figures.note_states(booked())
    assert len(mailbox.raw) == count - len(later)
    assert set(booked().filter(pk__in=later).values_list("state", "due_at")) == {("planned", due)}
    assert not booked().filter(state="leased").exists()
    Message.objects.filter(pk__in=later).update(due_at=timezone.now())
    tasks.tick()
    check_nobody_is_told_twice(mailbox, count=count, most_unknown=0)
