"""Finding or starting the embedded servers: whoever starts one stops it, a second process uses it meanwhile."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from django.conf import settings

from config.embedded.errors import CannotStart
from config.embedded.ownership import Lock, make_folder
from config.embedded.postgres import Postgres
from config.embedded.redis import Redis

PATIENCE = 40.0


class Server(Protocol):
    """What a server of ours can do."""

    name: str
    log: Path
    lock: Lock

    def answers(self) -> bool: ...
    def running(self) -> bool: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...


def find_or_start(server: Server) -> bool:
    """Returns when `server` answers; True when it is ours to stop. Raises CannotStart."""
    deadline = time.monotonic() + PATIENCE
    while True:
        if server.lock.take():
            try:
                server.start()
            except BaseException:
                stop(server)
                raise
            return True
        if server.answers():
            return False
        if time.monotonic() > deadline:
            holder = server.lock.holder()
            raise CannotStart(
                f"{server.name} of process {holder} does not answer. Stop that process; log: {server.log}"
            )
        time.sleep(0.05)


def stop(server: Server) -> None:
    """Stops `server` if we started it, and lets the next process start it."""
    server.stop()
    server.lock.release()


def embedded_servers(*, var: Path, postgres: bool, redis: bool) -> list[Server]:
    """The servers that no DATABASE_URL or REDIS_URL replaces."""
    if postgres or redis:
        make_folder(var)
    return [*([Postgres(var)] if postgres else []), *([Redis(var)] if redis else [])]


@contextmanager
def running_servers() -> Iterator[None]:
    """While it lasts, the servers that Django's settings name are there."""

    started: list[Server] = []
    try:
        for server in embedded_servers(
            var=settings.VAR_DIR, postgres=settings.EMBEDDED_POSTGRES, redis=settings.EMBEDDED_REDIS
        ):
            if find_or_start(server):
                started.append(server)  # noqa: PERF401  one by one: a later failure must stop the earlier ones
        yield
    finally:
        for server in reversed(started):
            stop(server)
