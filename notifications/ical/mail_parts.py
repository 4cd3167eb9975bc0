"""The parts of an incoming mail that say something: the calendar object, a delivery report, or what was written."""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from email.utils import parseaddr

from notifications.ical.cleaning import one_line

CALENDAR_TYPES = ("text/calendar", "application/ics")
# Where a mail program begins to quote ours: "On … wrote:", "Le … a écrit :", a line of dashes, the header block.
_QUOTED = re.compile(
    r"^(?:>|On .{4,200}\n?.{0,100}wrote:|Le .{4,200} a écrit|-{3,} ?\w|_{10,}|(?:From|De) ?: .*@)", re.MULTILINE
)
_TAG = re.compile(r"<(?:style|script)\b.*?</(?:style|script)>|<[^>]*>", re.IGNORECASE | re.DOTALL)


def opened(raw: bytes) -> Message:
    """Return the mail; Python's parser notes defects and does not raise for them."""
    return message_from_bytes(raw)


def sender_of(mail: Message) -> str:
    """Return the bare lower-case address of From, or nothing."""
    return parseaddr(str(mail.get("From", "")))[1].lower()


def calendar_part(mail: Message) -> bytes | None:
    """Return the first calendar object of the mail as UTF-8, text/calendar before attachments, or None."""
    parts = list(_own_parts(mail))
    for wanted in CALENDAR_TYPES:
        for part in parts:
            named = str(part.get_filename() or "").lower()
            if part.get_content_type() == wanted or (wanted == CALENDAR_TYPES[1] and named.endswith(".ics")):
                return _as_utf8(part)
    return None


def written_text(mail: Message) -> str:
    """Return what somebody wrote above the quotation of our mail, on one line; nothing where there is no text."""
    parts = list(_own_parts(mail))
    for wanted in ("text/plain", "text/html"):
        for part in parts:
            if part.get_content_type() == wanted and not part.get_filename():
                text = _as_utf8(part).decode()
                plain = text if wanted == "text/plain" else _TAG.sub(" ", text)
                return one_line(_QUOTED.split(plain.replace("\r\n", "\n"), maxsplit=1)[0])
    return ""


def is_automatic(mail: Message) -> bool:
    """Whether a machine says that it wrote this: RFC 3834 s5, and what came before it."""
    submitted = str(mail.get("Auto-Submitted", "no")).partition(";")[0].strip().lower()
    precedence = str(mail.get("Precedence", "")).strip().lower()
    return submitted != "no" or precedence in ("bulk", "auto_reply", "junk") or "X-Autoreply" in mail


def delivery_report(mail: Message) -> dict[str, str] | None:
    """Return the fields of the first recipient of a delivery report, names in lower case, or None."""
    if mail.get_content_type() != "multipart/report":
        return None
    for part in mail.walk():
        if part.get_content_type() == "message/delivery-status":
            for group in _inside(part):
                fields = {name.lower(): one_line(str(value)) for name, value in group.items()}
                if "action" in fields:
                    return fields
    return None


def _own_parts(mail: Message) -> Iterator[Message]:
    # A mail inside the mail is somebody else's words: our own invitation sent back, or a forward.
    if mail.get_content_maintype() == "message":
        return
    if not mail.is_multipart():
        yield mail
    for part in _inside(mail):
        yield from _own_parts(part)


def _inside(mail: Message) -> list[Message]:
    payload = mail.get_payload()
    return [part for part in payload if isinstance(part, Message)] if isinstance(payload, list) else []


def _as_utf8(part: Message) -> bytes:
    octets = part.get_payload(decode=True)
    if not isinstance(octets, bytes):
        return b""
    try:
        octets.decode()
    except UnicodeDecodeError:
        named = part.get_content_charset("latin-1")
        try:
            return octets.decode(named, "replace").encode()
        except (LookupError, UnicodeError):
            return octets.decode("latin-1").encode()
    return octets
