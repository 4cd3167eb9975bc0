"""Answers to invitations, shaped as the calendars of Google, Outlook.com, Apple and Exchange shape theirs.

Written by us after what those calendars are known to send: Google raises SEQUENCE once and mails from the person with
a Sender of its own; Outlook.com leaves ORGANIZER out, writes MAILTO in capitals, LF alone and a byte order mark; Apple
attaches the object and may mail from another mailbox; Exchange proposes another time as a COUNTER in a zone of its own.
"""

from __future__ import annotations

from base64 import encodebytes
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

SAID = {"accepted": "ACCEPTED", "declined": "DECLINED", "tentative": "TENTATIVE", "delegated": "DELEGATED"}


@dataclass(frozen=True)
class Invitation:
    """What a calendar knows of an invitation it got: enough to answer it."""

    uid: str
    organizer: str
    attendee: str
    start: datetime
    end: datetime
    sequence: int = 0


def google(to: Invitation, said: str, *, at: datetime, sequence: int | None = None, comment: str = "") -> bytes:
    """A reply part in base64, and the same as an attachment."""
    lines = [
        f"DTSTART:{_utc(to.start)}",
        f"DTEND:{_utc(to.end)}",
        f"DTSTAMP:{_utc(at)}",
        f"ORGANIZER;CN=Camp:mailto:{to.organizer}",
        f"UID:{to.uid}",
        f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={SAID[said]};CN=A",
        f" ;X-NUM-GUESTS=0:mailto:{to.attendee}",
        *([f"COMMENT:{comment}"] if comment else []),
        f"LAST-MODIFIED:{_utc(at)}",
        f"SEQUENCE:{to.sequence if sequence is None else sequence}",
        "STATUS:CONFIRMED",
        "SUMMARY:Whatever",
        "TRANSP:OPAQUE",
    ]
    body = _calendar("REPLY", lines, product="-//Google Inc//Google Calendar 70.9054//EN")
    mail = _mail(to, f"{said.title()}: Whatever", sender=to.attendee)
    mail["Sender"] = "Google Calendar <calendar-notification@google.example>"
    mail.set_content(f"A has {said} this invitation.")
    mail.add_alternative(body, maintype="text", subtype="calendar", params={"charset": "UTF-8", "method": "REPLY"})
    mail.make_mixed()
    mail.add_attachment(body, maintype="application", subtype="ics", filename="invite.ics")
    return mail.as_bytes()


def outlook_com(to: Invitation, said: str, *, at: datetime, comment: str = "") -> bytes:
    """No ORGANIZER, `MAILTO:` in capitals, LF alone, a byte order mark, a zone with a name of its own."""
    lines = [
        f"ATTENDEE;PARTSTAT={SAID[said]};CN=A:MAILTO:{to.attendee.title()}",
        *([f"COMMENT;LANGUAGE=en-GB:{comment}\\n"] if comment else []),
        f"UID:{to.uid}",
        f"DTSTART;TZID=W. Central Africa Standard Time:{to.start.astimezone(UTC) + timedelta(hours=1):%Y%m%dT%H%M%S}",
        f"DTSTAMP:{_utc(at)}",
        f"SEQUENCE:{to.sequence}",
        "X-MICROSOFT-CDO-BUSYSTATUS:BUSY",
    ]
    zone = [
        "BEGIN:VTIMEZONE",
        "TZID:W. Central Africa Standard Time",
        "BEGIN:STANDARD",
        "DTSTART:16010101T000000",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0100",
        "END:STANDARD",
        "END:VTIMEZONE",
    ]
    body = _calendar("REPLY", lines, product="Microsoft Exchange Server 2010", before=zone).replace(b"\r\n", b"\n")
    mail = _mail(to, f"{said.title()}: Whatever", sender=to.attendee)
    mail.set_content(comment or "\n")
    part = {"charset": "utf-8", "method": "REPLY"}
    mail.add_alternative(b"\xef\xbb\xbf" + body, maintype="text", subtype="calendar", params=part)
    return mail.as_bytes()


def apple(to: Invitation, said: str, *, at: datetime) -> bytes:
    """The object is an attachment inside the alternative; the mail comes from another mailbox of the same person."""
    lines = [
        f"UID:{to.uid}",
        f"DTEND:{_utc(to.end)}",
        f"DTSTART:{_utc(to.start)}",
        f"DTSTAMP:{_utc(at)}",
        f"ORGANIZER:mailto:{to.organizer.replace('+', '%2B')}",
        f"SEQUENCE:{to.sequence}",
        f'ATTENDEE;CN="A, B";CUTYPE=INDIVIDUAL;EMAIL="{to.attendee}";PARTSTAT={SAID[said]}:mailto:{to.attendee}',
    ]
    body = _calendar("REPLY", lines, product="-//Apple Inc.//macOS 15.1//EN")
    mail = _mail(to, f"A {said} your invitation", sender="a@icloud.example")
    mail.set_content(f"A {said}.")
    mail.add_attachment(body, maintype="text", subtype="calendar", filename="iCal-1.ics")
    return mail.as_bytes()


def exchange_proposes(
    to: Invitation, *, start: datetime, at: datetime, comment: str = "", sequence: int | None = None
) -> bytes:
    """A COUNTER: another hour, the rest as it was."""
    lines = [
        f"ORGANIZER:mailto:{to.organizer}",
        f"ATTENDEE;PARTSTAT=TENTATIVE;CN=A:mailto:{to.attendee}",
        *([f"COMMENT:{comment}"] if comment else []),
        f"UID:{to.uid}",
        "SUMMARY:New Time Proposed: Whatever",
        f"DTSTART:{_utc(start)}",
        f"DTEND:{_utc(start + (to.end - to.start))}",
        f"DTSTAMP:{_utc(at)}",
        f"SEQUENCE:{to.sequence if sequence is None else sequence}",
    ]
    body = _calendar("COUNTER", lines, product="Microsoft Exchange Server 2010")
    head = "\r\n".join(
        [
            f"From: A <{to.attendee}>",
            f"To: {to.organizer}",
            "Subject: New Time Proposed: Whatever",
            "MIME-Version: 1.0",
            'Content-Type: text/calendar; charset="utf-8"; method=COUNTER',
            "Content-Transfer-Encoding: base64",
            "",
            "",
        ]
    )
    return head.encode() + encodebytes(body)


def bounce(
    sent: bytes,
    *,
    recipient: str,
    action: str = "failed",
    status: str = "5.1.1",
    detail: str = "smtp; 550 5.1.1 no such mailbox here",
    meant: str = "",
    headers_only: bool = True,
) -> bytes:
    """A delivery report (RFC 3464) on `sent`, with its headers quoted, or without anything of it."""
    original = f"Original-Recipient: rfc822; {meant}\r\n" if meant else ""
    quoted = sent.replace(b"\r\n", b"\n").split(b"\n\n", 1)[0].decode() if headers_only else "Subject: a mail"
    return (
        "From: Mail Delivery System <MAILER-DAEMON@relay.example>\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\n"
        "Auto-Submitted: auto-replied\r\n"
        "MIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="R"\r\n\r\n'
        "--R\r\nContent-Type: text/plain\r\n\r\nI am sorry to have to tell you.\r\n"
        "--R\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; relay.example\r\n\r\n"
        f"{original}Final-Recipient: rfc822; {recipient}\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: {detail}\r\n\r\n"
        f"--R\r\nContent-Type: text/rfc822-headers\r\n\r\n{quoted}\r\n\r\n--R--\r\n"
    ).encode()


def _mail(to: Invitation, subject: str, *, sender: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = f"A <{sender}>", to.organizer, subject
    return mail


def _calendar(method: str, lines: list[str], *, product: str, before: list[str] | None = None) -> bytes:
    head = ["BEGIN:VCALENDAR", f"PRODID:{product}", "VERSION:2.0", f"METHOD:{method}", *(before or [])]
    return "\r\n".join([*head, "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR", ""]).encode()


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
