"""Events for the tests: the examples of an invitation, a live case and a cancelled one."""

from datetime import UTC, datetime
from typing import Any

from notifications.ical.event import Event, Status

REPLY_TO = "reply+mzxw6ytboi4dqmrwgq3tqnjrga@camps.example.org"
DOCTOR = "dr.obi@clinic.example"
SHIFT_UID = "7c1f0e9a-5b1d-4c3e-9a52-0d6f3b8e4a11@camps.example.org"
FEED_UID = "0f7d3c55-31f2-4f0e-bd1b-6a1a3f1d9c02@camps.example.org"
CHANGED = datetime(2027, 3, 1, 10, 15, tzinfo=UTC)


def a_shift(**changes: Any) -> Event:
    """A doctor's shift, ready to be mailed."""
    given: dict[str, Any] = {
        "uid": SHIFT_UID,
        "sequence": 0,
        "stamp": datetime(2027, 1, 15, 9, 12, 3, tzinfo=UTC),
        "start": datetime(2027, 3, 9, 7, tzinfo=UTC),
        "end": datetime(2027, 3, 9, 13, tzinfo=UTC),
        "summary": "Camp shift - Jalingo",
        "organizer": REPLY_TO,
        "attendee": DOCTOR,
    }
    return Event(**(given | changes))


def a_case(**changes: Any) -> Event:
    """A case in a doctor's feed."""
    given: dict[str, Any] = {
        "uid": "b20d4c77-1f0e-4a86-8d53-92f1c6e0aa35@camps.example.org",
        "sequence": 3,
        "stamp": CHANGED,
        "last_modified": CHANGED,
        "start": datetime(2027, 3, 9, 8, tzinfo=UTC),
        "end": datetime(2027, 3, 9, 9, 15, tzinfo=UTC),
        "summary": "Case 014 - A.O.",
        "description": "09:00 to 10:15 Africa/Lagos, table 2",
        "private": True,
    }
    return Event(**(given | changes))


def a_cancelled_case(**changes: Any) -> Event:
    """A case that was cancelled, as its tombstone is made from it."""
    at = datetime(2027, 3, 4, 6, 20, tzinfo=UTC)
    given: dict[str, Any] = {
        "uid": "e4a19f02-6c55-4b7b-a1d8-3f0c2b9d7716@camps.example.org",
        "sequence": 5,
        "stamp": at,
        "last_modified": at,
        "start": datetime(2027, 3, 9, 9, 30, tzinfo=UTC),
        "end": datetime(2027, 3, 9, 10, 30, tzinfo=UTC),
        "summary": "Case 021 - B.U.",
        "description": "Cancelled. Was 10:30 to 11:30 Africa/Lagos, table 2",
        "status": Status.CANCELLED,
    }
    return a_case(**(given | changes))


def wire(text: str) -> bytes:
    """A block of lines as it travels."""
    return "".join(line + "\r\n" for line in text.strip().splitlines()).encode()
