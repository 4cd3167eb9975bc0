"""Has the reader got it already? ETag, Last-Modified, and the answer 304 (RFC 9110 s13.1)."""

import hashlib
import re
from datetime import UTC, datetime

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_HTTP_DATE = re.compile(
    rf"(?:{'|'.join(_DAYS)}), (\d{{2}}) ({'|'.join(_MONTHS)}) (\d{{4}}) (\d{{2}}):(\d{{2}}):(\d{{2}}) GMT",
    re.ASCII,
)
_TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')


def etag(body: bytes) -> str:
    """Return the strong entity tag of `body`, with its quotation marks."""
    return f'"{hashlib.sha256(body).hexdigest()}"'


def http_date(moment: datetime) -> str:
    """Return an aware `moment` as Last-Modified writes it, in whole seconds, whatever the locale."""
    utc = moment.astimezone(UTC)
    return f"{_DAYS[utc.weekday()]}, {utc.day:02} {_MONTHS[utc.month - 1]} {utc.year:04} {utc:%H:%M:%S} GMT"


def not_modified(
    *, etag: str, last_modified: datetime, if_none_match: str | None, if_modified_since: str | None
) -> bool:
    """Return whether 304 is the answer; it repeats both validators.

    If-None-Match decides alone where it is present (s13.2.2). A date we cannot read, in the two
    obsolete forms too, gets the whole body.
    """
    if if_none_match is not None:
        return if_none_match.strip() == "*" or etag in _TAG.findall(if_none_match)
    since = _read_date(if_modified_since or "")
    return since is not None and last_modified.astimezone(UTC).replace(microsecond=0) <= since


def _read_date(written: str) -> datetime | None:
    found = _HTTP_DATE.fullmatch(written.strip())
    if not found:
        return None
    day, month, year, hour, minute, second = found.groups()
    try:
        return datetime(int(year), _MONTHS.index(month) + 1, int(day), int(hour), int(minute), int(second), tzinfo=UTC)
    except ValueError:
        return None
