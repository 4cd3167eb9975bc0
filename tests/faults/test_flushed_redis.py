"""F3: Redis loses everything in the middle of the sends, again and again. `make faults` runs the long one."""

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from celery import Celery
from redis import Redis as Client

from config.embedded.redis import Redis
from tests.config.waiting import wait_until
from tests.faults.workers import booked, check_nobody_is_told_twice, environment, many_invitations, process

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def redis_of_its_own():
    """A Redis for this test alone: FLUSHALL would take the other tests' counters too. Gives its socket."""
    folder = Path(tempfile.mkdtemp(prefix="campline-flush-"))
    server = Redis(folder)
    assert server.lock.take()
    server.start()
    try:
        yield server.socket
    finally:
        server.stop()
        server.lock.release()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize(
    ("count", "flushes"), [(60, 3), pytest.param(500, 20, marks=[pytest.mark.long, pytest.mark.timeout(1800)])]
)
def test_a_flushed_redis_loses_nobody_and_doubles_nobody(made, mailbox, count, flushes):
    many_invitations(made, count)
    mailbox.seconds = 0.05
    with redis_of_its_own() as socket:
        env = environment(mail_port=mailbox.port, REDIS_URL=f"unix://{socket}?db=0", PYTEST_XDIST_WORKER="gw0")
        beat = Celery("beat", broker=f"redis+socket://{socket}?virtual_host=0")
        worker = ("-m", "celery", "-A", "config", "worker", "--concurrency", "2", "--loglevel", "ERROR")
        with Client(unix_socket_path=str(socket)) as client, process(*worker, env=env):
            for number in range(flushes):
                for _ in range(3):  # as three beats would
                    beat.send_task("notifications.tick")
                enough = (number + 1) * count // (flushes + 1)
                wait_until(lambda enough=enough: len(mailbox.raw) >= enough, seconds=60)
                client.flushall()
            beat.send_task("notifications.tick")
            wait_until(lambda: not booked().filter(state__in=["planned", "leased"]).exists(), seconds=120)
        beat.close()
    check_nobody_is_told_twice(mailbox, count=count, most_unknown=0)
