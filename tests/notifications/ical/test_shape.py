"""The quick look lets through what the slow checks let through, and nothing else."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from notifications.ical.checks.shape import has_our_shape
from notifications.ical.event import Banner, Status
from notifications.ical.feed import feed
from notifications.ical.fragment import banner_fragment, fragment, plain_fragment
from notifications.ical.validator import faults_line_by_line
from tests.notifications.ical.events import CHANGED, FEED_UID, a_cancelled_case, a_case

BANNER = Banner(
    uid="0f7d3c55-31f2-4f0e-bd1b-6a1a3f1d9c09@camps.example.org",
    sequence=0,
    last_modified=CHANGED,
    first_day=date(2027, 3, 9),
    last_day=date(2027, 3, 12),
    summary="Camp Jalingo",
)
LONG = "9am to 10:15am (Lagos time, UTC+1), table 2; bring \\ the papers\nọ̀nà àbáwọlé kejì, " * 3


def rendered(*fragments: str, name: str = "Dr Ọbí, camp") -> bytes:
    return feed(fragments, name=name, uid=FEED_UID, last_modified=CHANGED, tz="Africa/Lagos", color="teal")


GOOD = rendered(
    banner_fragment(BANNER), fragment(a_case(description=LONG, location="Salle n° 2")), fragment(a_cancelled_case())
)


def slow(body: bytes) -> list[object]:
    return list(faults_line_by_line(body, mime_method=None))


def test_a_body_as_we_write_it_is_let_through_at_once() -> None:
    assert has_our_shape(GOOD)
    assert slow(GOOD) == []


@pytest.mark.parametrize(
    ("there", "here"),
    [
        (b"DTEND:20270309T091500Z", b"DTEND:20270309T080000Z"),
        (b"DTEND:20270309T091500Z", b"DTEND:20270309T241500Z"),
        (b"DTSTART:20270309T", b"DTSTART:20270230T"),
        (b"DTEND;VALUE=DATE:20270313", b"DTEND;VALUE=DATE:20270309"),
        (b"LAST-MODIFIED:20270304T062000Z", b"LAST-MODIFIED:20270304T062001Z"),
        (b"SUMMARY:CANCELLED: Case", b"SUMMARY:Case"),
        (b"STATUS:CANCELLED\r\nTRANSP:TRANSPARENT", b"STATUS:CANCELLED\r\nTRANSP:OPAQUE"),
        (b"table 2\\;", b"table 2;"),
        (b"UTC+1)\\,", b"UTC+1),"),
        (b"UID:e4a19f02-6c55-4b7b-a1d8-3f0c2b9d7716@", b"UID:b20d4c77-1f0e-4a86-8d53-92f1c6e0aa35@"),
        (b"SUMMARY:Case", b"SUMMARY:https://camps.example.org/v/abcdefghijklmnopqrstuv Case"),
        (b"SUMMARY:Case 014", b"SUMMARY:Case \x0014"),
        (b"SUMMARY:Case 014", "SUMMARY:Case \u2028014".encode()),
        (b"SUMMARY:Case 014", "SUMMARY:Case \x85014".encode()),
        (b"SUMMARY:Case 014", b"SUMMARY:Case \xff014"),
        (b"SUMMARY:Case 014 - A.O.\r\n", b"SUMMARY:Case 014 - A.O.\n"),
        (b"SUMMARY:Case 014", b"SUMMARY:" + b"x" * 80),
        (b"STATUS:CONFIRMED", b"STATUS:CONFIRMED\r\nORGANIZER:mailto:one@clinic.example"),
        (b"SEQUENCE:3", b"SEQUENCE:three"),
        (b"VERSION:2.0", b"VERSION:3.0"),
        (b"END:VCALENDAR\r\n", b"END:VCALENDAR\r\nBEGIN:VCALENDAR\r\n"),
        (b"END:VCALENDAR\r\n", b""),
        (b"COLOR:teal", b"COLOR:teal\r\nSOURCE;VALUE=URI:https://camps.example.org/f/x.ics"),
    ],
)
def test_a_body_with_one_fault_is_not(there: bytes, here: bytes) -> None:
    broken = GOOD.replace(there, here, 1)
    assert broken != GOOD
    assert slow(broken) != []
    assert not has_our_shape(broken)


@settings(max_examples=100)
@given(
    at=st.integers(min_value=0, max_value=len(GOOD) - 1),
    gone=st.integers(min_value=0, max_value=12),
    come=st.one_of(st.binary(max_size=3), st.sampled_from([b"\r\n", b"\r\n ", b"\\", b";", b",", b"\xc3\xa9", b"9"])),
)
@example(at=GOOD.index(b"T080000Z") + 1, gone=2, come=b"99")
def test_whatever_is_changed_somewhere_is_never_let_through_with_a_fault(at: int, gone: int, come: bytes) -> None:
    body = GOOD[:at] + come + GOOD[at + gone :]
    if has_our_shape(body):
        assert slow(body) == []


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_is_typed_takes_the_quick_way_unless_it_holds_a_link(summary: str, place: str) -> None:
    case = replace(a_case(), summary="Case " + summary, location=place, description=place)
    body = rendered(fragment(case))
    assert has_our_shape(body) or b"://" in body.replace(b"\r\n ", b"")


def test_a_feed_without_events_and_an_invitation_go_the_slow_way() -> None:
    assert not has_our_shape(rendered())
    assert not has_our_shape(b"")
    assert not has_our_shape(GOOD.replace(b"X-WR-CALNAME", b"METHOD:REQUEST\r\nX-WR-CALNAME"))


@given(st.text(max_size=90), st.text(max_size=90), st.booleans(), st.integers(min_value=0, max_value=99))
def test_both_writers_of_an_event_write_the_same(typed: str, place: str, cancelled: bool, sequence: int) -> None:
    status = Status.CANCELLED if cancelled else Status.CONFIRMED
    texts = {"summary": "Case " + typed, "description": typed + "\n" + place, "location": place}
    case = a_case(sequence=sequence, status=status, **texts)
    assert fragment(case) == plain_fragment(
        uid=case.uid,
        sequence=sequence,
        changed=int(CHANGED.timestamp()),
        start=int(case.start.timestamp()),
        end=int(case.end.timestamp()),
        cancelled=cancelled,
        **texts,
    )
