"""The golden bytes of a feed, and what never changes them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from notifications.ical.errors import CalendarRefused
from notifications.ical.event import Banner, Status
from notifications.ical.feed import feed, latest, notice_ends, revoked_notice
from notifications.ical.fragment import banner_fragment, fragment
from notifications.ical.validator import faults
from tests.notifications.ical.events import CHANGED, FEED_UID, REPLY_TO, a_cancelled_case, a_case, wire

FEED = wire(r"""
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Campline//Campline//EN
UID:0f7d3c55-31f2-4f0e-bd1b-6a1a3f1d9c02@camps.example.org
LAST-MODIFIED:20270304T062000Z
NAME:Dr Obi\, Jalingo
X-WR-CALNAME:Dr Obi\, Jalingo
X-WR-TIMEZONE:Africa/Lagos
COLOR:teal
REFRESH-INTERVAL;VALUE=DURATION:PT1H
X-PUBLISHED-TTL:PT1H
BEGIN:VEVENT
UID:b20d4c77-1f0e-4a86-8d53-92f1c6e0aa35@camps.example.org
SEQUENCE:3
DTSTAMP:20270301T101500Z
LAST-MODIFIED:20270301T101500Z
DTSTART:20270309T080000Z
DTEND:20270309T091500Z
SUMMARY:Case 014 - A.O.
DESCRIPTION:09:00 to 10:15 Africa/Lagos\, table 2
CLASS:PRIVATE
STATUS:CONFIRMED
TRANSP:OPAQUE
END:VEVENT
BEGIN:VEVENT
UID:e4a19f02-6c55-4b7b-a1d8-3f0c2b9d7716@camps.example.org
SEQUENCE:5
DTSTAMP:20270304T062000Z
LAST-MODIFIED:20270304T062000Z
DTSTART:20270309T093000Z
DTEND:20270309T103000Z
SUMMARY:CANCELLED: Case 021 - B.U.
DESCRIPTION:Cancelled. Was 10:30 to 11:30 Africa/Lagos\, table 2
CLASS:PRIVATE
STATUS:CANCELLED
TRANSP:TRANSPARENT
END:VEVENT
END:VCALENDAR
""")

BANNER = wire("""
BEGIN:VEVENT
UID:0f7d3c55-31f2-4f0e-bd1b-6a1a3f1d9c02@camps.example.org
SEQUENCE:1
DTSTAMP:20270301T101500Z
LAST-MODIFIED:20270301T101500Z
DTSTART;VALUE=DATE:20270309
DTEND;VALUE=DATE:20270311
SUMMARY:Camp Jalingo
STATUS:CONFIRMED
TRANSP:TRANSPARENT
END:VEVENT
""")


def rendered(*fragments: str, changed: datetime = CHANGED) -> bytes:
    return feed(fragments, name="Dr Obi, Jalingo", uid=FEED_UID, last_modified=changed, tz="Africa/Lagos", color="teal")


def test_feed_has_its_golden_bytes() -> None:
    changed = datetime(2027, 3, 4, 6, 20, 0, 999, tzinfo=UTC)
    assert rendered(fragment(a_case()), fragment(a_cancelled_case()), changed=changed).decode() == FEED.decode()


def test_feed_rendered_twice_is_the_same_bytes() -> None:
    assert rendered(fragment(a_case())) == rendered(fragment(a_case()))


def test_feed_without_events_is_still_a_calendar() -> None:
    body = rendered()
    assert faults(body) == []
    assert b"VEVENT" not in body


def test_fragment_rings_only_while_the_event_stands() -> None:
    alarm = timedelta(minutes=45)
    assert "TRIGGER:-PT45M\r\n" in fragment(a_case(alarm=alarm))
    assert "VALARM" not in fragment(a_cancelled_case(alarm=alarm))


def test_fragment_names_nobody_as_organizer_or_attendee() -> None:
    written = fragment(a_case(organizer=REPLY_TO, attendee="dr.obi@clinic.example"))
    assert written == fragment(a_case())


def test_fragment_uses_the_stamp_while_nothing_was_changed() -> None:
    written = fragment(a_case(last_modified=None, stamp=CHANGED + timedelta(days=1)))
    assert "DTSTAMP:20270302T101500Z\r\nLAST-MODIFIED:20270302T101500Z\r\n" in written


def test_transparent_event_leaves_its_hour_free() -> None:
    assert "TRANSP:TRANSPARENT" in fragment(a_case(transparent=True, status=Status.CONFIRMED))


def banner(*, cancelled: bool = False) -> Banner:
    return Banner(
        uid=FEED_UID,
        sequence=1,
        last_modified=CHANGED,
        first_day=date(2027, 3, 9),
        last_day=date(2027, 3, 10),
        summary="Camp Jalingo",
        cancelled=cancelled,
    )


def test_banner_has_its_golden_bytes() -> None:
    assert banner_fragment(banner()).encode() == BANNER


def test_cancelled_banner_is_a_tombstone() -> None:
    written = banner_fragment(banner(cancelled=True))
    assert "SUMMARY:CANCELLED: Camp Jalingo\r\nSTATUS:CANCELLED\r\nTRANSP:TRANSPARENT\r\n" in written


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("tz", "Lagos"),
        ("tz", "UTC+01:00"),
        ("tz", "../../etc/passwd"),
        ("color", "#00ff00"),
        ("color", "teal\r\nX-A:b"),
        ("name", "\x00"),
        ("uid", "1"),
        ("last_modified", datetime(2027, 1, 1)),
    ],
)
def test_feed_refuses_and_names_the_field(field: str, value: object) -> None:
    given = {"name": "n", "uid": FEED_UID, "last_modified": CHANGED, "tz": "Africa/Lagos", "color": "teal"}
    with pytest.raises(CalendarRefused) as refusal:
        feed([], **(given | {field: value}))  # type: ignore[arg-type]
    assert refusal.value.field == field


def test_revoked_feed_holds_one_notice_for_thirty_days() -> None:
    revoked_at = datetime(2027, 3, 9, 23, 30, tzinfo=UTC)
    body = revoked_notice(
        name="Dr Obi",
        uid=FEED_UID,
        revoked_at=revoked_at,
        tz="Africa/Lagos",
        color="teal",
        summary="This calendar address is switched off",
        description="Ask the organiser for a new one.",
    )
    assert faults(body) == []
    assert body.count(b"BEGIN:VEVENT") == 1
    # 23:30 UTC is already the 10th in Lagos.
    assert b"DTSTART;VALUE=DATE:20270310\r\nDTEND;VALUE=DATE:20270409\r\n" in body
    assert b"UID:0f7d3c55-31f2-4f0e-bd1b-6a1a3f1d9c02-notice@camps.example.org\r\n" in body
    assert notice_ends(revoked_at) == datetime(2027, 4, 8, 23, 30, tzinfo=UTC)


def test_latest_change_is_the_newest_or_the_making_of_the_feed() -> None:
    later = CHANGED + timedelta(days=2)
    assert latest([], created_at=CHANGED) == CHANGED
    assert latest([later, CHANGED - timedelta(days=9)], created_at=CHANGED) == later
