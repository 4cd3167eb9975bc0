"""The shape of a mail, taken apart again by Python's own parser."""

from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from typing import Any

import pytest
from django.core import mail as django_mail
from hypothesis import given
from hypothesis import strategies as st

from notifications.channels.mail import Mail, MailRefused, message_id_for
from notifications.ical.cleaning import clean, one_line
from notifications.ical.feed import feed
from notifications.ical.invitation import cancel, request
from tests.notifications.ical.events import CHANGED, DOCTOR, FEED_UID, REPLY_TO, a_shift
from tests.notifications.mail.mails import SENT, a_reminder, an_invitation

ANY_TEXT = st.text() | st.text(alphabet='ab\r\n\t\x00\x0b\x0c\x85\u2028\u2029:=?.<>"\\, é')


def parsed(mail: Mail) -> EmailMessage:
    found = message_from_bytes(mail.octets(), policy=policy.default)
    assert isinstance(found, EmailMessage)
    assert not [defect for part in found.walk() for defect in part.defects]
    return found


def shape(part: MIMEPart) -> Any:
    if not part.is_multipart():
        return part.get_content_type()
    return part.get_content_subtype(), [shape(child) for child in part.iter_parts()]


def test_invitation_is_mixed_of_alternative_and_attachment() -> None:
    assert shape(parsed(an_invitation())) == (
        "mixed",
        [("alternative", ["text/plain", "text/html", "text/calendar"]), "application/ics"],
    )


def test_reminder_is_alternative_and_bare_text_is_bare() -> None:
    assert shape(parsed(a_reminder())) == ("alternative", ["text/plain", "text/html"])
    assert shape(parsed(a_reminder(html=""))) == "text/plain"


def calendar_parts(mail: Mail) -> list[EmailMessage]:
    wanted = ("text/calendar", "application/ics")
    return [part for part in parsed(mail).walk() if part.get_content_type() in wanted]


def test_both_calendar_parts_are_the_same_octets_in_base64() -> None:
    body = request(a_shift(summary="Équipe - Jalingo", description="one\ntwo " * 40))
    parts = calendar_parts(an_invitation(calendar=body))
    assert [part.get_payload(decode=True) for part in parts] == [body, body]
    assert [part["Content-Transfer-Encoding"] for part in parts] == ["base64", "base64"]


@pytest.mark.parametrize(("body", "method"), [(request(a_shift()), "REQUEST"), (cancel(a_shift(sequence=1)), "CANCEL")])
def test_method_part_names_method_and_charset_once_and_is_no_attachment(body: bytes, method: str) -> None:
    mail = an_invitation(calendar=body)
    part = calendar_parts(mail)[0]
    assert part.get_params() == [("text/calendar", ""), ("method", method), ("charset", "UTF-8")]
    assert part["Content-Disposition"] is None
    assert mail.octets().count(b"text/calendar") == 1
    line = next(line for line in mail.octets().split(b"\r\n") if b"text/calendar" in line)
    assert line.lower().count(b"charset") == 1


def test_attachment_is_a_file_named_invite() -> None:
    part = calendar_parts(an_invitation())[1]
    assert (part.get_content_disposition(), part.get_filename()) == ("attachment", "invite.ics")


def test_headers_say_who_to_whom_when_and_that_no_person_wrote_it() -> None:
    found = parsed(an_invitation())
    assert dict(found.items()) == {
        "From": f"Camp Jalingo <{REPLY_TO}>",
        "To": DOCTOR,
        "Subject": "Your place on Tuesday 9 March",
        "Date": "Fri, 15 Jan 2027 09:12:03 +0000",
        "Message-ID": "<m-17@camps.example.org>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        "MIME-Version": "1.0",
        "Content-Type": found["Content-Type"],
    }


def test_unsubscribe_and_language_are_said_where_given() -> None:
    found = parsed(a_reminder(unsubscribe="https://camps.example.org/u/abc?d=e", language="pt-BR"))
    assert found["List-Unsubscribe"] == "<https://camps.example.org/u/abc?d=e>"
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert found["Content-Language"] == "pt-BR"


def test_repeat_is_the_same_octets_with_the_same_message_id() -> None:
    assert an_invitation().octets() == an_invitation().octets()
    assert message_id_for("m-17", domain="camps.example.org") == "<m-17@camps.example.org>"


def test_django_sees_the_same_mail() -> None:
    mail = an_invitation(subject="Équipe " * 30, sender_name="Čamp")
    as_django_sends_it: Any = mail.message()
    assert as_django_sends_it.as_bytes(linesep="\r\n") == mail.octets()
    assert (mail.recipients(), mail.subject) == ([DOCTOR], one_line("Équipe " * 30))
    mail.send()
    assert [sent.message()["Message-ID"] for sent in django_mail.outbox] == ["<m-17@camps.example.org>"]


def test_mail_is_ascii_with_crlf_and_short_lines() -> None:
    text = "é" * 3000 + "\n.\n..\nFrom me\n" + "word " * 900
    octets = an_invitation(text=text, html=text, subject="x" * 500, sender_name="ọ" * 200).octets()
    assert octets.isascii()
    assert octets.endswith(b"\r\n")
    lines = octets.split(b"\r\n")
    assert max(map(len, lines)) <= 98
    assert not [line for line in lines if b"\r" in line or b"\n" in line]


@given(subject=ANY_TEXT, name=ANY_TEXT, text=ANY_TEXT, html=ANY_TEXT)
def test_nothing_typed_makes_a_header_or_changes_the_words(subject: str, name: str, text: str, html: str) -> None:
    mail = an_invitation(subject=subject, sender_name=name, text=text, html=html or "<p>")
    found = parsed(mail)
    assert [header for header, _ in found.items()] == [header for header, _ in parsed(an_invitation()).items()]
    assert [address.addr_spec for address in found["From"].addresses] == [REPLY_TO]
    assert [address.addr_spec for address in found["To"].addresses] == [DOCTOR]
    alternatives = list(next(found.iter_parts()).iter_parts())
    for part, given_text in zip(alternatives, (text, html or "<p>"), strict=False):
        assert part.get_payload(decode=True) == clean(given_text).replace("\n", "\r\n").encode()
    if one_line(subject).isprintable():
        assert found["Subject"] == one_line(subject)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sender", "camp"),
        ("sender", "Camp <camp@camps.example.org>"),
        ("to", ""),
        ("to", "a@b.example, c@d.example"),
        ("to", "a@b.example\r\nBcc: c@d.example"),
        ("message_id", "m-17"),
        ("message_id", "<m-17@x>\r\nBcc: c@d.example"),
        ("date", datetime(2027, 1, 15)),
        ("unsubscribe", "javascript:alert(1)"),
        ("unsubscribe", "https://a.example/>\r\nBcc: c@d.example"),
        ("language", "fr\r\nBcc: c@d.example"),
    ],
)
def test_mail_refuses_and_names_the_field(field: str, value: object) -> None:
    with pytest.raises(MailRefused) as refusal:
        a_reminder(**{field: value})
    assert refusal.value.field == field


def test_mail_from_another_than_the_organizer_is_refused() -> None:
    with pytest.raises(MailRefused, match="ORGANIZER"):
        an_invitation(sender="camp@camps.example.org")


def test_mail_to_another_than_the_attendee_is_refused() -> None:
    with pytest.raises(MailRefused, match="ATTENDEE"):
        an_invitation(to="dr.udo@clinic.example")


def test_organizer_with_a_name_is_still_the_sender() -> None:
    event = a_shift(organizer_name="Camp: Jalingo; north, ORGANIZER:mailto:x@y.example")
    assert an_invitation(calendar=request(event)).method == "REQUEST"


def test_feed_is_not_mailed() -> None:
    body = feed([], name="Dr Obi", uid=FEED_UID, last_modified=CHANGED, tz="Africa/Lagos", color="teal")
    with pytest.raises(MailRefused, match="METHOD"):
        an_invitation(calendar=body)


def test_text_that_looks_like_a_boundary_stays_text() -> None:
    inner = an_invitation()._multipart("mixed", []).decode()
    mail = an_invitation(text=inner)
    assert shape(parsed(mail)) == shape(parsed(an_invitation()))
    assert mail_date(mail) == SENT


def mail_date(mail: Mail) -> datetime:
    found = parsed(mail)["Date"].datetime
    assert isinstance(found, datetime)
    return found
