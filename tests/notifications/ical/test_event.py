"""An event refuses what no calendar may hold."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from notifications.ical.errors import CalendarRefused
from notifications.ical.event import Banner
from tests.notifications.ical.events import CHANGED, FEED_UID, a_shift


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("start", datetime(2027, 3, 9, 7)),
        ("end", datetime(2027, 3, 9, 13)),
        ("stamp", datetime(2027, 1, 15)),
        ("last_modified", datetime(2027, 1, 15)),
        ("end", datetime(2027, 3, 9, 7, tzinfo=UTC)),
        ("end", datetime(2027, 3, 9, 6, tzinfo=UTC)),
        ("end", datetime(2027, 3, 9, 7, 0, 0, 900_000, tzinfo=UTC)),
        ("sequence", -1),
        ("sequence", 2**31),
        ("uid", "17"),
        ("uid", "7c1f0e9a-5b1d-4c3e-9a52-0d6f3b8e4a11"),
        ("uid", "7c1f0e9a-5b1d-4c3e-9a52-0d6f3b8e4a11@camps.example.org\r\nX-A:b"),
        ("summary", ""),
        ("summary", "\x00\r\n \x1b"),
        ("organizer", "Campline"),
        ("attendee", "a@b.example, c@d.example"),
        ("alarm", timedelta(minutes=-5)),
    ],
)
def test_event_refuses_and_names_the_field(field: str, value: Any) -> None:
    with pytest.raises(CalendarRefused) as refusal:
        a_shift(**{field: value})
    assert refusal.value.field == field
    assert refusal.value.cure


def test_event_is_kept_in_utc_whole_seconds() -> None:
    lagos = timezone(timedelta(hours=1))
    event = a_shift(start=datetime(2027, 3, 9, 8, 0, 0, 123_456, tzinfo=lagos))
    assert event.start == datetime(2027, 3, 9, 7, tzinfo=UTC)
    assert event.start.utcoffset() == timedelta(0)
    assert event.start.microsecond == 0


def test_event_cleans_its_texts() -> None:
    event = a_shift(summary=" Camp\r\nshift\x00 ", location="Hall\nB", description="one\r\ntwo\x07")
    assert (event.summary, event.location, event.description) == ("Camp shift", "Hall B", "one\ntwo")


@pytest.mark.parametrize(
    ("field", "value"),
    [("first_day", datetime(2027, 3, 9, tzinfo=UTC)), ("last_day", date(2027, 3, 8)), ("summary", " "), ("uid", "x")],
)
def test_banner_refuses_and_names_the_field(field: str, value: Any) -> None:
    given: dict[str, Any] = {
        "uid": FEED_UID,
        "sequence": 0,
        "last_modified": CHANGED,
        "first_day": date(2027, 3, 9),
        "last_day": date(2027, 3, 9),
        "summary": "Camp",
    }
    with pytest.raises(CalendarRefused) as refusal:
        Banner(**(given | {field: value}))
    assert refusal.value.field == field
