"""The fixed shape in which we write a feed, as one pattern: a body that fits it has no fault, at a tenth of the cost.

Only a way to say yes. What does not fit, however right it may be, is read line by line by the other checks, which also
say what is wrong. `tests/notifications/ical/test_shape.py` holds the two together: what this lets pass, they let pass.
"""

import re
from datetime import date
from functools import lru_cache

from notifications.ical.identity import UID
from notifications.ical.properties import CANCELLED_PREFIX, PRODID

# Octets: lines of at most 75, no cut inside a character, no control, nothing some reader takes for the end of a line.
_LINES = re.compile(rb"(?:[\x20-\x7e\x80-\xff]{1,75}+\r\n)++")
# Each begins with fixed octets, which are looked for many times faster than alternatives are: 3 ms of 4 MB, not 32.
_BROKEN = [re.compile(each) for each in (rb"\r\n (?:\r|[\x80-\xbf])", rb"\xc2[\x80-\x9f]", rb"\xe2\x80[\xa8\xa9]")]

# Unfolded lines. TEXT is possessive: a body that does not fit must not cost minutes. It runs from one escape to the
# next: character by character the same takes twice as long.
_TEXT = r"(?:[^\r\n\\;,]++|\\[\\;,n])*+"
_DAY = r"[0-9]{8}"
_INSTANT = rf"{_DAY}T(?:[01][0-9]|2[0-3])[0-5][0-9][0-5][0-9]Z"
_UID = f"UID:(?P<uid>{UID.pattern})\r\n"
_HEADER = re.compile(
    rf"BEGIN:VCALENDAR\r\nVERSION:2\.0\r\nPRODID:{PRODID}\r\n{_UID}LAST-MODIFIED:(?P<changed>{_INSTANT})\r\n"
    rf"NAME:{_TEXT}\r\nX-WR-CALNAME:{_TEXT}\r\nX-WR-TIMEZONE:[A-Za-z0-9_+/-]+\r\nCOLOR:[a-z]+\r\n"
    r"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\nX-PUBLISHED-TTL:PT1H\r\n"
)
_EVENT = re.compile(
    rf"BEGIN:VEVENT\r\n{_UID}SEQUENCE:[0-9]{{1,10}}\r\nDTSTAMP:(?P<changed>{_INSTANT})\r\n"
    rf"LAST-MODIFIED:(?P=changed)\r\n"
    rf"(?:DTSTART:(?P<start>{_INSTANT})\r\nDTEND:(?P<end>{_INSTANT})"
    rf"|DTSTART;VALUE=DATE:(?P<first>{_DAY})\r\nDTEND;VALUE=DATE:(?P<last>{_DAY}))\r\n"
    rf"SUMMARY:(?P<summary>{_TEXT})\r\n(?:DESCRIPTION:{_TEXT}\r\n)?+(?:LOCATION:{_TEXT}\r\n)?+(?:CLASS:PRIVATE\r\n)?+"
    r"STATUS:(?:(?P<cancelled>CANCELLED)\r\nTRANSP:TRANSPARENT|CONFIRMED\r\nTRANSP:(?:OPAQUE|TRANSPARENT))\r\n"
    r"END:VEVENT\r\n"
)
_END = "END:VCALENDAR\r\n"
_LINK = "://"  # may lead with a token to somebody's page: for the other checks to judge


def has_our_shape(body: bytes) -> bool:
    """Return whether `body` is a feed of at least one event, as we write them, without a fault."""
    if not _LINES.fullmatch(body) or any(broken.search(body) for broken in _BROKEN):
        return False
    try:
        text = body.decode().replace("\r\n ", "")
    except UnicodeDecodeError:
        return False
    header = _HEADER.match(text)
    if header is None or not _is_day(header["changed"][:8]) or _LINK in text:
        return False
    at, uids, events = header.end(), set(), 0
    while not text.startswith(_END, at):
        event = _EVENT.match(text, at)
        if event is None or not _holds(event):
            return False
        at, events = event.end(), events + 1
        uids.add(event["uid"])
    return at + len(_END) == len(text) and events == len(uids) > 0


def _holds(event: re.Match[str]) -> bool:
    """What a pattern can't say: days that exist, an end after the start, a cancelled one that says so."""
    _, changed, start, end, first, last, summary, cancelled = event.groups()
    begins, ends = (start, end) if start else (first, last)
    if begins >= ends or not (_is_day(begins[:8]) and _is_day(ends[:8]) and _is_day(changed[:8])):
        return False
    return cancelled is None or summary.startswith(CANCELLED_PREFIX)


@lru_cache(maxsize=4096)
def _is_day(written: str) -> bool:
    try:
        date(int(written[:4]), int(written[4:6]), int(written[6:8]))
    except ValueError:
        return False
    return True
