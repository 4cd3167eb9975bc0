"""REQUEST and CANCEL, which travel by mail, and PUBLISH, a file to keep (RFC 5546 s3.2.2, s3.2.5, s3.2.1)."""

from notifications.ical.errors import CalendarRefused
from notifications.ical.event import Event, Status
from notifications.ical.identity import mailto
from notifications.ical.lines import instant, line
from notifications.ical.properties import PRODID, alarm, cancelled_summary, texts


def request(event: Event, *, proposals: bool = False) -> bytes:
    """Return the invitation to `event`, or its update: the whole event again, SEQUENCE raised.

    `proposals` says whether another time that the attendee's calendar proposes (a COUNTER) is acted on here. Raises
    CalendarRefused without organizer or attendee, and for a cancelled event: that is `cancel`.
    """
    _check_people(event)
    if event.status is Status.CANCELLED:
        raise CalendarRefused("status", event.status, "send cancel(): a REQUEST leaves the event in place")
    attendee = line("ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE", mailto(event.attendee))
    refusal = "" if proposals else "X-MICROSOFT-DISALLOW-COUNTER:TRUE\r\n"
    shown = _shown(event, summary=event.summary, status=event.status)
    return _object("REQUEST", shown + _organizer(event) + attendee + refusal + alarm(event))


def cancel(event: Event, *, whole: bool = True) -> bytes:
    """Return the cancellation of `event`, whose SEQUENCE has been raised for it.

    `whole` false takes only this attendee out of an event that goes on without them. Raises
    CalendarRefused without organizer or attendee, and for SEQUENCE 0.
    """
    _check_people(event)
    if event.sequence == 0:
        raise CalendarRefused("sequence", 0, "raise the stored SEQUENCE before cancelling")
    status = Status.CANCELLED if whole else None
    shown = _shown(event, summary=cancelled_summary(event.summary), status=status)
    return _object("CANCEL", shown + _organizer(event) + line("ATTENDEE", mailto(event.attendee)))


def publish(event: Event) -> bytes:
    """Return `event` as a file that somebody puts into a calendar: nobody is invited, nothing is answered.

    Raises CalendarRefused without organizer, and for a cancelled event, which nobody would put in.
    """
    if not event.organizer:
        raise CalendarRefused("organizer", "", "give the address that a mailed invitation of this event comes from")
    if event.status is Status.CANCELLED:
        raise CalendarRefused("status", event.status, "offer no file of a cancelled event")
    shown = _shown(event, summary=event.summary, status=event.status)
    return _object("PUBLISH", shown + _organizer(event) + alarm(event))


def _check_people(event: Event) -> None:
    if not event.organizer:
        raise CalendarRefused("organizer", "", "give the reply address of this event and attendee")
    if not event.attendee:
        raise CalendarRefused("attendee", "", "give the one address this mail goes to")


def _organizer(event: Event) -> str:
    if not event.organizer_name:
        return line("ORGANIZER", mailto(event.organizer))
    # A quoted parameter holds no quotation mark; a circumflex would begin an escape (RFC 6868).
    name = event.organizer_name.replace('"', "'").replace("^", "")
    return line(f'ORGANIZER;CN="{name}"', mailto(event.organizer))


def _shown(event: Event, *, summary: str, status: Status | None) -> str:
    changed = f"LAST-MODIFIED:{instant(event.last_modified)}\r\n" if event.last_modified else ""
    shown = texts(summary=summary, description=event.description, location=event.location)
    return (
        f"{line('UID', event.uid)}SEQUENCE:{event.sequence}\r\nDTSTAMP:{instant(event.stamp)}\r\n{changed}"
        f"DTSTART:{instant(event.start)}\r\nDTEND:{instant(event.end)}\r\n{shown}"
        + ("CLASS:PRIVATE\r\n" if event.private else "")
        + (f"STATUS:{status}\r\n" if status else "")
        + ("TRANSP:TRANSPARENT\r\n" if event.transparent else "")
    )


def _object(method: str, lines: str) -> bytes:
    return (
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:{PRODID}\r\nMETHOD:{method}\r\n"
        f"BEGIN:VEVENT\r\n{lines}END:VEVENT\r\nEND:VCALENDAR\r\n"
    ).encode()
