"""Answers and receipts of the local provider: signed JSON, like a real provider's, so nobody else can play them."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from notifications.channels import signatures
from notifications.channels.incoming import NotGenuine, Receipt, ReceiptIn, TextIn
from notifications.channels.local.settings import LocalSettings, configured

SIGNATURE = "X-Campline-Signature"


def incoming(raw: bytes, headers: Mapping[str, str], url: str, form: Mapping[str, str]) -> list[TextIn | ReceiptIn]:
    """One played call. Raises NotGenuine where it was not signed by this machine."""
    settings = configured()
    signatures.check(given=signatures.header(headers, SIGNATURE), expected=_signature(raw, settings), key=settings.key)
    try:
        return [_event(one) for one in json.loads(raw)]
    except (ValueError, TypeError, KeyError) as fault:
        raise NotGenuine(f"Not a call as play() makes it: {fault}") from fault


def play(*events: TextIn | ReceiptIn) -> tuple[bytes, dict[str, str]]:
    """The body and the headers of a call that brings these events, as `incoming` takes it."""
    raw = json.dumps([_plain(event) for event in events], ensure_ascii=False).encode()
    return raw, {"Content-Type": "application/json", SIGNATURE: _signature(raw, configured())}


def _signature(raw: bytes, settings: LocalSettings) -> str:
    return signatures.mac(settings.key, raw).hex()


def _plain(event: TextIn | ReceiptIn) -> dict[str, Any]:
    values = asdict(event)
    values["at"] = event.at.isoformat() if event.at else None
    return {"sort": "text" if isinstance(event, TextIn) else "receipt", **values}


def _event(values: dict[str, Any]) -> TextIn | ReceiptIn:
    sort = values.pop("sort")
    values["at"] = datetime.fromisoformat(values["at"]) if values["at"] else None
    if sort == "text":
        return TextIn(**values)
    return ReceiptIn(**values | {"receipt": Receipt(values["receipt"])})
