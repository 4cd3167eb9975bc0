"""The built-in mail server: takes every mail over SMTP on this machine and keeps it as files, delivering nothing.

`python -m config.mailsink FOLDER [PORT]`. Each mail is two files with one name, whose order is the order of arrival:
`NAME.eml`, the mail as it came, and `NAME.json`: `received_at` (ISO, UTC), `from`, `to` (list), `size` (octets),
`inbound` (true when it went to a `reply+…@` address, so Campline has to read it). The .json comes last and by a
rename: who sees one can read both. Newest first is `sorted(folder.glob("*.json"), reverse=True)`.
"""

import asyncio
import errno
import json
import os
import secrets
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope

HOST, USUAL_PORT, LARGEST_MAIL = "127.0.0.1", 2525, 10 * 1024 * 1024
INBOUND_PREFIX = "reply+"


def store_mail(folder: Path, *, content: bytes, sender: str, recipients: list[str], now: datetime) -> Path:
    """Keeps one mail in `folder` and returns the path of its .eml file. Raises OSError when it can't be written."""
    name = f"{time.time_ns():020d}-{secrets.token_hex(4)}"
    envelope = {
        "received_at": now.isoformat(timespec="milliseconds"),
        "from": sender,
        "to": recipients,
        "size": len(content),
        "inbound": any(address.lower().startswith(INBOUND_PREFIX) for address in recipients),
    }
    mail = folder / f"{name}.eml"
    _write(mail, content)
    _write(folder / f"{name}.json", json.dumps(envelope, ensure_ascii=False).encode())
    return mail


def _write(path: Path, content: bytes) -> None:
    draft = path.with_name(f".{path.name}")
    draft.write_bytes(content)
    draft.replace(path)


class Keeper:
    """What aiosmtpd calls for each mail; its answer is the SMTP reply."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Envelope) -> str:  # noqa: N802  aiosmtpd's name
        content = envelope.original_content or b""
        try:
            store_mail(
                self.folder,
                content=content,
                sender=envelope.mail_from or "",
                recipients=list(envelope.rcpt_tos),
                now=datetime.now(tz=UTC),
            )
        except OSError as error:
            return f"452 Not kept: {error.strerror}"
        return "250 Kept"


async def serve(folder: Path, *, port: int, stop: asyncio.Event) -> None:
    """Listens until `stop`; `folder/.port` tells the port as soon as mails are taken."""

    def session() -> SMTP:
        return SMTP(Keeper(folder), data_size_limit=LARGEST_MAIL, enable_SMTPUTF8=True, hostname="campline.localhost")

    loop = asyncio.get_running_loop()
    try:
        server = await loop.create_server(session, HOST, port)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        server = await loop.create_server(session, HOST, 0)  # everybody reads the port from the file
    written = folder / ".port"
    _write(written, str(server.sockets[0].getsockname()[1]).encode())
    async with server:
        await stop.wait()
    written.unlink(missing_ok=True)


async def run(folder: Path, port: int) -> None:
    """Serves until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await serve(folder, port=port, stop=stop)


def main() -> None:
    if len(sys.argv) not in (2, 3):
        sys.exit("Usage: python -m config.mailsink FOLDER [PORT]")
    os.umask(0o077)
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(run(folder, int(sys.argv[2]) if len(sys.argv) == 3 else USUAL_PORT))


if __name__ == "__main__":
    main()
