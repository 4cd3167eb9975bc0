"""A feed: a header and the events' fragments, in bytes that change only when the events do."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from notifications.ical.cleaning import one_line
from notifications.ical.errors import CalendarRefused
from notifications.ical.event import Banner, check_identity, utc_seconds
from notifications.ical.fragment import banner_fragment
from notifications.ical.lines import instant, line, text
from notifications.ical.properties import PRODID

NOTICE_LASTS = timedelta(days=30)  # then the address answers 410
_COLOR = re.compile("[a-z]{3,32}")  # a CSS3 colour name, RFC 7986 s5.9

# A calendar must hold a component (RFC 5545 s3.6): this one shows nothing.
_NOTHING_YET = (
    "BEGIN:VTIMEZONE\r\nTZID:Etc/UTC\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
    "TZOFFSETFROM:+0000\r\nTZOFFSETTO:+0000\r\nTZNAME:UTC\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)


def feed(fragments: Iterable[str], *, name: str, uid: str, last_modified: datetime, tz: str, color: str) -> bytes:
    """Return the calendar of `fragments`, in their order.

    `uid` is the feed's own, stored. `last_modified` is when anything shown in it last changed: never
    the time of asking, and never going back when a tombstone runs out. `tz` is the IANA key of the
    venue, `color` a CSS colour name. There is no METHOD, since nobody is invited, and no SOURCE,
    which would print the secret address. Raises CalendarRefused for an unknown zone, a colour that
    is no name, a naive instant.
    """
    check_identity(uid=uid, sequence=0)
    _check_zone(tz)
    if not _COLOR.fullmatch(color):
        raise CalendarRefused("color", color, "give a CSS colour name such as teal")
    title = text(one_line(name))
    if not title:
        raise CalendarRefused("name", name, "give the calendar a name")
    header = [
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:{PRODID}\r\n",
        line("UID", uid),
        f"LAST-MODIFIED:{instant(utc_seconds(last_modified, field='last_modified'))}\r\n",
        line("NAME", title),
        line("X-WR-CALNAME", title),
        line("X-WR-TIMEZONE", tz),
        f"COLOR:{color}\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\nX-PUBLISHED-TTL:PT1H\r\n",
    ]
    body = "".join(fragments) or _NOTHING_YET
    return ("".join(header) + body + "END:VCALENDAR\r\n").encode()


def revoked_notice(
    *, name: str, uid: str, revoked_at: datetime, tz: str, color: str, summary: str, description: str
) -> bytes:
    """Return what a revoked feed answers until `notice_ends`: one all-day notice in place of its events.

    The notice begins on the day of revoking in `tz`; its UID is made from the feed's `uid`.
    """
    _check_zone(tz)
    first = utc_seconds(revoked_at, field="revoked_at").astimezone(ZoneInfo(tz)).date()
    notice = Banner(
        uid=uid.replace("@", "-notice@", 1),
        sequence=1,
        last_modified=revoked_at,
        first_day=first,
        last_day=first + NOTICE_LASTS - timedelta(days=1),
        summary=summary,
        description=description,
    )
    return feed([banner_fragment(notice)], name=name, uid=uid, last_modified=revoked_at, tz=tz, color=color)


def notice_ends(revoked_at: datetime) -> datetime:
    """Return the instant from which a revoked feed answers 410 Gone."""
    return revoked_at + NOTICE_LASTS


def latest(instants: Iterable[datetime], *, created_at: datetime) -> datetime:
    """Return the LAST-MODIFIED of a feed: its newest change, or its making while it is empty."""
    return max((created_at, *instants))


def _check_zone(tz: str) -> None:
    try:
        ZoneInfo(tz)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise CalendarRefused("tz", tz, "give an IANA zone such as Africa/Lagos") from None
