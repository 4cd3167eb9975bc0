"""What the built-in mail server and the local SMS provider took, as files under var/: read, never written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings

from notifications.channels import local
from notifications.models import Message
from notifications.queries.outbox_calendar import EventInWords, events_in
from notifications.wording import Segments, segments

LOOKED_AT = 2000  # files, the newest; a sink that ran for years must not make a page slow
NAME = re.compile(r"\d{20}-[0-9a-f]{8}")


@dataclass(frozen=True)
class Sent:
    """One mail or text. `is_reply`: it came in to one of our reply addresses."""

    name: str
    channel: str
    to: str
    at: datetime
    subject: str = ""
    text: str = ""
    segments: Segments | None = None
    has_calendar: bool = False
    is_reply: bool = False
    message_id: str = ""
    reference: str = ""


@dataclass(frozen=True)
class OpenMail:
    """One mail taken apart. `events` is its calendar part in words."""

    sent: Sent
    sender: str
    text: str
    html: str
    events: list[EventInWords] = field(default_factory=list)
    raw: str = ""


def is_there() -> bool:
    """Only where nothing leaves this machine: the built-in mail server and the local SMS provider."""
    return bool(settings.BUILT_IN_MAIL and _texts_stay_here() and not settings.PRODUCTION)


def _texts_stay_here() -> bool:
    return set(settings.SMS_PROVIDERS) | set(settings.WHATSAPP_PROVIDERS) <= {"local"}


def sent_items(*, q: str = "", channel: str = "", of_organisation: bool = False) -> list[Sent]:
    """The newest first. `q` is searched in recipient, subject and text; `of_organisation` keeps to the open scope's."""
    found: list[Sent] = []
    if channel != "sms":
        found += _mails()
    if channel != "mail":
        found += _texts()
    words = q.strip().lower()
    if words:
        plain = re.sub(r"[\s().-]", "", words)
        found = [
            sent
            for sent in found
            if words in f"{sent.to} {sent.subject} {sent.text}".lower() or (plain and plain in sent.to.lower())
        ]
    if of_organisation:
        found = _only_ours(found)
    return sorted(found, key=lambda sent: sent.at, reverse=True)


def open_mail(name: str, *, of_organisation: bool = False) -> OpenMail | None:
    """One mail by its name; None when there is none, or none of this organisation."""
    if not NAME.fullmatch(name):
        return None
    path = _folder("mail") / f"{name}.json"
    sent = _mail(path)
    if sent is None or (of_organisation and not _only_ours([sent])):
        return None
    raw = path.with_suffix(".eml").read_bytes()
    mail = _opened(raw)
    calendar = _body(mail, "calendar")
    return OpenMail(
        sent=sent,
        sender=_header(mail, "From"),
        text=_body(mail, "plain"),
        html=_body(mail, "html"),
        events=events_in(calendar) if calendar else [],
        raw=raw.decode("utf-8", "replace"),
    )


def sent_text(name: str, *, of_organisation: bool = False) -> local.LocalText | None:
    """One text by its name, with the phone it went to; None when there is none, or none of this organisation."""
    known = {sent.name for sent in sent_items(channel="sms", of_organisation=of_organisation)}
    texts = local.messages(_folder("sms"), newest=LOOKED_AT) if name in known else []
    return next((text for text in texts if text.provider_ref == name), None)


def _mails() -> Iterator[Sent]:
    for path in sorted(_folder("mail").glob("[0-9]*.json"), reverse=True)[:LOOKED_AT]:
        sent = _mail(path)
        if sent is not None:
            yield sent


def _mail(path: Path) -> Sent | None:
    """None for a mail that is being written, was swept away, or is broken: the others must still be shown."""
    try:
        envelope = json.loads(path.read_text(encoding="utf-8"))
        mail = _opened(path.with_suffix(".eml").read_bytes())
        return Sent(
            name=path.stem,
            channel="mail",
            to=", ".join(envelope["to"]),
            at=datetime.fromisoformat(envelope["received_at"]),
            subject=_header(mail, "Subject"),
            text=_body(mail, "plain"),
            has_calendar=bool(_body(mail, "calendar")),
            is_reply=bool(envelope.get("inbound")),
            message_id=_header(mail, "Message-ID").strip(),
        )
    except (OSError, ValueError, KeyError, TypeError, LookupError):
        return None


def _texts() -> Iterator[Sent]:
    for text in local.messages(_folder("sms"), newest=LOOKED_AT):
        yield Sent(
            name=text.provider_ref,
            channel=text.channel,
            to=text.to,
            at=datetime.fromtimestamp(text.sent_at, tz=UTC),
            text=text.text,
            segments=segments(text.text) if text.channel == "sms" else None,
            reference=text.reference,
        )


def _only_ours(found: list[Sent]) -> list[Sent]:
    """What this organisation's own messages sent: no other's, and no staff mail, which may hold a way in."""
    ids = {sent.message_id for sent in found if sent.message_id}
    references = {int(sent.reference) for sent in found if sent.reference.isdigit()}
    mine = set(Message.objects.filter(message_id__in=ids).values_list("message_id", flat=True))
    texts = set(Message.objects.filter(pk__in=references).values_list("pk", flat=True))
    return [
        sent for sent in found if sent.message_id in mine or (sent.reference.isdigit() and int(sent.reference) in texts)
    ]


def _opened(raw: bytes) -> EmailMessage:
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def _header(mail: EmailMessage, name: str) -> str:
    """Python's parser of headers stumbles over some hostile ones, in several ways."""
    try:
        return str(mail.get(name, ""))
    except (ValueError, LookupError, AttributeError, TypeError):
        return ""


def _body(mail: EmailMessage, subtype: str) -> str:
    """The first part of this kind as text; an encoding nobody knows is read as it can be."""
    for part in mail.walk():
        if part.get_content_type() == f"text/{subtype}" and not part.is_multipart():
            octets = part.get_payload(decode=True)
            if not isinstance(octets, bytes):
                return ""
            try:
                return octets.decode(part.get_content_charset("utf-8"), "replace").replace("\r\n", "\n")
            except LookupError:
                return octets.decode("utf-8", "replace")
    return ""


def _folder(name: str) -> Path:
    return Path(settings.VAR_DIR) / name
