"""What Meta tells us, several things in one call: what became of messages, and what people answer.

Sources: developers.facebook.com/docs/graph-api/webhooks/getting-started and /docs/whatsapp/cloud-api/webhooks,
read 2026-11. Where a message's kind has no words (a picture, a voice note), its kind stands in brackets.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from notifications.channels import signatures
from notifications.channels.incoming import NotGenuine, Receipt, ReceiptIn, TextIn
from notifications.channels.meta.codes import CODES
from notifications.channels.meta.settings import configured
from notifications.channels.verdicts import Verdict

RECEIPTS = {
    "accepted": Receipt.ACCEPTED,
    "sent": Receipt.SENT,
    "delivered": Receipt.DELIVERED,
    "read": Receipt.READ,
    "played": Receipt.READ,
    "failed": Receipt.FAILED,
}


def incoming(raw: bytes, headers: Mapping[str, str], url: str, form: Mapping[str, str]) -> list[TextIn | ReceiptIn]:
    """One call, in our words. Raises NotGenuine where X-Hub-Signature-256 is wrong, or the signed body is no JSON."""
    secret = configured().app_secret
    expected = f"sha256={signatures.mac(secret, raw).hex()}"
    signatures.check(given=signatures.header(headers, "X-Hub-Signature-256"), expected=expected, key=secret)
    try:
        return list(_events(json.loads(raw)))
    except (ValueError, TypeError, AttributeError, KeyError) as fault:
        raise NotGenuine(f"Not a call as Meta describes it: {type(fault).__name__} {fault}") from fault


def challenge(query: Mapping[str, str]) -> str:
    """What to answer when Meta asks whether the address is ours: its challenge back, if it knows our word.

    Raises NotGenuine where it does not, or where we have none.
    """
    token = configured().verify_token
    if query.get("hub.mode") != "subscribe":
        raise NotGenuine("Not Meta's question whether the address is ours.")
    signatures.check(given=query.get("hub.verify_token", ""), expected=token, key=token)
    return query.get("hub.challenge", "")


def _events(call: dict[str, Any]) -> Iterator[TextIn | ReceiptIn]:
    for entry in call.get("entry", []):
        for change in entry.get("changes", []):
            value = change["value"]
            our_number = _e164(value.get("metadata", {}).get("display_phone_number", ""))
            for status in value.get("statuses", []):
                if status.get("status") in RECEIPTS:
                    yield _receipt(status)
            for message in value.get("messages", []):
                yield _text(message, to=our_number)


def _receipt(status: dict[str, Any]) -> ReceiptIn:
    errors = status.get("errors") or [{}]
    code = errors[0].get("code")
    verdict, words = CODES.get(code, (None, str(errors[0].get("title", ""))))
    failed = RECEIPTS[status["status"]] is Receipt.FAILED
    return ReceiptIn(
        provider="meta",
        # Meta gives its calls no id; one message reaches a status once.
        event_id=f"{status['id']}:{status['status']}",
        provider_ref=status["id"],
        receipt=RECEIPTS[status["status"]],
        detail=f"Meta {code}: {words}" if failed and code is not None else "",
        opted_out=failed and verdict is Verdict.OPTED_OUT,
        blames_number=failed and verdict is Verdict.BAD_NUMBER,
        at=_instant(status),
        reference=str(status.get("biz_opaque_callback_data", "")),
    )


def _text(message: dict[str, Any], *, to: str) -> TextIn:
    return TextIn(
        provider="meta",
        event_id=message["id"],
        channel="whatsapp",
        sender=_e164(message["from"]),
        to=to,
        text=_words(message),
        replies_to=message.get("context", {}).get("id", ""),
        at=_instant(message),
    )


def _words(message: dict[str, Any]) -> str:
    """What was written, or what our own button stands for."""
    kind = message["type"]
    if kind == "text":
        return str(message["text"]["body"])
    if kind == "button":
        return str(message["button"].get("payload") or message["button"]["text"])
    if kind == "interactive":
        pressed = message["interactive"].get("button_reply") or message["interactive"].get("list_reply") or {}
        return str(pressed.get("id") or pressed.get("title") or "(interactive)")
    return f"({kind})"


def _e164(digits: str) -> str:
    return "+" + "".join(one for one in digits if one.isdigit()) if digits else ""


def _instant(values: dict[str, Any]) -> datetime | None:
    seconds = str(values.get("timestamp", ""))
    return datetime.fromtimestamp(int(seconds), tz=UTC) if seconds.isdecimal() else None
