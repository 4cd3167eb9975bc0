"""Looking at real processes through /proc."""

import os
import socket
from pathlib import Path


def processes_of(var: Path) -> dict[int, str]:
    """Everything alive that works for the Campline in `var`: by its words, its environment or its folder."""
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal() or int(entry.name) == os.getpid():
            continue
        try:
            state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
            words = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
            about = words + (entry / "environ").read_bytes().decode(errors="replace") + str((entry / "cwd").readlink())
        except OSError:
            continue
        if state != "Z" and str(var) in about:
            found[int(entry.name)] = words
    return found


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
