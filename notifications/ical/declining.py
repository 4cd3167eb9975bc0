"""DECLINECOUNTER: the time that an attendee proposed is not taken, the event stays as it was sent (RFC 5546 s3.2.8)."""

from notifications.ical.errors import CalendarRefused
from notifications.ical.event import Event, Status
from notifications.ical.identity import mailto
from notifications.ical.lines import instant, line, text
from notifications.ical.properties import PRODID


def decline_counter(event: Event) -> bytes:
    """Return the refusal of a COUNTER to `event`, whose SEQUENCE is that of the invitation: it does not rise.

    The table of s3.2.8 leaves no room for hours, place or attendee: the event is named by its UID, and what stands is
    said to the reader in the COMMENT, the description of `event`. Raises CalendarRefused without organizer, and for a
    cancelled event, of which nothing stands.
    """
    if not event.organizer:
        raise CalendarRefused("organizer", "", "give the reply address of this event and attendee")
    if event.status is Status.CANCELLED:
        raise CalendarRefused("status", event.status, "send cancel(): nothing of this event stands")
    sequence = f"SEQUENCE:{event.sequence}\r\n" if event.sequence else ""
    comment = line("COMMENT", text(event.description)) if event.description else ""
    return (
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:{PRODID}\r\nMETHOD:DECLINECOUNTER\r\n"
        f"BEGIN:VEVENT\r\n{line('UID', event.uid)}{sequence}DTSTAMP:{instant(event.stamp)}\r\n"
        f"{line('ORGANIZER', mailto(event.organizer))}{comment}"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    ).encode()
