"""What Africa's Talking tells us: delivery reports, answers, and who wants no more texts.

Source: docs.africastalking.com/sms/notifications, read 2026-11. Its calls carry no signature, so the address they go
to ends in a secret (`/hooks/africastalking/<secret>/`), which must stay out of logs.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlsplit

from notifications.channels import signatures
from notifications.channels.africas_talking.codes import REASONS
from notifications.channels.africas_talking.settings import configured
from notifications.channels.incoming import Receipt, ReceiptIn, TextIn
from notifications.channels.verdicts import Verdict

RECEIPTS = {
    "Sent": Receipt.SENT,
    "Submitted": Receipt.SENT,
    "Buffered": Receipt.SENT,
    "Success": Receipt.DELIVERED,
    "Rejected": Receipt.FAILED,
    "Failed": Receipt.FAILED,
    "AbsentSubscriber": Receipt.FAILED,
    "Expired": Receipt.FAILED,
}


def incoming(raw: bytes, headers: Mapping[str, str], url: str, form: Mapping[str, str]) -> list[TextIn | ReceiptIn]:
    """One call, in our words. Raises NotGenuine where the address does not end in our secret."""
    secret = configured().hook_secret
    signatures.check(given=urlsplit(url).path.rstrip("/").rpartition("/")[2], expected=secret, key=secret)
    if form.get("status") in RECEIPTS and form.get("id"):
        return [_receipt(form)]
    if form.get("from") and "text" in form:
        return [_text(form)]
    if form.get("senderId") and form.get("phoneNumber"):
        return [_opted_out(form)]
    return []


def _receipt(form: Mapping[str, str]) -> ReceiptIn:
    status, reason = form["status"], form.get("failureReason", "")
    receipt = RECEIPTS[status]
    verdict, words = REASONS.get(reason, (None, ""))
    failed = receipt is Receipt.FAILED
    return ReceiptIn(
        provider="africastalking",
        event_id=f"{form['id']}:{status}",
        provider_ref=form["id"],
        receipt=receipt,
        detail=f"Africa's Talking {reason or status}: {words}".rstrip(": ") if failed else "",
        opted_out=failed and verdict is Verdict.OPTED_OUT,
        blames_number=failed and verdict is Verdict.BAD_NUMBER,
    )


def _text(form: Mapping[str, str]) -> TextIn:
    return TextIn(
        provider="africastalking",
        event_id=form.get("id") or _digest(form),
        channel="sms",
        sender=form["from"],
        to=form.get("to", ""),
        text=form["text"],
        at=_instant(form.get("date", "")),
    )


def _opted_out(form: Mapping[str, str]) -> TextIn:
    """The person took the provider's own way out of a sender name: as good as a STOP."""
    return TextIn(
        provider="africastalking",
        event_id=f"optout:{_digest(form)}",
        channel="sms",
        sender=form["phoneNumber"],
        to=form["senderId"],
        text="",
        opted="out",
    )


def _digest(form: Mapping[str, str]) -> str:
    return hashlib.sha256(repr(sorted(form.items())).encode()).hexdigest()[:40]


def _instant(written: str) -> datetime | None:
    """The provider's time where it says its zone; without one nobody knows which it means."""
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        return None
    return at if at.tzinfo else None
