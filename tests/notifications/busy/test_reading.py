"""Busy times of calendars as Google, Outlook and Apple write them; read in the child process, as in life."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from notifications.busy import Busy, BusyUnread, read_apart
from tests.notifications.ical.events import wire

SINCE = datetime(2027, 3, 1, tzinfo=UTC)
LAGOS = ZoneInfo("Africa/Lagos")

EVENTS = """
BEGIN:VEVENT
UID:google@google.com
DTSTART;TZID=Europe/Paris:20270302T090000
DTEND;TZID=Europe/Paris:20270302T100000
SUMMARY:Secret clinic
END:VEVENT
BEGIN:VEVENT
UID:weekly@outlook.com
DTSTART;TZID=W. Europe Standard Time:20270302T140000
DTEND;TZID=W. Europe Standard Time:20270302T150000
RRULE:FREQ=WEEKLY;COUNT=2
END:VEVENT
BEGIN:VEVENT
UID:floating@apple.com
DTSTART:20270303T090000
DTEND:20270303T100000
END:VEVENT
BEGIN:VEVENT
UID:day@apple.com
DTSTART;VALUE=DATE:20270304
END:VEVENT
BEGIN:VEVENT
UID:free@google.com
DTSTART:20270302T110000Z
DTEND:20270302T120000Z
TRANSP:TRANSPARENT
END:VEVENT
BEGIN:VEVENT
UID:off@google.com
DTSTART:20270302T110000Z
DTEND:20270302T120000Z
STATUS:CANCELLED
END:VEVENT
BEGIN:VEVENT
UID:7c1f0e9a-5b1d-4c3e-9a52-0d6f3b8e4a11@camps.example.org
DTSTART:20270302T110000Z
DTEND:20270302T120000Z
END:VEVENT
BEGIN:VFREEBUSY
UID:hours@outlook.com
DTSTAMP:20270301T000000Z
FREEBUSY;FBTYPE=BUSY:20270305T080000Z/20270305T090000Z
FREEBUSY;FBTYPE=FREE:20270305T100000Z/20270305T110000Z
END:VFREEBUSY
"""


def calendar(events: str) -> bytes:
    return wire(f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Somebody//EN\n{events.strip()}\nEND:VCALENDAR")


def read(body: bytes, **more: float) -> list[Busy]:
    until = SINCE + timedelta(days=30)
    return read_apart(body, since=SINCE, until=until, zone=LAGOS, own_domain="camps.example.org", **more)


def at(day: int, hour: int) -> datetime:
    return datetime(2027, 3, day, hour, tzinfo=UTC)


def test_hours_are_kept_as_they_are_meant_and_nothing_else_of_it() -> None:
    assert read(calendar(EVENTS)) == [
        Busy(at(2, 8), at(2, 9), all_day=False),
        Busy(at(2, 13), at(2, 14), all_day=False),
        Busy(at(3, 8), at(3, 9), all_day=False),
        Busy(at(3, 23), at(4, 23), all_day=True),
        Busy(at(5, 8), at(5, 9), all_day=False),
        Busy(at(9, 13), at(9, 14), all_day=False),
    ]


@pytest.mark.parametrize("body", [b"", b"<html>Sign in</html>", b"\x00\xff" * 99, calendar("BEGIN:VEVENT")])
def test_what_is_no_calendar_says_so(body: bytes) -> None:
    with pytest.raises(BusyUnread, match="read"):
        read(body)


def test_more_events_than_a_person_has_are_refused() -> None:
    body = calendar("BEGIN:VEVENT\nUID:a@b.c\nDTSTART:20270302T000000Z\nDURATION:PT1M\nRRULE:FREQ=MINUTELY\nEND:VEVENT")
    with pytest.raises(BusyUnread):
        read(body)


def test_a_rule_without_end_costs_no_more_than_its_time() -> None:
    body = calendar("BEGIN:VEVENT\nUID:a@b.c\nDTSTART:19000101T000000Z\nDURATION:PT1S\nRRULE:FREQ=SECONDLY\nEND:VEVENT")
    with pytest.raises(BusyUnread, match="Give a"):
        read(body, seconds=3)
