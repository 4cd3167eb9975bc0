"""Our own validator: run over what we publish, because readers answer a fault with silence.

One bad line makes Google drop a whole feed, and icalendar's own `validate()` skips events. Held
here are RFC 5545, 5546, 6047 and 7986 as far as we use them, and our own rules, whose source reads "house rule".
"""

from notifications.ical.checks.calendar import calendar_faults
from notifications.ical.checks.fault import Fault
from notifications.ical.checks.octets import octet_faults
from notifications.ical.checks.shape import has_our_shape
from notifications.ical.checks.tree import read_tree

__all__ = ["Fault", "faults", "faults_line_by_line", "fragment_faults"]

_BEFORE = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-\r\nUID:fragment-on-its-own@localhost\r\n"
    "LAST-MODIFIED:20000101T000000Z\r\n"
)


def faults(body: bytes, *, mime_method: str | None = None) -> list[Fault]:
    """Return every fault of a calendar object; none means it may leave.

    `mime_method` is the `method` parameter of the mail part that carries it. An object without a
    METHOD is held to the rules of a feed. Never raises, whatever the body.
    """
    if mime_method is None and has_our_shape(body):  # almost every feed: one look is enough
        return []
    return faults_line_by_line(body, mime_method=mime_method)


def fragment_faults(fragment: str) -> list[Fault]:
    """Return the faults of one feed fragment on its own, so that a cached one is judged once."""
    body = f"{_BEFORE}{fragment}END:VCALENDAR\r\n".encode("utf-8", "surrogatepass")
    return faults(body)


def faults_line_by_line(body: bytes, *, mime_method: str | None) -> list[Fault]:
    """The same without the quick look at a whole feed (`checks.shape`)."""
    found = list(octet_faults(body))
    outermost, unread = read_tree(body)
    found += unread
    if len(outermost) != 1 or outermost[0].name != "VCALENDAR":
        found.append(Fault("one-calendar", "RFC 5545 s3.4; RFC 6047 s2.4", "not exactly one VCALENDAR"))
    for calendar in outermost:
        if calendar.name == "VCALENDAR":
            found += calendar_faults(calendar, mime_method=mime_method)
    return found
