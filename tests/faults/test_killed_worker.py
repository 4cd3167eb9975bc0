"""F1, F2: a worker killed with SIGKILL in the middle of its sends: its child, its parent. `make faults`: the long ones.

A mail server that keeps the sender waiting makes each kill hit a mail under way.
"""

import os
import signal

import pytest

from tests.config.waiting import wait_until
from tests.faults.servers import beat_of, broker_of, redis_of_its_own
from tests.faults.workers import (
    CELERY,
    all_left,
    booked,
    check_nobody_is_told_twice,
    children_of,
    environment,
    hold_back,
    kill,
    leases_run_out,
    many_invitations,
    nothing_is_repeated_yet,
    process,
)

pytestmark = pytest.mark.django_db(transaction=True)

LONG = [pytest.mark.long, pytest.mark.timeout(3600)]
FOR_EVER = 3600


@pytest.mark.parametrize(("count", "kills"), [(12, 1), pytest.param(2000, 200, marks=LONG)])
def test_a_killed_child_tells_nobody_twice_and_loses_nobody(made, mailbox, figures, count, kills):
    """Celery starts another child by itself, and gives it the task that the killed one held."""
    many_invitations(made, count)
    with redis_of_its_own() as redis, beat_of(redis) as beat:
        env = environment(mail_port=mailbox.port, **broker_of(redis))
        hold_back(mailbox, at=count // (kills + 1), seconds=FOR_EVER)
        with process(*CELERY, "--concurrency", "1", env=env) as worker, figures.timed("seconds"):
            for number in range(1, kills + 1):
                enough = number * count // (kills + 1)
                beat.until(lambda enough=enough: len(mailbox.raw) >= enough, seconds=120)
                [child] = children_of(worker.pid)
                hold_back(mailbox, at=(number + 1) * count // (kills + 1) if number < kills else 0, seconds=FOR_EVER)
                os.kill(child, signal.SIGKILL)
                wait_until(lambda child=child: child not in children_of(worker.pid), seconds=60)
                leases_run_out(f":{child}:")
                nothing_is_repeated_yet()
            beat.until(all_left, seconds=300)
            assert worker.poll() is None
    states = check_nobody_is_told_twice(mailbox, count=count, most_unknown=kills)
    figures.note(sends=count, kills=kills, mails=len(mailbox.raw), states=dict(states))
    assert states["unknown"] >= 1  # the kills did hit mails under way


@pytest.mark.parametrize(("count", "kills"), [pytest.param(10, 1, marks=LONG), pytest.param(500, 20, marks=LONG)])
def test_a_killed_parent_tells_nobody_twice_and_loses_nobody(made, mailbox, figures, count, kills):
    """The parent dies first, its child a moment later; a new worker may begin before that one is gone."""
    many_invitations(made, count)
    with redis_of_its_own() as redis, beat_of(redis) as beat:
        env = environment(mail_port=mailbox.port, **broker_of(redis))
        for number in range(1, kills + 1):
            enough = number * count // (kills + 1)
            hold_back(mailbox, at=enough, seconds=FOR_EVER)
            with process(*CELERY, "--concurrency", "1", env=env) as worker:
                beat.until(lambda enough=enough: len(mailbox.raw) >= enough, seconds=120)
                os.kill(worker.pid, signal.SIGKILL)
                worker.wait(30)
            leases_run_out()
            nothing_is_repeated_yet()
        hold_back(mailbox, at=0, seconds=0)
        with process(*CELERY, "--concurrency", "1", env=env):
            beat.until(all_left, seconds=300)
    states = check_nobody_is_told_twice(mailbox, count=count, most_unknown=kills)
    figures.note(sends=count, kills=kills, mails=len(mailbox.raw), states=dict(states))
    assert states["unknown"] >= 1


@pytest.mark.parametrize(("count", "kills"), [pytest.param(12, 1, marks=LONG), pytest.param(500, 20, marks=LONG)])
def test_a_killed_command_tells_nobody_twice_and_loses_nobody(made, mailbox, figures, count, kills):
    """The same without Celery: manage.py send_due."""
    many_invitations(made, count)
    env = environment(mail_port=mailbox.port)
    for number in range(1, kills + 1):
        enough = number * count // (kills + 1)
        hold_back(mailbox, at=enough, seconds=FOR_EVER)
        with process("manage.py", "send_due", env=env) as worker:
            wait_until(lambda enough=enough: len(mailbox.raw) >= enough, seconds=120)
            kill(worker)
        leases_run_out()
    hold_back(mailbox, at=0, seconds=0)
    with process("manage.py", "send_due", env=env) as worker:
        assert worker.wait(600) == 0
    states = check_nobody_is_told_twice(mailbox, count=count, most_unknown=kills)
    figures.note(sends=count, kills=kills, mails=len(mailbox.raw), states=dict(states))
    assert states["unknown"] >= 1


def test_a_worker_asked_to_stop_finishes_the_mail_at_hand(made, mailbox):
    many_invitations(made, 30)
    hold_back(mailbox, at=5, seconds=3)
    with process("manage.py", "send_due", "--loop", env=environment(mail_port=mailbox.port)) as worker:
        wait_until(lambda: len(mailbox.raw) >= 5, seconds=120)
        worker.terminate()
        assert worker.wait(90) == 0
    assert not booked().filter(state__in=["unknown", "leased"]).exists()
    assert 5 <= len(mailbox.raw) < 30
    assert booked().filter(state="sent").count() == len(mailbox.raw)
