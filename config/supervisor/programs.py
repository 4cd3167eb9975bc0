"""The programs of one machine: how each is started, when it is ready, how it is asked to stop."""

import os
import signal
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from config.embedded.places import mail_port_file
from config.env import BASE_DIR

WORKER_STOP_SECONDS = 3
MOST_CONNECTIONS = 4096  # of each web process


@dataclass(frozen=True)
class Program:
    """`ready` is asked until it says yes; `env` comes on top of ours."""

    name: str
    command: tuple[str, ...]
    ready: Callable[[], bool] = lambda: True
    env: dict[str, str] = field(default_factory=dict)
    stop_signal: int = signal.SIGTERM
    stop_patience: float = 8.0

    def environment(self) -> dict[str, str]:
        """What the program sees."""
        ours = {"DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(BASE_DIR)}
        return {**os.environ, **ours, **self.env}


def mail_sink(var: Path) -> Program:
    """The built-in mail server; ready when it answers on the port it wrote down."""

    def answers() -> bool:
        try:
            port = int(mail_port_file(var).read_text())
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return True
        except (OSError, ValueError):
            return False

    return Program("mail", (sys.executable, "-m", "config.mailsink", str(var / "mail")), ready=answers)


def web(*, host: str, port: int) -> Program:
    """granian: a crashed worker comes back; few threads, since each may hold a database connection.

    Its backpressure counts connections, and browsers keep theirs open between two polls: by its own reckoning (512 a
    worker) the 1,025th phone would wait until another one hung up.
    """
    flags = (
        f"--interface wsgi --host {host} --port {port} --workers 2 --blocking-threads 8 --no-ws --no-access-log "
        f"--backlog {MOST_CONNECTIONS} --backpressure {MOST_CONNECTIONS} "
        "--respawn-failed-workers --workers-kill-timeout 5 --log-level warning"
    ).split()
    asked = "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104  we ask ourselves, whatever we listen on
    address = f"http://{asked}:{port}/healthz"

    def answers() -> bool:
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                return answer.status == 200
        except urllib.error.HTTPError:
            return True  # it serves; ALLOWED_HOSTS may not name this address
        except OSError:
            return False

    return Program("web", (sys.executable, "-m", "granian", *flags, "config.wsgi:application"), ready=answers)


def worker() -> Program:
    """Celery's worker: on SIGTERM it finishes what it holds for a few seconds, the rest comes back by itself."""
    return _worker("worker", "--concurrency", "2")


def planner() -> Program:
    """A worker for plans alone: a search takes a core for minutes, and no reminder waits behind it."""
    return _worker("planner", "--concurrency", "1", "--queues", "planning")


def _worker(name: str, *more: str) -> Program:
    flags = (*more, "--hostname", f"{name}@%h", "--loglevel", "INFO", "--without-gossip", "--without-mingle")
    env = {"REMAP_SIGTERM": "SIGQUIT", "WORKER_STOP_SECONDS": str(WORKER_STOP_SECONDS)}
    if os.geteuid() == 0:
        # Celery warns root of pickled tasks; we accept JSON only.
        env["PYTHONWARNINGS"] = "ignore:You're running the worker with superuser"
    return Program(name, (sys.executable, "-m", "celery", "-A", "config", "worker", *flags), env=env)


def beat(var: Path) -> Program:
    """Celery's beat. No pid file: a stale one would stop the next start."""
    schedule = str(var / "beat" / "schedule")
    return Program("beat", (sys.executable, "-m", "celery", "-A", "config", "beat", "--pidfile=", "-s", schedule))
