"""The golden bytes of REQUEST and CANCEL."""

from datetime import UTC, datetime, timedelta

import pytest

from notifications.ical.errors import CalendarRefused
from notifications.ical.event import Status
from notifications.ical.invitation import cancel, request
from notifications.ical.validator import faults
from tests.notifications.ical.events import a_shift, wire

REQUEST = wire("""
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Campline//Campline//EN
METHOD:REQUEST
BEGIN:VEVENT
UID:7c1f0e9a-5b1d-4c3e-9a52-0d6f3b8e4a11@camps.example.org
SEQUENCE:0
DTSTAMP:20270115T091203Z
DTSTART:20270309T070000Z
DTEND:20270309T130000Z
SUMMARY:Camp shift - Jalingo
STATUS:CONFIRMED
ORGANIZER:mailto:reply+mzxw6ytboi4dqmrwgq3tqnjrga@camps.example.org
ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:dr.obi@clinic.example
END:VEVENT
END:VCALENDAR
""")

CANCEL = wire("""
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Campline//Campline//EN
METHOD:CANCEL
BEGIN:VEVENT
UID:7c1f0e9a-5b1d-4c3e-9a52-0d6f3b8e4a11@camps.example.org
SEQUENCE:2
DTSTAMP:20270220T154410Z
DTSTART:20270309T070000Z
DTEND:20270309T130000Z
SUMMARY:CANCELLED: Camp shift - Jalingo
STATUS:CANCELLED
ORGANIZER:mailto:reply+mzxw6ytboi4dqmrwgq3tqnjrga@camps.example.org
ATTENDEE:mailto:dr.obi@clinic.example
END:VEVENT
END:VCALENDAR
""")

FULL = wire(r"""
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Campline//Campline//EN
METHOD:REQUEST
BEGIN:VEVENT
UID:7c1f0e9a-5b1d-4c3e-9a52-0d6f3b8e4a11@camps.example.org
SEQUENCE:1
DTSTAMP:20270115T091203Z
LAST-MODIFIED:20270114T080000Z
DTSTART:20270309T070000Z
DTEND:20270309T130000Z
SUMMARY:Rendez-vous - Hôpital de Douala
DESCRIPTION:08:00 à 14:00\, Africa/Douala\nApportez votre carte\; venez à
  jeun\\reposé
LOCATION:Hôpital Laquintinie\, Bâtiment B
CLASS:PRIVATE
STATUS:TENTATIVE
TRANSP:TRANSPARENT
ORGANIZER;CN="Camp 'Douala', 2027; Nord":mailto:reply+mzxw6ytboi4dqmrwgq3tq
 njrga@camps.example.org
ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:dr.obi@clinic.example
X-MICROSOFT-DISALLOW-COUNTER:TRUE
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:Rendez-vous - Hôpital de Douala
TRIGGER:-PT90M
END:VALARM
END:VEVENT
END:VCALENDAR
""")


def test_request_has_its_golden_bytes() -> None:
    assert request(a_shift(), proposals=True) == REQUEST


def test_cancel_has_its_golden_bytes() -> None:
    assert cancel(a_shift(sequence=2, stamp=datetime(2027, 2, 20, 15, 44, 10, tzinfo=UTC))) == CANCEL


def test_request_of_everything_has_its_golden_bytes() -> None:
    event = a_shift(
        sequence=1,
        last_modified=datetime(2027, 1, 14, 8, tzinfo=UTC),
        summary="Rendez-vous - Hôpital de Douala",
        description="08:00 à 14:00, Africa/Douala\r\nApportez votre carte; venez à jeun\\reposé",
        location="Hôpital Laquintinie,\nBâtiment B",
        private=True,
        transparent=True,
        status=Status.TENTATIVE,
        organizer_name='Camp "Douala",\n2027^; Nord',
        alarm=timedelta(minutes=90),
    )
    assert request(event).decode() == FULL.decode()
    assert faults(FULL, mime_method="REQUEST") == []


def test_request_asks_outlook_for_no_other_time_unless_they_are_wanted() -> None:
    assert b"\r\nX-MICROSOFT-DISALLOW-COUNTER:TRUE\r\n" in request(a_shift())
    assert b"COUNTER" not in request(a_shift(), proposals=True)


def test_cancel_for_one_person_has_no_status() -> None:
    assert b"STATUS" not in cancel(a_shift(sequence=1), whole=False)


def test_cancel_does_not_ring() -> None:
    assert b"VALARM" not in cancel(a_shift(sequence=1, alarm=timedelta(minutes=10)))


def test_cancel_of_a_cancelled_event_says_so_once() -> None:
    body = cancel(a_shift(sequence=1, status=Status.CANCELLED, summary="CANCELLED: Camp shift"))
    assert b"\r\nSUMMARY:CANCELLED: Camp shift\r\n" in body


@pytest.mark.parametrize("field", ["organizer", "attendee"])
def test_invitation_without_its_two_people_is_refused(field: str) -> None:
    for make in (request, cancel):
        with pytest.raises(CalendarRefused) as refusal:
            make(a_shift(sequence=1, **{field: ""}))
        assert refusal.value.field == field


def test_request_for_a_cancelled_event_is_refused() -> None:
    with pytest.raises(CalendarRefused, match=r"send cancel\(\)"):
        request(a_shift(status=Status.CANCELLED))


def test_cancel_whose_sequence_was_not_raised_is_refused() -> None:
    with pytest.raises(CalendarRefused, match="raise the stored SEQUENCE"):
        cancel(a_shift(sequence=0))
