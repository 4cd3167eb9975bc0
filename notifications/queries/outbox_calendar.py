"""The calendar part of a mail in words: invited, changed, cancelled; what, when, where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from icalendar import Calendar, Event

METHODS = {"REQUEST": "Invitation", "CANCEL": "Cancellation", "REPLY": "Answer", "COUNTER": "Another time proposed"}


@dataclass(frozen=True)
class EventInWords:
    """One event. `starts` and `ends` are aware, or None where the mail does not say."""

    method: str
    summary: str
    starts: datetime | None
    ends: datetime | None
    location: str
    description: str
    attendee: str
    sequence: int
    uid: str


def events_in(text: str) -> list[EventInWords]:
    """The events of a calendar object; none when it can't be read (whatever came in, the page must show)."""
    try:
        calendar = Calendar.from_ical(text)
        method = str(calendar.get("METHOD", "")).upper()
        return [_event(method, part) for part in calendar.walk("VEVENT") if isinstance(part, Event)]
    except Exception:  # noqa: BLE001  hostile input into a parser: a mail that can't be read is shown without it
        return []


def _event(method: str, event: Event) -> EventInWords:
    attendees = event.get("ATTENDEE", [])
    first = attendees[0] if isinstance(attendees, list) and attendees else attendees
    word = METHODS.get(method, method.capitalize() or "Calendar entry")
    sequence = int(event.get("SEQUENCE", 0))
    return EventInWords(
        method="Change of an invitation" if method == "REQUEST" and sequence else word,
        summary=str(event.get("SUMMARY", "")),
        starts=_instant(event, "DTSTART"),
        ends=_instant(event, "DTEND"),
        location=str(event.get("LOCATION", "")),
        description=str(event.get("DESCRIPTION", "")),
        attendee=str(first or "").partition(":")[2],
        sequence=sequence,
        uid=str(event.get("UID", "")),
    )


def _instant(event: Event, name: str) -> datetime | None:
    value = getattr(event.get(name), "dt", None)
    return value if isinstance(value, datetime) and value.tzinfo else None
