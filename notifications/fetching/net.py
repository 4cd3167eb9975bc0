"""The network as `fetch` uses it: resolving a name, connecting, TLS. Given whole, so that tests give theirs."""

from __future__ import annotations

import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from notifications.fetching.targets import HTTPS


class TimedSocket(ssl.SSLSocket):
    """A TLS socket whose every read and write ends when the whole asking must: a byte now and then wins no time."""

    ends_at: float = 0.0

    def _hurry(self) -> None:
        left = self.ends_at - time.monotonic()
        if left <= 0:
            raise TimeoutError("the time for the whole asking is over")
        self.settimeout(left)

    def recv_into(self, *args: Any, **more: Any) -> int:
        self._hurry()
        return super().recv_into(*args, **more)

    def send(self, *args: Any, **more: Any) -> int:
        self._hurry()
        return super().send(*args, **more)


def resolve(host: str, seconds: float) -> list[str]:
    """Return every address of a name. The system's resolver knows no time limit, so a thread asks it.

    Raises OSError where there is none, TimeoutError where it does not answer in time.
    """
    answers: queue.SimpleQueue[list[str] | OSError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, HTTPS, type=socket.SOCK_STREAM)
            answers.put([str(each[4][0]) for each in found])
        except OSError as fault:
            answers.put(fault)

    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError("the name was not resolved in time") from None
    if isinstance(answer, OSError):
        raise answer
    return answer


def connect(address: str, seconds: float) -> socket.socket:
    """Return a connection to port 443 of an IP address; a name is never looked up here."""
    return socket.create_connection((address, HTTPS), timeout=seconds)


def trusting_the_system() -> ssl.SSLContext:
    """Return TLS 1.2 or newer that checks certificate and name."""
    context = ssl.create_default_context()
    context.sslsocket_class = TimedSocket
    return context


@dataclass(frozen=True)
class Net:
    """`resolve(host, seconds)`, `connect(ip, seconds)` and the TLS context, whose sockets must be TimedSockets."""

    resolve: Callable[[str, float], list[str]] = resolve
    connect: Callable[[str, float], socket.socket] = connect
    context: ssl.SSLContext = field(default_factory=trusting_the_system)
