"""PostgreSQL and Redis that a test may stop, kill and start again, since nobody else uses them."""

import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

from celery import Celery
from django.db import connection

from config.embedded.postgres import DATABASE, Postgres, programs
from config.embedded.redis import Redis


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


@contextmanager
def beat_of(server):
    """What beats do: `tick(times)` puts that many on the queue."""
    app = Celery("beat", broker=f"redis+socket://{server.socket}?virtual_host=0")

    def tick(times=1):
        for _ in range(times):
            app.send_task("notifications.tick")

    try:
        yield tick
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
