"""An SMTP server that misbehaves at one chosen step."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO

HANG_UP = "hang up"
SILENCE = "silence"
RESET_IN_BODY = "reset in body"


@dataclass
class Scripted:
    """Answers by step: greeting, EHLO, MAIL, RCPT, DATA, BODY, RSET. A list is used up one answer a time."""

    answers: dict[str, list[str]]
    port: int = 0
    seen: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    connections: int = 0

    def answer(self, step: str, usual: str) -> str:
        """Return what to say at this step; the last answer of a list stays."""
        self.seen.append(step)
        given = self.answers.get(step)
        if not given:
            return usual
        return given.pop(0) if len(given) > 1 else given[0]


@contextmanager
def scripted(**answers: str | list[str]) -> Iterator[Scripted]:
    """A server on a free port whose `answers` differ from the usual ones, until the block ends."""
    lists = {step: [given] if isinstance(given, str) else list(given) for step, given in answers.items()}
    server = Scripted(lists)
    listening = socket.create_server(("127.0.0.1", 0))
    server.port = listening.getsockname()[1]
    over = threading.Event()
    thread = threading.Thread(target=_accept, args=(server, listening, over), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        over.set()
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(5)


def _accept(server: Scripted, listening: socket.socket, over: threading.Event) -> None:
    while not over.is_set():
        try:
            client, _ = listening.accept()
        except OSError:
            return
        server.connections += 1
        with client:
            try:
                _talk(server, client)
            except OSError:
                continue


_USUAL = {"EHLO": "250-scripted\r\n250 SIZE 50000000", "DATA": "354 go on", "QUIT": "221 bye"}


def _talk(server: Scripted, client: socket.socket) -> None:
    with client.makefile("rb") as lines:
        if not _say(client, server.answer("greeting", "220 scripted"), lines):
            return
        while command := lines.readline():
            step = command[:4].decode().strip().upper()
            said = server.answer(step, _USUAL.get(step, "250 ok"))
            if not _say(client, said, lines) or step == "QUIT":
                return
            if step == "DATA" and said.startswith("354") and not _body(server, client, lines):
                return


def _body(server: Scripted, client: socket.socket, lines: BinaryIO) -> bool:
    if server.answers.get("BODY") == [RESET_IN_BODY]:
        lines.readline()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return False
    body = b""
    while (line := lines.readline()) != b".\r\n":
        if not line:
            return False
        body += line
    server.bodies.append(body)
    return _say(client, server.answer("BODY", "250 2.0.0 Ok: queued as 0001"), lines)


def _say(client: socket.socket, said: str, lines: BinaryIO) -> bool:
    if said == HANG_UP:
        return False
    if said == SILENCE:
        lines.read()  # until the other side has had enough
        return False
    client.sendall(said.encode() + b"\r\n")
    return True
