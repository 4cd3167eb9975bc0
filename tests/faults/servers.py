"""PostgreSQL and Redis that a test may stop, kill and start again, since nobody else uses them."""

import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from celery import Celery
from django.db import connection

from config.embedded.postgres import DATABASE, Postgres, programs
from config.embedded.redis import Redis
from tests.config.waiting import wait_until


@contextmanager
def redis_of_its_own():
    """FLUSHALL, or a stop, would take the other tests' counters too. Gives the server."""
    folder = Path(tempfile.mkdtemp(prefix="campline-redis-"))
    server = Redis(folder)
    assert server.lock.take()
    server.start()
    try:
        yield server
    finally:
        server.stop()
        server.lock.release()
        shutil.rmtree(folder, ignore_errors=True)


EVERY = 5.0  # seconds between two ticks; a real beat's are 30


class Beat:
    """What beats do. A tick too old for its round is dropped, as the real one's is."""

    def __init__(self, app):
        self.app = app

    def tick(self, times=1):
        for _ in range(times):
            self.app.send_task("notifications.tick", expires=2 * EVERY)

    def until(self, condition, *, seconds):
        """Tick on until it is so: a message that was put off by a busy machine needs a later look, as in real life."""
        ticked = -EVERY

        def ticking():
            nonlocal ticked
            if time.monotonic() - ticked >= EVERY:
                ticked = time.monotonic()
                self.tick()
            return condition()

        wait_until(ticking, seconds=seconds)


@contextmanager
def beat_of(server):
    """A beat of this Redis."""
    broker = f"redis+socket://{server.socket}?virtual_host=0"
    app = Celery("beat", broker=broker, set_as_current=False)  # the tasks stay the house's
    try:
        yield Beat(app)
    finally:
        app.close()


def broker_of(server):
    """The variables of a worker on this Redis."""
    return {"REDIS_URL": f"unix://{server.socket}?db=0", "PYTEST_XDIST_WORKER": "gw0"}


@contextmanager
def postgres_of_its_own():
    """A server with a copy of the test's database as it stands, under its usual durability. Gives (server, URL).

    While the block runs, the test itself reads and writes the copy too.
    """
    folder = Path(tempfile.mkdtemp(prefix="campline-postgres-"))
    server = Postgres(folder)
    assert server.lock.take()
    server.start()
    before = dict(connection.settings_dict)
    try:
        _copy(before["HOST"], before["NAME"], to=server.sockets)
        _use(HOST=str(server.sockets), NAME=DATABASE)
        yield server, f"postgres://postgres@/{server.sockets}/{DATABASE}"
    finally:
        _use(HOST=before["HOST"], NAME=before["NAME"])
        server.stop()
        server.lock.release()
        shutil.rmtree(folder, ignore_errors=True)


def _copy(host, name, *, to):
    dump = [programs() / "pg_dump", "-h", host, "-U", "postgres", "-d", name]
    load = [programs() / "psql", "-h", to, "-U", "postgres", "-d", DATABASE, "-Xq", "-v", "ON_ERROR_STOP=1"]
    with subprocess.Popen([str(part) for part in dump], stdout=subprocess.PIPE) as source:
        subprocess.run([str(part) for part in load], stdin=source.stdout, stdout=subprocess.DEVNULL, check=True)
    assert source.returncode == 0


def _use(**where):
    connection.close()
    connection.settings_dict.update(where)
