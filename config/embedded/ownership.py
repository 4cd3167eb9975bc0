"""Who runs a server: whoever holds its lock file. The kernel lets go of it when that process ends, however it ends."""

import fcntl
import os
from pathlib import Path

from config.embedded.errors import CannotStart


class Lock:
    """An advisory lock on a file, held by this process until `release`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: int | None = None

    def take(self) -> bool:
        """True when the lock is ours from now on, False while another process holds it."""
        try:
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise CannotStart(no_write(self.path, error)) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return False
        os.ftruncate(handle, 0)
        os.write(handle, str(os.getpid()).encode())
        self._file = handle
        return True

    def holder(self) -> str:
        """The process id of the holder, for messages."""
        return self.path.read_text() if self.path.exists() else ""

    def release(self) -> None:
        """Lets go; harmless when the lock is not ours."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


def make_folder(path: Path, *, mode: int = 0o755) -> None:
    """Makes `path`; raises CannotStart naming the folder and the cure."""
    try:
        path.mkdir(parents=True, exist_ok=True, mode=mode)
    except OSError as error:
        raise CannotStart(no_write(path, error)) from error


def no_write(path: Path, error: OSError) -> str:
    """One line on why `path` can't be written."""
    if isinstance(error, PermissionError):
        return (
            f"Cannot write {path}: it belongs to another user. Run as its owner, or: sudo chown -R $USER {path.parent}"
        )
    return f"Cannot write {path}: {error.strerror}. Free some space there, or set VAR_DIR to another folder."
