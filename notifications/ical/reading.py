"""Reading what comes back to a reply address. Whatever arrives, the result is a value, never an exception.

Tolerated, because large senders do it: no ORGANIZER (outlook.com), `MAILTO:` in capitals, a byte
order mark, LF alone, an attendee nobody invited. Refused with a reason: no attendee, an answer
outside our list, anything without UID or readable DTSTAMP, since it could be neither matched nor
ordered. Whom it is about is read from the calendar part, never from Sender or Reply-To (RFC 6047
s2.3).
"""

from datetime import UTC, datetime
from urllib.parse import unquote

from icalendar import Calendar, Event

from notifications.ical.answer import Answer, Bounce, Said, Unread
from notifications.ical.cleaning import one_line
from notifications.ical.event import LARGEST_SEQUENCE
from notifications.ical.mail_parts import calendar_part, delivery_report, is_automatic, opened, sender_of, written_text

LARGEST_MAIL = 5_000_000  # octets
LARGEST_CALENDAR = 256_000
LONGEST_COMMENT = 200
LONGEST_TEXT = 500

_REPLIES = {said.value: said for said in (Said.ACCEPTED, Said.TENTATIVE, Said.DECLINED, Said.DELEGATED)}
_ARRIVED = ("delivered", "relayed", "expanded")  # RFC 3464 s2.3.3
_METHODS = {"COUNTER": Said.PROPOSED, "CANCEL": Said.CANCELLED}


def read_mail(raw: bytes, *, invited: str = "") -> Answer | Bounce | Unread:
    """Return what the mail says. `invited` settles whose answer it is when it names several people."""
    if len(raw) > LARGEST_MAIL:
        return Unread(f"The mail is too large to read ({len(raw) // 1_000_000} MB).")
    try:
        mail = opened(raw)
        report = delivery_report(mail)
        if report is not None and report["action"].lower() in _ARRIVED:
            return Unread("A report that a mail arrived.", automatic=True)
        if report is not None:
            return _bounce(report)
        body = calendar_part(mail)
        if body is None:
            if is_automatic(mail):
                return Unread("An automatic reply without an answer.", automatic=True)
            return Unread("The mail holds no calendar answer.", text=written_text(mail)[:LONGEST_TEXT])
        return read_calendar(body, sender=sender_of(mail), invited=invited)
    except Exception as fault:  # noqa: BLE001  hostile input into two parsers: one bad mail must not stop the next
        return Unread(f"The mail could not be taken apart ({type(fault).__name__}).")


def read_calendar(body: bytes, *, sender: str = "", invited: str = "") -> Answer | Unread:
    """Return the answer in a calendar object, or why there is none."""
    if len(body) > LARGEST_CALENDAR:
        return Unread(f"The calendar answer is too large to read ({len(body) // 1000} kB).")
    try:
        return _read(body.removeprefix(b"\xef\xbb\xbf"), sender=sender, invited=invited.lower())
    except Exception as fault:  # noqa: BLE001  icalendar raises several kinds, some on access only
        return Unread(f"The calendar answer is broken ({type(fault).__name__}: {one_line(str(fault))[:120]}).")


def _read(body: bytes, *, sender: str, invited: str) -> Answer | Unread:
    calendar = Calendar.from_ical(body)
    method = str(calendar.get("METHOD", "")).upper()
    events = [part for part in calendar.subcomponents if isinstance(part, Event)]
    if not events:
        return Unread("The calendar answer is about no event.")
    event = events[0]
    if method != "REPLY" and method not in _METHODS:
        return Unread(f"A calendar mail that is no answer (METHOD:{one_line(method)[:20] or 'none'}).")
    uid = one_line(str(event.get("UID", "")))
    if not uid:
        return Unread("The calendar answer does not say which event it is about.")
    attendee = _attendee(event, invited=invited, uid=uid)
    if isinstance(attendee, Unread):
        return attendee
    address, partstat = attendee
    said = _REPLIES.get(partstat) if method == "REPLY" else _METHODS[method]
    if said is None:
        return Unread(f"{address} sent an answer we do not know ({one_line(partstat)[:30] or 'none'}).")
    stamp = _instant(event, "DTSTAMP")
    if stamp is None:
        return Unread(f"The answer of {address} does not say when it was given.")
    start, end = _instant(event, "DTSTART"), _instant(event, "DTEND")
    return Answer(
        said=said,
        uid=uid,
        sequence=_sequence(event),
        stamp=stamp,
        attendee=address,
        sender=sender,
        organizer=_address(event.get("ORGANIZER", "")),
        comment=_comment(event),
        proposed=(start, end) if said is Said.PROPOSED and start and end else None,
    )


def _attendee(event: Event, *, invited: str, uid: str) -> tuple[str, str] | Unread:
    found = event.get("ATTENDEE", [])
    people = {_address(one): one for one in (found if isinstance(found, list) else [found])}
    people.pop("", None)
    if not people:
        return Unread("The calendar answer does not say who answers.")
    if len(people) > 1 and invited not in people:
        return Unread(f"The calendar answer names {len(people)} people; it is not clear who answers.", uid=uid)
    address = invited if invited in people else next(iter(people))
    return address, str(people[address].params.get("PARTSTAT", "")).upper()


def _address(value: object) -> str:
    scheme, _, rest = one_line(str(value)).partition(":")
    return unquote(rest).strip().lower() if scheme.lower() == "mailto" else ""


def _sequence(event: Event) -> int:
    try:
        return min(max(0, int(event.get("SEQUENCE", 0))), LARGEST_SEQUENCE)
    except (TypeError, ValueError):
        return 0  # as if it were missing: RFC 5546 s2.1.4


def _instant(event: Event, name: str) -> datetime | None:
    try:
        value = getattr(event.get(name), "dt", None)
    except ValueError:  # icalendar keeps an unreadable value and raises when it is looked at
        return None
    return value.astimezone(UTC) if isinstance(value, datetime) and value.tzinfo else None


def _comment(event: Event) -> str:
    found = event.get("COMMENT", "")
    several = found if isinstance(found, list) else [found]
    return one_line(" / ".join(str(one) for one in several if str(one).strip()))[:LONGEST_COMMENT]


def _bounce(report: dict[str, str]) -> Bounce:
    recipient = report.get("final-recipient", report.get("original-recipient", ""))
    detail = report.get("diagnostic-code", "")
    return Bounce(
        recipient=_bare(recipient) or recipient.strip().lower(),
        permanent=report["action"].lower() == "failed",
        status=report.get("status", ""),
        detail=detail.partition(";")[2].strip()[:LONGEST_COMMENT] or detail[:LONGEST_COMMENT],
        meant=_bare(report.get("original-recipient", "")),
    )


def _bare(typed: str) -> str:
    """The address of an address type and an address, such as `rfc822; a@b` (RFC 3464 s2.3)."""
    return typed.partition(";")[2].strip().lower()
