"""Replies as Google, Outlook.com, Apple and Exchange shape them, and everything that can be wrong with one."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.ical.answer import Answer, Bounce, Said, Unread
from notifications.ical.invitation import cancel, request
from notifications.ical.reading import LARGEST_CALENDAR, LARGEST_MAIL, read_calendar, read_mail
from tests.notifications.ical.events import DOCTOR, REPLY_TO, SHIFT_UID, a_shift

REPLIES = Path(__file__).parent / "replies"
STAMP = datetime(2027, 1, 18, 6, tzinfo=UTC)
PROPOSED = (datetime(2027, 3, 9, 10, tzinfo=UTC), datetime(2027, 3, 9, 16, tzinfo=UTC))


def mail(name: str) -> bytes:
    return (REPLIES / f"{name}.eml").read_bytes()


def reply(*lines: str, method: str = "REPLY", ending: str = "\r\n") -> bytes:
    given = ["BEGIN:VCALENDAR", "VERSION:2.0", f"METHOD:{method}", "BEGIN:VEVENT", *lines]
    return ending.join([*given, "END:VEVENT", "END:VCALENDAR", ""]).encode()


UID = f"UID:{SHIFT_UID}"
AT = "DTSTAMP:20270118T060000Z"
ACCEPTED = f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{DOCTOR}"


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
@pytest.mark.parametrize(
    ("name", "answer", "words"),
    [
        (
            "google_accepts",
            Answer(
                said=Said.ACCEPTED,
                uid=SHIFT_UID,
                sequence=1,
                stamp=datetime(2027, 1, 16, 8, 15, tzinfo=UTC),
                attendee=DOCTOR,
                sender=DOCTOR,
                organizer=REPLY_TO,
            ),
            "Accepted by dr.obi@clinic.example",
        ),
        (
            "outlook_com_declines",
            Answer(
                said=Said.DECLINED,
                uid=SHIFT_UID,
                sequence=0,
                stamp=datetime(2027, 1, 17, 19, 30, tzinfo=UTC),
                attendee=DOCTOR,
                sender=DOCTOR,
                organizer="",
                comment="sick, back on Thursday",
            ),
            "Declined by dr.obi@clinic.example: sick, back on Thursday",
        ),
        (
            "apple_tentative",
            Answer(
                said=Said.TENTATIVE,
                uid=SHIFT_UID,
                sequence=0,
                stamp=STAMP,
                attendee=DOCTOR,
                sender="ngozi@icloud.example",
                organizer=REPLY_TO,
            ),
            "Perhaps, says dr.obi@clinic.example",
        ),
        (
            "exchange_proposes",
            Answer(
                said=Said.PROPOSED,
                uid=SHIFT_UID,
                sequence=2,
                stamp=datetime(2027, 1, 19, 7, tzinfo=UTC),
                attendee=DOCTOR,
                sender=DOCTOR,
                organizer=REPLY_TO,
                comment="flight lands at ten",
                proposed=PROPOSED,
            ),
            (
                "Another time proposed by dr.obi@clinic.example (2027-03-09 10:00 to 2027-03-09 16:00 UTC): "
                "flight lands at ten"
            ),
        ),
    ],
)
def test_reply_is_read_and_said_in_words(name: str, answer: Answer, words: str, line_end: bytes) -> None:
    found = read_mail(mail(name).replace(b"\n", line_end))
    assert found == answer
    assert found.words == words


def test_bounce_is_no_answer_though_it_carries_one_inside() -> None:
    found = read_mail(mail("bounce"))
    assert found == Bounce(
        recipient=DOCTOR,
        permanent=True,
        status="5.1.1",
        detail="550 5.1.1 <dr.obi@clinic.example>: no such mailbox here",
    )
    assert found.words.startswith("The mail to dr.obi@clinic.example could not be delivered: 550")


def test_late_report_says_that_the_mail_is_still_under_way() -> None:
    found = read_mail(mail("bounce").replace(b"Action: failed", b"Action: delayed"))
    assert isinstance(found, Bounce)
    assert not found.permanent
    assert "is not delivered yet" in found.words


def test_answer_inside_a_forwarded_mail_is_not_taken_for_the_forwarder() -> None:
    inner = mail("google_accepts")
    forwarded = b"From: x@y.example\nMIME-Version: 1.0\nContent-Type: message/rfc822\n\n" + inner
    assert read_mail(forwarded) == Unread("The mail holds no calendar answer.")


def test_cancel_from_an_attendee_is_an_answer() -> None:
    found = read_calendar(cancel(a_shift(sequence=4)))
    assert isinstance(found, Answer)
    assert (found.said, found.sequence) == (Said.CANCELLED, 4)
    assert found.words == "Cancelled by dr.obi@clinic.example"


def test_our_own_request_sent_back_is_no_answer() -> None:
    assert read_calendar(request(a_shift())) == Unread("A calendar mail that is no answer (METHOD:REQUEST).")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "broken"),
        (b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:", "broken"),
        (reply(UID, AT, ACCEPTED) * 2, "broken"),
        (b"\x00\xff\xfe" * 20, "broken"),
        (b"x" * (LARGEST_CALENDAR + 1), "too large"),
        (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REPLY\r\nEND:VCALENDAR\r\n", "about no event"),
        (reply(AT, ACCEPTED), "which event"),
        (reply(UID, AT), "who answers"),
        (reply(UID, AT, "ATTENDEE;PARTSTAT=ACCEPTED:Dr Obi"), "who answers"),
        (reply(UID, AT, f"ATTENDEE;PARTSTAT=WAT:mailto:{DOCTOR}"), "do not know (WAT)"),
        (reply(UID, AT, f"ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:{DOCTOR}"), "do not know (NEEDS-ACTION)"),
        (reply(UID, AT, f"ATTENDEE:mailto:{DOCTOR}"), "do not know (none)"),
        (reply(UID, ACCEPTED), "when it was given"),
        (reply(UID, "DTSTAMP:yesterday", ACCEPTED), "when it was given"),
        (reply(UID, "DTSTAMP:20270118T060000", ACCEPTED), "when it was given"),
        (reply(UID, AT, ACCEPTED, "ATTENDEE;PARTSTAT=DECLINED:mailto:b@clinic.example"), "names 2 people"),
        (reply(UID, AT, ACCEPTED, method="REFRESH"), "no answer (METHOD:REFRESH)"),
    ],
)
def test_broken_answer_gives_its_reason(body: bytes, reason: str) -> None:
    found = read_calendar(body)
    assert isinstance(found, Unread)
    assert reason in found.words


@pytest.mark.parametrize(
    "body",
    [
        reply(UID, AT, ACCEPTED, ending="\n"),
        b"\xef\xbb\xbf" + reply(UID, AT, ACCEPTED),
        reply(UID, AT, ACCEPTED.replace("mailto", "MAILTO")),
        reply(UID, AT, ACCEPTED, "SEQUENCE:soon"),
        reply(UID, AT, ACCEPTED, "DTSTART:20270309", "DTEND:20270309T100000Z"),
        reply(UID, AT, ACCEPTED, "DTSTART:20270309T100000Z", "DTEND:20270309T090000Z"),
        reply(UID, AT, ACCEPTED, ACCEPTED),
    ],
)
def test_untidy_answer_is_still_read(body: bytes) -> None:
    found = read_calendar(body)
    assert isinstance(found, Answer)
    assert (found.said, found.attendee, found.order) == (Said.ACCEPTED, DOCTOR, (0, STAMP))


def test_invited_person_is_picked_out_of_several() -> None:
    body = reply(UID, AT, "ATTENDEE;PARTSTAT=DECLINED:mailto:b@clinic.example", ACCEPTED)
    found = read_calendar(body, invited="Dr.Obi@clinic.example")
    assert isinstance(found, Answer)
    assert (found.attendee, found.said) == (DOCTOR, Said.ACCEPTED)


def test_later_answer_stands_by_sequence_then_stamp() -> None:
    def at(sequence: int, hours: int) -> tuple[int, datetime]:
        found = read_calendar(
            reply(UID, f"DTSTAMP:{STAMP + timedelta(hours=hours):%Y%m%dT%H%M%SZ}", f"SEQUENCE:{sequence}", ACCEPTED)
        )
        assert isinstance(found, Answer)
        return found.order

    assert sorted([at(1, 0), at(0, 5), at(1, 2), at(0, 1)]) == [at(0, 1), at(0, 5), at(1, 0), at(1, 2)]


def test_comment_is_cleaned_and_cut() -> None:
    body = reply(UID, AT, ACCEPTED, "COMMENT:sorry\\n\x1b[31m" + "x" * 500, "COMMENT:bye")
    found = read_calendar(body)
    assert isinstance(found, Answer)
    assert found.comment.startswith("sorry [31mxxx")
    assert len(found.comment) == 200


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "no calendar answer"),
        (b"Subject: hello\n\nI cannot come.", "no calendar answer"),
        (b"Auto-Submitted: auto-replied\n\nI am away.", "automatic reply"),
        (b"x" * (LARGEST_MAIL + 1), "too large"),
        (b"Content-Type: text/calendar; charset=nowhere\nContent-Transfer-Encoding: base64\n\n////", "broken"),
        (b"Content-Type: text/calendar; method=REPLY\nContent-Transfer-Encoding: base64\n\n!!", "broken"),
        (b"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/calendar\n\n", "broken"),
        (b"Content-Type: multipart/report\n\n", "no calendar answer"),
    ],
)
def test_mail_without_an_answer_gives_its_reason(raw: bytes, reason: str) -> None:
    found = read_mail(raw)
    assert isinstance(found, Unread)
    assert reason in found.words


@given(st.binary())
def test_any_octets_are_read_without_an_exception(raw: bytes) -> None:
    assert isinstance(read_mail(raw), Unread)
    assert isinstance(read_calendar(raw), Unread)


@given(st.sampled_from(["google_accepts", "exchange_proposes", "bounce"]), st.integers(0), st.binary(max_size=3))
def test_any_damage_is_read_without_an_exception(name: str, at: int, octets: bytes) -> None:
    raw = mail(name)
    at %= len(raw)
    assert read_mail(raw[:at] + octets + raw[at + len(octets) :]).words
