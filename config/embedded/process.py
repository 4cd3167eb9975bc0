"""Child processes that can't outlive us, and the user that PostgreSQL runs as when we are root."""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from config.embedded.errors import CannotStart

LINUX = sys.platform == "linux"
_libc = ctypes.CDLL(None, use_errno=True)
# linux/prctl.h and linux/capability.h
_PR_SET_PDEATHSIG, _PR_SET_SECUREBITS, _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE = 1, 28, 47, 2
_SECBIT_NO_SETUID_FIXUP = 1 << 2
_CAP_DAC_OVERRIDE, _CAPABILITY_VERSION_3 = 1, 0x20080522
SERVICE_USER = "campline"


@dataclass(frozen=True)
class RunAs:
    """An ordinary user. `may_enter_all` keeps the one right root needs lent: to enter folders closed to others."""

    uid: int
    gid: int
    may_enter_all: bool = False


def service_user() -> RunAs | None:
    """Whom PostgreSQL runs as: None (ourselves) unless we are root, which PostgreSQL refuses."""
    if os.geteuid() != 0:
        return None
    if not (entry := _user_entry()):
        entry = pwd.getpwnam("nobody")
    return RunAs(uid=entry.pw_uid, gid=entry.pw_gid)


def _user_entry() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(SERVICE_USER)
    except KeyError:
        useradd = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
        if useradd:
            command = [useradd, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SERVICE_USER]
            subprocess.run(command, capture_output=True, check=False)  # noqa: S603  fixed words only
    try:
        return pwd.getpwnam(SERVICE_USER)
    except KeyError:
        return None


def can_enter(path: Path, who: RunAs) -> bool:
    """Whether `who` may pass every folder above `path` (by the mode bits; root's home is usually closed)."""
    for folder in path.resolve().parents:
        found = folder.stat()
        bit = 0o100 if found.st_uid == who.uid else 0o010 if found.st_gid == who.gid else 0o001
        if not found.st_mode & bit:
            return False
    return True


class _CapHeader(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


class _CapData(ctypes.Structure):
    _fields_ = [("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32)]


def _keep_right_to_enter() -> None:
    """After setuid: hold CAP_DAC_OVERRIDE alone, and pass it on through exec."""
    mask = 1 << _CAP_DAC_OVERRIDE
    header = _CapHeader(_CAPABILITY_VERSION_3, 0)
    data = (_CapData * 2)(_CapData(mask, mask, mask), _CapData(0, 0, 0))
    if _libc.capset(ctypes.byref(header), data) or _libc.prctl(
        _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, _CAP_DAC_OVERRIDE, 0, 0
    ):
        raise OSError(ctypes.get_errno(), "cannot keep the right to enter closed folders")


def _before_exec(*, parent: int, death_signal: int, run_as: RunAs | None) -> Callable[[], None]:
    def prepare() -> None:
        if run_as:
            if run_as.may_enter_all:
                # Rights outlast setuid, and access(2), which PostgreSQL asks, counts them for an ordinary user too.
                _libc.prctl(_PR_SET_SECUREBITS, _SECBIT_NO_SETUID_FIXUP, 0, 0, 0)
            os.setgroups([])
            os.setgid(run_as.gid)
            os.setuid(run_as.uid)
            if run_as.may_enter_all:
                _keep_right_to_enter()
        if LINUX:
            # After the change of user, which clears it. And look whether the parent died in between.
            _libc.prctl(_PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
            if os.getppid() != parent:
                os._exit(1)

    return prepare


def start_child(
    command: Sequence[str | Path],
    *,
    log: Path,
    death_signal: int = signal.SIGTERM,
    run_as: RunAs | None = None,
    env: dict[str, str] | None = None,
    cwd: Path | None = None,
    answer: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Starts `command` in a session of its own (Ctrl-C reaches us alone), its output appended to `log`.

    With `answer`, standard output goes to that new file and only the errors to `log`.

    The kernel sends it `death_signal` when the thread that started it ends, so call this from a lasting thread.
    """
    prepare = _before_exec(parent=os.getpid(), death_signal=death_signal, run_as=run_as)
    with log.open("ab") as errors, answer.open("wb") if answer else log.open("ab") as output:
        try:
            return subprocess.Popen(  # noqa: S603  callers pass our own programs
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=errors,
                start_new_session=True,
                env=env,
                cwd=cwd,
                preexec_fn=prepare,  # noqa: PLW1509  a death signal can be set nowhere else, and we have no threads
            )
        except subprocess.SubprocessError as error:
            cure = "Open the folders above it to others (chmod o+x), or run as an ordinary user instead of root."
            raise CannotStart(f"The user {SERVICE_USER} cannot enter {cwd}. {cure}") from error


def stop_child(child: subprocess.Popen[bytes], *, first: int, patience: float) -> None:
    """Asks with `first`, waits `patience` seconds, then kills the child's whole session."""
    if child.poll() is None:
        child.send_signal(first)
        try:
            child.wait(timeout=patience)
        except subprocess.TimeoutExpired:
            pass
    kill_session(child)
    child.wait()


def kill_session(child: subprocess.Popen[bytes]) -> None:
    """Ends what a child left behind: its own children share its session's process group."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass


def last_words(log: Path, *, lines: int = 8) -> str:
    """The end of a log, for an error message."""
    try:
        return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
    except OSError:
        return ""
