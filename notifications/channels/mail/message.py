"""One mail to one person, with or without a calendar object."""

import re
from datetime import datetime
from email import message_from_bytes, policy
from email.message import Message

from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import MIMEMixin

from notifications.channels.mail import headers, wire
from notifications.channels.mail.errors import MailRefused
from notifications.ical.cleaning import one_line
from notifications.ical.errors import CalendarRefused
from notifications.ical.identity import checked_address, mailto

_METHOD = re.compile(rb"\r\nMETHOD:([A-Z]+)\r\n")
_ORGANIZER = re.compile(rb"\r\nORGANIZER(?:;[^\r\n]*)?:(mailto:[^\r\n]*)\r\n")
_ATTENDEE = re.compile(rb"\r\nATTENDEE(?:;[^:\r\n]*)?:(mailto:[^\r\n]*)\r\n")
_AS_WRITTEN = policy.compat32.clone(max_line_length=None)


class _Written(MIMEMixin, Message):  # type: ignore[misc]  # as in Django: linesep in place of policy
    """A mail read back from its octets, with the `as_bytes(linesep)` Django's back ends call."""


class Mail(EmailMultiAlternatives):
    """A mail to exactly one address: plain text, HTML and, where given, one calendar object twice.

    `multipart/mixed { alternative { plain, html, text/calendar; method=X }, application/ics }`, both
    copies the same octets. The same arguments give the same octets: Message-ID, Date and boundaries
    are given or derived, so a repeat is the same mail. `sender` is the reply address of this event
    and person; with a calendar object it is the ORGANIZER, and `to` the ATTENDEE.

    Raises MailRefused for an address that is none, and where calendar object and mail disagree.
    """

    def __init__(
        self,
        *,
        message_id: str,
        date: datetime,
        sender: str,
        to: str,
        subject: str,
        text: str,
        html: str = "",
        sender_name: str = "",
        calendar: bytes = b"",
        unsubscribe: str = "",
        language: str = "",
    ) -> None:
        self.sender = _address(sender, field="sender")
        self.recipient = _address(to, field="to")
        self.html = html
        self.calendar = calendar
        self.method = _checked_method(calendar, sender=self.sender, recipient=self.recipient) if calendar else ""
        self.message_id = headers.checked_message_id(message_id)
        self._headers = [
            headers.address_header("From", address=self.sender, display=sender_name),
            headers.address_header("To", address=self.recipient),
            headers.text_header("Subject", subject),
            headers.date_header(date),
            f"Message-ID: {self.message_id}",
            # No out-of-office answers (RFC 3834, Exchange); calendar answers and bounces still come.
            "Auto-Submitted: auto-generated",
            "X-Auto-Response-Suppress: OOF, AutoReply",
        ]
        if unsubscribe:
            self._headers += headers.unsubscribe_headers(unsubscribe)
        if language:
            self._headers.append(headers.language_header(language))
        super().__init__(subject=one_line(subject), body=text, from_email=self.sender, to=[self.recipient])

    def octets(self) -> bytes:
        """Return the mail as it travels: ASCII, CRLF also at its end, lines of at most 998."""
        body = self._content()
        whole = "\r\n".join([*self._headers, "MIME-Version: 1.0\r\n"]).encode("ascii") + body
        return whole if whole.endswith(b"\r\n") else whole + b"\r\n"

    def message(self) -> Message:  # type: ignore[override]  # the stubs describe Django 6
        """Return the mail as an object, for Django's own back ends; ours send `octets`."""
        return message_from_bytes(self.octets(), _class=_Written, policy=_AS_WRITTEN)

    def _content(self) -> bytes:
        readable = [wire.text_part("plain", str(self.body))]
        if self.html:
            readable.append(wire.text_part("html", self.html))
        if not self.calendar:
            return readable[0] if len(readable) == 1 else self._multipart("alternative", readable)
        encoded = wire.in_base64(self.calendar)
        readable.append(wire.invitation_part(self.method, encoded))
        return self._multipart("mixed", [self._multipart("alternative", readable), wire.attached_part(encoded)])

    def _multipart(self, subtype: str, parts: list[bytes]) -> bytes:
        return wire.multipart(subtype, parts, boundary=wire.boundary_for(subtype, self.message_id))


def message_id_for(reference: str, *, domain: str) -> str:
    """Return the Message-ID of the message with this stored `reference`, the same on every try."""
    return headers.checked_message_id(f"<{reference}@{domain}>")


def _address(address: str, *, field: str) -> str:
    try:
        return checked_address(address, field=field)
    except CalendarRefused as refusal:
        raise MailRefused(field, address, refusal.cure) from None


def _checked_method(calendar: bytes, *, sender: str, recipient: str) -> str:
    unfolded = calendar.replace(b"\r\n ", b"")
    method, organizer, attendees = (
        _METHOD.search(unfolded),
        _ORGANIZER.search(unfolded),
        _ATTENDEE.findall(unfolded),
    )
    if not method:
        raise MailRefused("calendar", "no METHOD", "give what request() or cancel() made; a feed is not mailed")
    if not organizer or organizer[1] != mailto(sender).encode():
        raise MailRefused("sender", sender, "send from the ORGANIZER of the calendar object")
    if method[1] != b"DECLINECOUNTER" and attendees != [mailto(recipient).encode()]:  # that one names none: RFC 5546
        raise MailRefused("to", recipient, "send to the one ATTENDEE of the calendar object")
    return method[1].decode()
