"""F4, F5: Redis away for minutes, PostgreSQL restarted politely and killed. `make faults` runs the long ones."""

import signal
import time

import pytest
from django.db import DatabaseError, connection

from notifications.models import Message
from tests.config.waiting import wait_until
from tests.faults.servers import beat_of, broker_of, postgres_of_its_own, redis_of_its_own
from tests.faults.workers import (
    CELERY,
    all_left,
    check_nobody_is_told_twice,
    environment,
    leases_run_out,
    many_invitations,
    process,
)

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = ("/sign-in/", "/readyz")  # the second looks at Redis, and bears its absence
LONG = [pytest.mark.long, pytest.mark.timeout(3600)]


@pytest.mark.parametrize(("count", "away"), [(10, 0), pytest.param(300, 300, marks=LONG)])
def test_redis_away_stops_no_page_and_no_worker(made, mailbox, client, settings, figures, count, away):
    """`away` seconds at least. The worker that waited is the one that goes on, and nobody starts it anew."""
    many_invitations(made, count)
    with redis_of_its_own() as redis, beat_of(redis) as beat:
        env = environment(mail_port=mailbox.port, **broker_of(redis))
        live = {**settings.CACHES["live"], "LOCATION": f"unix://{redis.socket}?db=1"}
        settings.CACHES = {**settings.CACHES, "live": live}
        with process(*CELERY, "--concurrency", "2", env=env) as worker:
            beat.until(lambda: len(mailbox.raw) == count and all_left(), seconds=120)
            many_invitations(made, count, first=5000)
            for page in PAGES:
                assert client.get(page).status_code == 200  # the first answer of a process is its slowest
            redis.stop()
            ends, slowest = time.monotonic() + away, 0.0
            while True:
                begun = time.monotonic()
                for page in PAGES:
                    assert client.get(page).status_code == 200
                slowest = max(slowest, time.monotonic() - begun)
                assert worker.poll() is None
                if time.monotonic() >= ends:
                    break
                wait_until(lambda begun=begun: time.monotonic() > begun + 1, seconds=5)  # a page a second
            redis.start()
            with figures.timed("seconds_to_catch_up"):
                beat.until(all_left, seconds=120)
            assert worker.poll() is None
    states = check_nobody_is_told_twice(mailbox, count=2 * count, most_unknown=0)
    figures.note(sends=2 * count, seconds_away=away, slowest_page=round(slowest, 2), states=dict(states))
    assert slowest < 2


def restart(server, how):
    """Fast ends the sessions; immediate is what a power cut looks like: no checkpoint, the log is read again."""
    server.child.send_signal(how)
    server.child.wait(60)
    server.stop()
    server.start()


def answers():
    try:
        connection.close()
        return Message.objects.exists() is not None
    except DatabaseError:
        return False


@pytest.mark.parametrize(
    ("how", "count", "restarts"),
    [
        pytest.param(signal.SIGQUIT, 30, 1, id="immediate-30-1"),
        pytest.param(signal.SIGINT, 30, 1, id="fast-30-1", marks=LONG),
        pytest.param(signal.SIGQUIT, 1000, 20, id="immediate-1000-20", marks=LONG),
        pytest.param(signal.SIGINT, 1000, 20, id="fast-1000-20", marks=LONG),
    ],
)
def test_a_restarted_database_loses_no_row_and_doubles_nobody(made, mailbox, figures, how, count, restarts):
    many_invitations(made, count)
    mailbox.seconds = 0.02
    slowest = 0.0
    with postgres_of_its_own() as (server, url):
        env = environment(mail_port=mailbox.port, DATABASE_URL=url)
        with process("manage.py", "send_due", "--loop", "--every", "0.2", env=env) as worker:
            for number in range(1, restarts + 1):
                enough = number * count // (restarts + 1)
                wait_until(lambda enough=enough: len(mailbox.raw) >= enough, seconds=120)
                owners = set(Message.objects.filter(state="leased").values_list("lease_owner", flat=True))
                begun = time.monotonic()
                restart(server, how)
                wait_until(answers, seconds=60)
                slowest = max(slowest, time.monotonic() - begun)
                for owner in owners:  # its round has ended with its session
                    leases_run_out(owner)
            wait_until(all_left, seconds=300)
            assert worker.poll() is None
        states = check_nobody_is_told_twice(mailbox, count=count, most_unknown=restarts)
    figures.note(
        sends=count,
        restarts=restarts,
        slowest_until_it_answers=round(slowest, 2),
        mails=len(mailbox.raw),
        states=dict(states),
    )
    assert slowest < 10
