"""One text, by SMS or WhatsApp, as a file: written whole or not at all, in a folder that is its owner's alone,
since texts hold secret links."""

import json
import os
import secrets
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from notifications.channels.errors import refused_for_now
from notifications.channels.http import one_line
from notifications.channels.local.settings import LocalSettings
from notifications.channels.providers import ProviderAnswer, Text, check_number

OUR_NUMBER = "+10000000000"
"""Where people's answers go to: no real number."""


@dataclass(frozen=True, slots=True)
class LocalText:
    """One message as it was written; `sent_at` in seconds since 1970 (UTC)."""

    provider_ref: str
    to: str
    text: str
    reference: str
    validity_seconds: int
    sent_at: float
    channel: Literal["sms", "whatsapp"] = "sms"
    template: str = ""


def send(text: Text, *, channel: str = "sms", settings: LocalSettings) -> ProviderAnswer:
    """Write one message as a file of its own; the same reference twice makes two files, as two SMS would.

    Raises ChannelError: for good when the number is none, for now when the disk refuses.
    """
    check_number(text.to)
    name = f"{time.time_ns():020d}-{secrets.token_hex(4)}"
    content = {
        "to": text.to,
        "text": text.body,
        "reference": text.reference,
        "validity_seconds": text.validity_seconds,
        "channel": channel,
        "template": text.template,
    }
    try:
        settings.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_whole(settings.folder / f"{name}.json", json.dumps(content, ensure_ascii=False))
    except OSError as fault:
        raise refused_for_now(one_line(f"not written: {fault}")) from fault
    return ProviderAnswer(provider_ref=name)


def messages(folder: Path, *, newest: int | None = None) -> list[LocalText]:
    """What was sent, newest first; at most `newest` of them. A folder never written to is empty."""
    paths = sorted(folder.glob("[0-9]*.json"), reverse=True)
    return [_read(path) for path in paths[:newest]]


def _read(path: Path) -> LocalText:
    content = json.loads(path.read_text(encoding="utf-8"))
    return LocalText(provider_ref=path.stem, sent_at=int(path.stem.partition("-")[0]) / 1e9, **content)


def _write_whole(path: Path, text: str) -> None:
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        Path(temporary).replace(path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise
