"""What Twilio tells us: what became of a message, and what people answer.

Sources: twilio.com/docs/usage/webhooks/webhooks-security, /docs/messaging/guides/webhook-request and
/docs/messaging/guides/outbound-message-status-in-status-callbacks, read 2026-11.
"""

import base64
from collections.abc import Mapping
from typing import Literal
from urllib.parse import parse_qs, urlsplit

from notifications.channels import signatures
from notifications.channels.incoming import Receipt, ReceiptIn, TextIn
from notifications.channels.twilio.codes import CODES
from notifications.channels.twilio.settings import configured
from notifications.channels.verdicts import Verdict

RECEIPTS = {
    "accepted": Receipt.ACCEPTED,
    "scheduled": Receipt.ACCEPTED,
    "queued": Receipt.ACCEPTED,
    "sending": Receipt.ACCEPTED,
    "sent": Receipt.SENT,
    "delivered": Receipt.DELIVERED,
    "read": Receipt.READ,
    "undelivered": Receipt.FAILED,
    "failed": Receipt.FAILED,
    "canceled": Receipt.FAILED,
}
OPTED: dict[str, Literal["out", "in"]] = {"STOP": "out", "START": "in"}


def incoming(raw: bytes, headers: Mapping[str, str], url: str, form: Mapping[str, str]) -> list[TextIn | ReceiptIn]:
    """One call of Twilio's, in our words. `url` is the address it called, to the letter, with its query.

    Raises NotGenuine where the signature is wrong. What is about no message, or of a status we don't know, is empty.
    """
    settings = configured()
    given = signatures.header(headers, "X-Twilio-Signature")
    signatures.check(given=given, expected=signature(settings.auth_token, url, form), key=settings.auth_token)
    sid, status = form.get("MessageSid", ""), form.get("MessageStatus", "")
    if not sid:
        return []
    if not status:
        return [_text(sid, form)]
    return [_receipt(sid, status, form, url=url)] if status in RECEIPTS else []


def signature(auth_token: str, url: str, form: Mapping[str, str]) -> str:
    """HMAC-SHA1 over the address and all parameters, sorted by name, name and value without anything between."""
    signed = url + "".join(f"{name}{form[name]}" for name in sorted(form))
    return base64.b64encode(signatures.mac(auth_token, signed.encode(), digest="sha1")).decode()


def _receipt(sid: str, status: str, form: Mapping[str, str], *, url: str) -> ReceiptIn:
    code = form.get("ErrorCode", "")
    verdict, words = CODES.get(int(code) if code.isdigit() else 0, (None, ""))
    failed = RECEIPTS[status] is Receipt.FAILED
    return ReceiptIn(
        provider="twilio",
        # Twilio gives its calls no id; one message reaches a status once.
        event_id=f"{sid}:{status}",
        provider_ref=sid,
        receipt=RECEIPTS[status],
        detail=f"Twilio {code}: {words}".rstrip(": ") if code and failed else "",
        opted_out=failed and verdict is Verdict.OPTED_OUT,
        blames_number=failed and verdict is Verdict.BAD_NUMBER,
        reference=parse_qs(urlsplit(url).query).get("reference", [""])[0],  # messages.create put it there
    )


def _text(sid: str, form: Mapping[str, str]) -> TextIn:
    sender, to = form.get("From", ""), form.get("To", "")
    return TextIn(
        provider="twilio",
        event_id=sid,
        channel="whatsapp" if sender.startswith("whatsapp:") else "sms",
        sender=sender.removeprefix("whatsapp:"),
        to=to.removeprefix("whatsapp:"),
        text=form.get("ButtonPayload") or form.get("Body", ""),
        replies_to=form.get("OriginalRepliedMessageSid", ""),
        opted=OPTED.get(form.get("OptOutType", "").upper(), ""),
    )
