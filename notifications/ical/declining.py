"""DECLINECOUNTER: the time that an attendee proposed is not taken, the event stays as it was sent (RFC 5546 s3.2.8)."""

from notifications.ical.errors import CalendarRefused
from notifications.ical.event import Event, Status
from notifications.ical.identity import mailto
from notifications.ical.lines import instant, line
from notifications.ical.properties import PRODID, texts


def decline_counter(event: Event) -> bytes:
    """Return the refusal of a COUNTER to `event`, whose SEQUENCE is that of the invitation: it does not rise.

    It repeats hour and place, so that a calendar which had shown the proposal shows what stands. Raises
    CalendarRefused without organizer or attendee, and for a cancelled event, of which nothing stands.
    """
    if not event.organizer:
        raise CalendarRefused("organizer", "", "give the reply address of this event and attendee")
    if not event.attendee:
        raise CalendarRefused("attendee", "", "give the one address this mail goes to")
    if event.status is Status.CANCELLED:
        raise CalendarRefused("status", event.status, "send cancel(): nothing of this event stands")
    sequence = f"SEQUENCE:{event.sequence}\r\n" if event.sequence else ""
    shown = texts(summary=event.summary, description=event.description, location=event.location)
    return (
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:{PRODID}\r\nMETHOD:DECLINECOUNTER\r\n"
        f"BEGIN:VEVENT\r\n{line('UID', event.uid)}{sequence}DTSTAMP:{instant(event.stamp)}\r\n"
        f"DTSTART:{instant(event.start)}\r\nDTEND:{instant(event.end)}\r\n{shown}"
        f"{line('ORGANIZER', mailto(event.organizer))}{line('ATTENDEE', mailto(event.attendee))}"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    ).encode()
