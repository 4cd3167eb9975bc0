"""Where the embedded servers live. Settings only name these places; nothing starts on import."""

import hashlib
from pathlib import Path

# The kernel takes 107 bytes for a socket's path; PostgreSQL adds "/.s.PGSQL.5432", and its lock ".lock".
LONGEST_SOCKET_FOLDER = 85


def socket_folder(var: Path) -> Path:
    """The folder of all sockets: inside `var`, or a short one in the temporary folder when `var` is deep."""
    wanted = var / "run"
    # To libpq a comma in a host's name begins the next host, so such a path can't be used either.
    if len(str(wanted).encode()) <= LONGEST_SOCKET_FOLDER and "," not in str(wanted):
        return wanted
    name = hashlib.sha256(str(var).encode()).hexdigest()[:16]
    return Path("/tmp") / f"campline-{name}"  # noqa: S108  TMPDIR may be long too, and differ between two processes


def redis_socket(var: Path) -> Path:
    """Redis's socket under `var`'s socket folder."""
    return socket_folder(var) / "redis.sock"


def mail_port_file(var: Path) -> Path:
    """Where the mail sink writes the port it listens on."""
    return var / "mail" / ".port"
