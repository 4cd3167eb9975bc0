"""iMIP mails built a second, on one core, against Django's own message of the same parts with ready calendar bytes.

Ours writes the calendar object, has the validator judge it and builds the mail; Django's `EmailMultiAlternatives` is
given the finished calendar and only builds. Turn about in the same run, best of five each.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from django.core.mail import EmailMultiAlternatives

from bench.figures import Figure
from notifications.ical.invitation import request
from notifications.ical.validator import faults
from tests.notifications.ical.events import DOCTOR, REPLY_TO, a_shift
from tests.notifications.mail.mails import a_reminder

MAILS = 300
PLACE = {"description": "08:00 to 14:00 (Lagos time, UTC+1)\nMeet at: gate 2", "location": "General Hospital"}


def run() -> Iterator[Figure]:
    """Rates by the processor's time, so that neighbours on the machine don't count."""
    ready = request(a_shift(**PLACE))
    rounds = [(rate(ours), rate(lambda: by_django(ready))) for _ in range(5)]
    own, theirs = (max(rates) for rates in zip(*rounds, strict=True))
    yield Figure("imip.built", own, "mails/s", note="calendar object, validator, mail")
    yield Figure("imip.django", theirs, "mails/s", note="ready calendar bytes")
    yield Figure("imip.built.to_django", own / theirs, "ratio", at_least=0.8)


def ours() -> bytes:
    calendar = request(a_shift(**PLACE))
    assert not faults(calendar, mime_method="REQUEST")
    return a_reminder(calendar=calendar).octets()


def by_django(calendar: bytes) -> bytes:
    """The same parts: text, HTML, the calendar as an alternative and as a file."""
    text, html = "Tuesday 9 March, 08:00 (Africa/Lagos)\nCome to gate 2.\n", "<p>Tuesday 9 March, <b>08:00</b></p>\n"
    mail = EmailMultiAlternatives("Your place on Tuesday 9 March", text, f"Camp Jalingo <{REPLY_TO}>", [DOCTOR])
    mail.attach_alternative(html, "text/html")
    mail.attach_alternative(calendar.decode(), "text/calendar; method=REQUEST")
    mail.attach("invite.ics", calendar, "application/ics")
    return mail.message().as_bytes()


def rate(build: Callable[[], bytes]) -> float:
    begun = time.process_time()
    for _ in range(MAILS):
        build()
    return MAILS / (time.process_time() - begun)
