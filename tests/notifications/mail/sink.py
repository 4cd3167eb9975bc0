"""A real SMTP server in this process that keeps what it is given."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Sink:
    """The mails as they arrived, and how many connections brought them."""

    host: str = "127.0.0.1"
    port: int = 0
    mails: list[Envelope] = field(default_factory=list)
    connections: set[str] = field(default_factory=set)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep the mail."""
        self.mails.append(envelope)
        self.connections.add(str(session.peer))
        return f"250 2.0.0 Ok: queued as {len(self.mails):04}"

    def octets(self, index: int = -1) -> bytes:
        """Return one mail as it arrived."""
        content = self.mails[index].content
        assert isinstance(content, bytes)
        return content


class _AnyPort(Controller):
    """aiosmtpd asks its own port for a sign of life, so the port the system chose is put in first."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def running_sink(**more: Any) -> Iterator[Sink]:
    """A sink on a free port of the loopback, until the block ends."""
    sink = Sink()
    controller = _AnyPort(sink, hostname=sink.host, port=0, **more)
    controller.start()
    sink.port = controller.port
    try:
        yield sink
    finally:
        controller.stop()
