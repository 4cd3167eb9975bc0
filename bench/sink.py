"""The least SMTP server that can take mails, in a process of its own, a thread a connection: it keeps nothing."""

from __future__ import annotations

import multiprocessing
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager


def serve(listener: socket.socket) -> None:
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=take, args=(connection,), daemon=True).start()


def take(connection: socket.socket) -> None:
    """All mails of one connection."""
    with connection, connection.makefile("rb") as lines:
        connection.sendall(b"220 sink\r\n")
        for line in lines:
            word = line[:4].upper()
            if word == b"DATA":
                connection.sendall(b"354 go on\r\n")
                while lines.readline() not in (b".\r\n", b""):
                    pass
                connection.sendall(b"250 taken\r\n")
            elif word == b"QUIT":
                connection.sendall(b"221 bye\r\n")
                break
            else:
                connection.sendall(b"250-sink\r\n250 8BITMIME\r\n" if word == b"EHLO" else b"250 ok\r\n")


@contextmanager
def running_sink() -> Iterator[int]:
    """The port it listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        process = multiprocessing.get_context("fork").Process(target=serve, args=(listener,), daemon=True)
        process.start()
        try:
            yield listener.getsockname()[1]
        finally:
            process.kill()
            process.join()
