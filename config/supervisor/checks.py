"""What is looked at before anything starts; each refusal is one line that says what to do."""

import errno
import shutil
import socket
import tempfile
from pathlib import Path

from camps.this_machine import is_loopback
from config.embedded.errors import CannotStart
from config.embedded.ownership import Lock, make_folder, no_write

LEAST_FREE_MEGABYTES = 300


def check_folder(var: Path) -> None:
    """`var` exists or can be made, can be written, and has room."""
    make_folder(var)
    try:
        with tempfile.TemporaryFile(dir=var) as probe:
            probe.write(b"x")
    except OSError as error:
        raise CannotStart(no_write(var, error)) from error
    free = shutil.disk_usage(var).free // 1024**2
    if free < LEAST_FREE_MEGABYTES:
        raise CannotStart(
            f"Only {free} MB are free for {var}, Campline needs {LEAST_FREE_MEGABYTES} MB. "
            "Free some space, or set VAR_DIR to a folder on another disk."
        )


def check_alone(lock: Lock, *, url: str) -> None:
    """No other supervisor works in this folder; the lock is ours from now on."""
    if not lock.take():
        raise CannotStart(
            f"Campline already runs from this folder (process {lock.holder()}): {url}/ . "
            "Stop it first, or set VAR_DIR and PORT for a second one."
        )


def check_sample(host: str) -> None:
    """The sample camp is for this machine: everybody knows its passwords."""
    if not is_loopback(host):
        raise CannotStart(
            f"HOST={host} lets others in, and everybody knows the passwords of the sample camp. "
            "Set SAMPLE=0, or leave HOST out."
        )


def check_port(host: str, port: int) -> None:
    """Nobody else listens where the web server shall."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                cure = f"Stop the program that uses it, or choose another: PORT={port % 65535 + 1} make run"
                raise CannotStart(f"Port {port} is in use. {cure}") from error
            raise CannotStart(f"Cannot listen on {host}:{port}: {error.strerror}. Set HOST and PORT.") from error
