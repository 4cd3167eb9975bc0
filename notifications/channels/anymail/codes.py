"""What Anymail makes of the services' own codes: one set of words for all (anymail.signals, anymail.message)."""

from notifications.channels.incoming import Receipt
from notifications.channels.verdicts import Codes, Verdict

CODES: Codes = {
    "invalid": (Verdict.BAD_NUMBER, "no valid address"),
    "bounced": (Verdict.BAD_NUMBER, "came back"),
    "rejected": (Verdict.BAD_NUMBER, "the service writes to this address no more: it came back before, or complained"),
    "unsubscribed": (Verdict.OPTED_OUT, "has opted out"),
    "spam": (Verdict.OPTED_OUT, "reported as spam"),
    "blocked": (Verdict.REFUSED, "refused by the reader's mail server"),
    "timed_out": (Verdict.REFUSED, "the reader's mail server did not answer for days"),
    "other": (Verdict.REFUSED, "refused"),
    "failed": (Verdict.REFUSED, "could not be sent"),
}
"""Of a sending: its status. Of a receipt: its reason, else its kind."""

RECEIPTS = {
    "queued": Receipt.ACCEPTED,
    "sent": Receipt.SENT,
    "deferred": Receipt.SENT,
    "delivered": Receipt.DELIVERED,
    "complained": Receipt.DELIVERED,
    "unsubscribed": Receipt.DELIVERED,
    "rejected": Receipt.FAILED,
    "bounced": Receipt.FAILED,
    "failed": Receipt.FAILED,
}
"""Opened and clicked are no receipts: mail programs and scanners open what nobody has read."""

OPTED_OUT = {"complained", "unsubscribed"}
