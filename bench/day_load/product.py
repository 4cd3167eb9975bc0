"""The product as `make run` starts it, and the processor time that each of its parts has used."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
from django.conf import settings
from django.db import connection

PATIENCE = 120.0
PARTS = ("granian", "celery", "postgres", "redis", "locust")


@contextmanager
def running_product() -> Iterator[str]:
    """Everything that the supervisor starts, on this benchmark's database; its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    database = connection.settings_dict
    env = {
        **{name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"},
        "VAR_DIR": str(settings.VAR_DIR),
        "DATABASE_URL": f"postgres://postgres@/{database['HOST']}/{database['NAME']}",
        "CAMPLINE_ENV_FILE": os.devnull,
        "CAMPLINE_MODE": "local",
        "SAMPLE": "0",
        "PORT": str(port),
    }
    command = [sys.executable, "-m", "config.supervisor"]
    with subprocess.Popen(command, env=env, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True) as product:
        try:
            assert product.stdout is not None
            until = time.monotonic() + PATIENCE
            while "Campline is ready" not in (line := product.stdout.readline()):
                assert line, "Campline did not start"
                assert time.monotonic() < until, "Campline takes too long to start"
            yield address
        finally:
            product.terminate()
            product.wait(PATIENCE)


def processor_seconds() -> dict[str, float]:
    """Of each part, its children included, since they began; parts are known by the words of their command."""
    used: dict[str, float] = defaultdict(float)
    for process in psutil.Process().children(recursive=True):
        try:
            times, command = process.cpu_times(), " ".join(process.cmdline())
        except psutil.Error:
            continue
        part = next((part for part in PARTS if part in command), "rest")
        used[part] += times.user + times.system
    return used
