"""Readers that had no part in the writing: Python's mail parser, icalendar, vobject, recurring_ical_events.

The fourth calendar reader, ical.js, stands in `by_node`.
"""

from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import recurring_ical_events
import vobject
from icalendar import Calendar


def mail_parts(raw: bytes) -> dict[str, EmailMessage]:
    """Return the leaf parts of a mail by content type."""
    mail = message_from_bytes(raw, policy=policy.default)
    leaves = [part for part in mail.walk() if not part.is_multipart()]
    assert len({part.get_content_type() for part in leaves}) == len(leaves)
    return {part.get_content_type(): part for part in leaves}


def octets_of(part: EmailMessage) -> bytes:
    """Return the decoded body of a part."""
    octets = part.get_payload(decode=True)
    assert isinstance(octets, bytes)
    return octets


def by_icalendar(body: bytes) -> list[dict[str, Any]]:
    """Return the events as icalendar understands them."""
    events: list[Any] = Calendar.from_ical(body).walk("VEVENT")
    return [
        {
            "uid": str(event["UID"]),
            "sequence": int(event.get("SEQUENCE", 0)),
            "start": event["DTSTART"].dt,
            "end": event["DTEND"].dt,
            "stamp": event["DTSTAMP"].dt,
            "status": str(event.get("STATUS", "")),
            "summary": str(event["SUMMARY"]),
            "description": str(event.get("DESCRIPTION", "")),
            "location": str(event.get("LOCATION", "")),
            "names": sorted(event),
        }
        for event in events
    ]


def by_vobject(body: bytes) -> list[dict[str, Any]]:
    """Return the same as vobject understands it."""
    calendar = vobject.readOne(body.decode(), allowQP=False)
    return [
        {
            "uid": event.uid.value,
            "sequence": int(event.sequence.value),
            "start": event.dtstart.value,
            "end": event.dtend.value,
            "stamp": event.dtstamp.value,
            "status": event.getChildValue("status", ""),
            "summary": event.summary.value,
            "description": event.getChildValue("description", ""),
            "location": event.getChildValue("location", ""),
            "names": sorted({line.name for line in event.lines()}),
        }
        for event in calendar.contents.get("vevent", [])
    ]


def shown_between(body: bytes, start: datetime, end: datetime) -> list[tuple[str, datetime, datetime]]:
    """Return (UID, start, end) of what recurring_ical_events would draw in a calendar, in order of time."""
    found = recurring_ical_events.of(Calendar.from_ical(body)).between(start, end)
    return sorted((str(event["UID"]), event.start, event.end) for event in found)
