"""The validator passes what we make and names what is wrong with anything else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.ical.declining import decline_counter
from notifications.ical.feed import feed
from notifications.ical.fragment import fragment
from notifications.ical.invitation import cancel, request
from notifications.ical.validator import faults, fragment_faults
from tests.notifications.ical.events import CHANGED, FEED_UID, a_cancelled_case, a_case, a_shift
from tests.notifications.ical.test_invitation import FULL

REQUEST = request(a_shift())
CANCEL = cancel(a_shift(sequence=1))
REFUSAL = decline_counter(a_shift(sequence=1))
FEED = feed(
    [fragment(a_case()), fragment(a_cancelled_case())],
    name="Dr Obi",
    uid=FEED_UID,
    last_modified=CHANGED,
    tz="Africa/Lagos",
    color="teal",
)
UTC_ZONE = (
    b"BEGIN:VTIMEZONE\r\nTZID:Africa/Lagos\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
    b"TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)
ALARM = b"BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:x\r\nTRIGGER:-PT5M\r\nEND:VALARM\r\n"


def rules(body: bytes, *, mime_method: str | None = None) -> set[str]:
    return {fault.rule for fault in faults(body, mime_method=mime_method)}


def broken(body: bytes, old: bytes, new: bytes) -> bytes:
    assert body.count(old) >= 1, "the test would change nothing"
    return body.replace(old, new, 1)


def test_what_we_make_has_no_fault() -> None:
    assert faults(REQUEST, mime_method="REQUEST") == []
    assert faults(CANCEL, mime_method="CANCEL") == []
    assert faults(cancel(a_shift(sequence=1), whole=False), mime_method="CANCEL") == []
    assert faults(REFUSAL, mime_method="DECLINECOUNTER") == []
    assert faults(FULL) == []
    assert faults(FEED) == []
    assert fragment_faults(fragment(a_case())) == []


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        # octets
        (b"BEGIN:VCALENDAR\r\n", b"\xef\xbb\xbfBEGIN:VCALENDAR\r\n", "byte-order-mark"),
        (b"VERSION:2.0\r\n", b"VERSION:2.0\n", "crlf"),
        (b"Camp shift", b"Camp\rshift", "crlf"),
        (b"END:VCALENDAR\r\n", b"END:VCALENDAR", "crlf"),
        (b"Camp shift", b"Camp shift" + b"x" * 60, "line-length"),
        (b"Camp shift", b"Camp\x00shift", "control"),
        (b"Camp shift", "Camp\u2028shift".encode(), "control"),
        (b"Camp shift", "Camp\x85shift".encode(), "control"),
        (b"Camp shift", b"Camp\xc3shift", "utf-8"),
        (b"Camp shift", b"Camp \xc3\r\n \xa9t\xc3\xa9", "utf-8"),
        (b"STATUS:", b"\r\nSTATUS:", "empty-line"),
        # lines and nesting
        (b"STATUS:CONFIRMED", b"CONFIRMED", "content-line"),
        (b"END:VEVENT\r\n", b"", "nesting"),
        (b"BEGIN:VEVENT\r\n", b"BEGIN:VEVENT\r\nEND:VEVENT\r\n", "nesting"),
        (b"END:VCALENDAR\r\n", b"END:VCALENDAR\r\nX-A:b\r\n", "nesting"),
        (b"END:VCALENDAR\r\n", b"END:VCALENDAR\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "one-calendar"),
        # header
        (b"VERSION:2.0\r\n", b"", "version"),
        (b"VERSION:2.0\r\n", b"VERSION:2.0\r\nVERSION:2.0\r\n", "version"),
        (b"PRODID:-//Campline//Campline//EN\r\n", b"", "prodid"),
        (b"METHOD:REQUEST", b"METHOD:INVITE", "method"),
        (b"METHOD:REQUEST\r\n", b"METHOD:REQUEST\r\nMETHOD:CANCEL\r\n", "method"),
        # identity and order
        (b"UID:7c1f", b"X-ID:7c1f", "required"),
        (b"UID:7c1f0e9a-5b1d-4c3e-9a52-0d6f3b8e4a11@camps.example.org", b"UID:17", "uid-form"),
        (b"SEQUENCE:0", b"SEQUENCE:-1", "sequence"),
        (b"SEQUENCE:0", b"SEQUENCE:one", "sequence"),
        (b"SEQUENCE:0\r\n", b"SEQUENCE:0\r\nSEQUENCE:1\r\n", "once"),
        # times
        (b"DTSTAMP:20270115T091203Z\r\n", b"", "required"),
        (b"DTSTAMP:20270115T091203Z", b"DTSTAMP:20270115T091203", "stamp-utc"),
        (b"DTSTAMP:20270115T091203Z", b"DTSTAMP:now", "stamp-utc"),
        (b"DTSTART:20270309T070000Z\r\n", b"", "required"),
        (b"DTSTART:20270309T070000Z", b"DTSTART:20270309T070000", "floating"),
        (b"DTEND:20270309T130000Z", b"DTEND:20270309T130000", "floating"),
        (b"DTSTART:20270309T070000Z", b"DTSTART:20271309T070000Z", "time-form"),
        (b"DTSTART:20270309T070000Z", b"DTSTART:soon", "time-form"),
        (b"DTSTART:20270309T070000Z", b"DTSTART;TZID=Africa/Lagos:20270309T070000", "tzid-defined"),
        (b"DTSTART:20270309T070000Z", b"DTSTART;TZID=Africa/Lagos:20270309T070000Z", "tzid-with-utc"),
        (b"DTEND:20270309T130000Z", b"DTEND:20270309T070000Z", "end-after-start"),
        (b"DTEND:20270309T130000Z", b"DTEND:20270309T060000Z", "end-after-start"),
        (b"DTEND:20270309T130000Z", b"DTEND;VALUE=DATE:20270310", "end-type"),
        (b"DTEND:20270309T130000Z\r\n", b"DTEND:20270309T130000Z\r\nDURATION:PT1H\r\n", "end-or-duration"),
        # words
        (b"STATUS:CONFIRMED", b"TRANSP:BUSY\r\nSTATUS:CONFIRMED", "transp"),
        (b"STATUS:CONFIRMED", b"CLASS:SECRET\r\nSTATUS:CONFIRMED", "class"),
        (b"PARTSTAT=NEEDS-ACTION", b"PARTSTAT=WAT", "partstat"),
        # texts
        (b"Camp shift", b"Camp, shift", "escaping"),
        (b"Camp shift", b"Camp\\shift", "escaping"),
        (b"Camp shift", b"https://camps.example.org/v/abcdefghijklmnopqrstuv", "secret-link"),
        # people
        (b"ORGANIZER:mailto:", b"ORGANIZER:", "cal-address"),
        (b":mailto:dr.obi@clinic.example", b":mailto:Dr Obi", "cal-address"),
    ],
)
def test_broken_request_is_named(old: bytes, new: bytes, rule: str) -> None:
    assert rule in rules(broken(REQUEST, old, new))


@pytest.mark.parametrize(
    ("body", "old", "new", "rule"),
    [
        (REQUEST, b"STATUS:CONFIRMED", b"STATUS:CANCELLED", "method-status"),
        (REQUEST, b"STATUS:CONFIRMED", b"REQUEST-STATUS:2.0\\;ok\r\nSTATUS:CONFIRMED", "request-status"),
        (REQUEST, b"ORGANIZER:", b"CONTACT:", "method-required"),
        (REQUEST, b"SUMMARY:", b"X-SUMMARY:", "method-required"),
        (REQUEST, b"ATTENDEE;", b"CONTACT;", "method-required"),
        (REQUEST, b"ATTENDEE;", b"ATTENDEE:mailto:a@b.example\r\nATTENDEE;", "attendee-one"),
        (CANCEL, b"STATUS:CANCELLED", b"STATUS:CONFIRMED", "method-status"),
        (CANCEL, b"SEQUENCE:1", b"SEQUENCE:0", "cancel-sequence"),
        (CANCEL, b"SEQUENCE:1\r\n", b"", "method-required"),
        (CANCEL, b"ATTENDEE:", b"CONTACT:", "method-required"),
        (CANCEL, b"END:VEVENT\r\n", ALARM + b"END:VEVENT\r\n", "cancel-alarm"),
        (REQUEST, b"METHOD:REQUEST", b"METHOD:PUBLISH", "attendee-none"),
        (REFUSAL, b"ORGANIZER:", b"CONTACT:", "method-required"),
        (REFUSAL, b"DTSTAMP:", b"DTSTART:20270309T070000Z\r\nDTSTAMP:", "method-forbidden"),
        (REFUSAL, b"DTSTAMP:", b"ATTENDEE:mailto:a@b.example\r\nDTSTAMP:", "method-forbidden"),
        (REQUEST, b"STATUS:", b"X-MICROSOFT-DISALLOW-COUNTER:no\r\nSTATUS:", "counter-flag"),
        (CANCEL, b"STATUS:", b"X-MICROSOFT-DISALLOW-COUNTER:TRUE\r\nSTATUS:", "counter-flag"),
        (FEED, b"STATUS:CONFIRMED", b"X-MICROSOFT-DISALLOW-COUNTER:TRUE\r\nSTATUS:CONFIRMED", "counter-flag"),
        (FEED, b"STATUS:CONFIRMED", b"STATUS:FOO", "status"),
        (FEED, b"STATUS:CONFIRMED", b"ORGANIZER:mailto:a@b.example\r\nSTATUS:CONFIRMED", "feed-people"),
        (FEED, b"STATUS:CONFIRMED", b"ATTENDEE:mailto:a@b.example\r\nSTATUS:CONFIRMED", "feed-people"),
        (FEED, b"DTSTAMP:20270301", b"DTSTAMP:20270302", "feed-stamp"),
        (FEED, b"SEQUENCE:3\r\n", b"", "feed-sequence"),
        (FEED, b"UID:0f7d", b"X-ID:0f7d", "feed-uid"),
        (FEED, b"COLOR:teal", b"SOURCE:https://a.example/f\r\nCOLOR:teal", "feed-source"),
        (FEED, b"LAST-MODIFIED:20270301T101500Z\r\nNAME", b"NAME", "feed-stamp"),
        (FEED, b"REFRESH-INTERVAL;VALUE=DURATION", b"REFRESH-INTERVAL", "refresh-value"),
        (FEED, b"SUMMARY:CANCELLED: ", b"SUMMARY:", "tombstone"),
        (FEED, b"TRANSP:TRANSPARENT", b"TRANSP:OPAQUE", "tombstone"),
        (FEED, b"END:VEVENT\r\nEND:VCALENDAR", ALARM + b"END:VEVENT\r\nEND:VCALENDAR", "cancel-alarm"),
        (
            FEED,
            b"UID:e4a19f02-6c55-4b7b-a1d8-3f0c2b9d7716@",
            b"UID:b20d4c77-1f0e-4a86-8d53-92f1c6e0aa35@",
            "uid-unique",
        ),
    ],
)
def test_broken_rule_of_a_method_or_a_feed_is_named(body: bytes, old: bytes, new: bytes, rule: str) -> None:
    assert rule in rules(broken(body, old, new))


def test_method_of_the_mail_part_must_be_the_method_of_the_calendar() -> None:
    assert rules(CANCEL, mime_method="REQUEST") == {"mime-method"}
    assert rules(FEED, mime_method="PUBLISH") == {"mime-method"}


def test_several_events_in_one_mail_share_their_uid() -> None:
    second = REQUEST[REQUEST.index(b"BEGIN:VEVENT") : REQUEST.index(b"END:VCALENDAR")]
    two = broken(REQUEST, b"END:VCALENDAR", second.replace(b"UID:7c", b"UID:8c") + b"END:VCALENDAR")
    assert rules(two) == {"one-uid"}


def test_invitation_without_an_event_is_named() -> None:
    empty = REQUEST[: REQUEST.index(b"BEGIN:VEVENT")] + b"END:VCALENDAR\r\n"
    assert rules(empty) == {"no-component", "no-event"}


def with_zone(tzid: bytes, *, rdate: bytes = b"") -> bytes:
    zone = UTC_ZONE.replace(b"Africa/Lagos", tzid).replace(b"END:STANDARD", rdate + b"END:STANDARD")
    local = REQUEST.replace(b"BEGIN:VEVENT", zone + b"BEGIN:VEVENT")
    for name in (b"DTSTART", b"DTEND"):
        local = local.replace(name + b":20270309", name + b";TZID=" + tzid + b":20270309")
    return local.replace(b"0000Z\r\n", b"0000\r\n")


def test_local_times_need_their_zone_by_its_iana_key() -> None:
    assert rules(with_zone(b"Africa/Lagos")) == set()
    assert rules(with_zone(b"GMT+0100")) == {"tzid-iana"}


def test_rdate_in_a_zone_is_named() -> None:
    assert rules(with_zone(b"Africa/Lagos", rdate=b"RDATE:19710101T000000\r\n")) == {"vtimezone-rdate"}


def test_fault_names_rule_source_and_line() -> None:
    (fault,) = faults(broken(REQUEST, b"PARTSTAT=NEEDS-ACTION", b"PARTSTAT=WAT"))
    assert str(fault) == "line 14: partstat: PARTSTAT=WAT (RFC 5545 s3.2.12)"


@pytest.mark.parametrize("body", [b"", b"\r\n", b"BEGIN", b"\xff\xfe\x00", b"BEGIN:VCALENDAR", b":", b"<html></html>"])
def test_rubbish_is_a_fault_and_no_exception(body: bytes) -> None:
    assert faults(body)


@given(st.binary())
def test_any_octets_are_judged_without_an_exception(body: bytes) -> None:
    assert faults(body)


@given(st.integers(0, len(FULL) - 1), st.binary(max_size=4))
def test_any_damage_is_judged_without_an_exception(at: int, octets: bytes) -> None:
    faults(FULL[:at] + octets + FULL[at + 1 :])


@pytest.mark.timeout(60)
def test_long_text_with_a_bare_comma_is_judged_at_once() -> None:
    folded = b"\r\n ".join([b"a" * 60] * 2000)
    assert rules(broken(REQUEST, b"SUMMARY:Camp shift", b"SUMMARY:" + folded + b",")) == {"escaping"}
