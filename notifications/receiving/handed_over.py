"""Mails that a mail server hands to us, over LMTP (RFC 2033) or SMTP: "250" is said after the row is committed.

An address that is none of our reply addresses is refused at RCPT, so the sender's own server tells the sender. While
the database is away the answer is 451: the mail stays where it is, and is handed over again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope
from django.db import close_old_connections, connection

from notifications.ical.reading import LARGEST_MAIL
from notifications.services.inbound import is_ours, take_in

logger = logging.getLogger(__name__)

KEPT = "250 2.6.0 Kept"
NOT_NOW = "451 4.3.0 Not kept, please hand it over again later"
NOT_OURS = "550 5.1.1 No such address here"


class Place(Protocol):
    """See config.inbound_mail.Listening."""

    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def path(self) -> str: ...


class Receiver:
    """What aiosmtpd calls. `wake` is called after a mail was kept, in a thread of its own; it may fail or be slow."""

    def __init__(self, *, via: str, clock: Callable[[], datetime], wake: Callable[[], None]) -> None:
        self.via = via
        self.clock = clock
        self.wake = wake
        self._waking: asyncio.Future[None] | None = None

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, server: SMTP, session: Any, envelope: Envelope, address: str, options: Sequence[str]
    ) -> str:
        if not is_ours(address):
            return NOT_OURS
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ours"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Envelope) -> str:  # noqa: N802  aiosmtpd's name
        kept = await asyncio.to_thread(self._keep, envelope.original_content or b"", list(envelope.rcpt_tos))
        if kept and (self._waking is None or self._waking.done()):
            self._waking = asyncio.get_running_loop().run_in_executor(None, self.wake)
        answer = KEPT if kept else NOT_NOW
        # LMTP wants an answer for each recipient; the mail is one row, so they are all the same (RFC 2033 s4.2).
        return "\r\n".join([answer] * (len(envelope.rcpt_tos) if self.via == "lmtp" else 1))

    def _keep(self, content: bytes, to: list[str]) -> bool:
        close_old_connections()
        try:
            take_in(content, to=to, via=self.via, received_at=self.clock())
        except Exception as fault:  # noqa: BLE001  whatever went wrong, the mail must stay where it is
            logger.error("a mail could not be kept", extra={"fault": type(fault).__name__})
            connection.close()
            return False
        return True


async def listen(
    places: dict[str, Place], *, clock: Callable[[], datetime], wake: Callable[[], None], stop: asyncio.Event
) -> None:
    """Serve at each of `places` (by `lmtp` or `smtp`) until `stop`. Raises OSError where one can't be listened on."""
    loop = asyncio.get_running_loop()
    servers = []
    for via, place in places.items():
        receiver = Receiver(via=via, clock=clock, wake=wake)
        kind = LMTP if via == "lmtp" else SMTP

        def session(receiver: Receiver = receiver, kind: type[SMTP] = kind) -> SMTP:
            return kind(
                receiver, data_size_limit=LARGEST_MAIL, enable_SMTPUTF8=True, hostname="campline.localhost", loop=loop
            )

        if place.path:
            Path(place.path).unlink(missing_ok=True)  # noqa: ASYNC240  once, before anybody is served
            servers.append(await loop.create_unix_server(session, place.path))
        else:
            servers.append(await loop.create_server(session, place.host, place.port))
    try:
        await stop.wait()
    finally:
        for server in servers:
            server.close()
