"""Mails for the tests."""

from datetime import UTC, datetime
from typing import Any

from notifications.channels.mail import Mail
from notifications.ical.invitation import request
from tests.notifications.ical.events import DOCTOR, REPLY_TO, a_shift

SENT = datetime(2027, 1, 15, 9, 12, 3, tzinfo=UTC)


def a_reminder(**changes: Any) -> Mail:
    """A plain reminder: text and HTML."""
    given: dict[str, Any] = {
        "message_id": "<m-17@camps.example.org>",
        "date": SENT,
        "sender": REPLY_TO,
        "sender_name": "Camp Jalingo",
        "to": DOCTOR,
        "subject": "Your place on Tuesday 9 March",
        "text": "Tuesday 9 March, 08:00 (Africa/Lagos)\nCome to gate 2.\n",
        "html": "<p>Tuesday 9 March, <b>08:00</b></p>\n",
    }
    return Mail(**(given | changes))


def an_invitation(**changes: Any) -> Mail:
    """A mail with a REQUEST."""
    return a_reminder(**({"calendar": request(a_shift())} | changes))
