"""Busy times of a calendar as others write them: recurring, all-day, floating, free/busy only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar

MOST = 2_000


class Busy(NamedTuple):
    """`[starts_at, ends_at)` in UTC, in whole seconds."""

    starts_at: datetime
    ends_at: datetime
    all_day: bool


class BusyUnread(ValueError):
    """Why a calendar could not be read, in words for its owner."""


def busy_times(body: bytes, *, since: datetime, until: datetime, zone: ZoneInfo, own_domain: str) -> list[Busy]:
    """Return when its owner is busy within `[since, until)`, in order, each span once.

    What is cancelled, declined by being marked free, or written by us (its UID ends in `own_domain`: our invitations
    and feeds in the same calendar) is left out. A day or an hour without a zone is meant in `zone`. Raises BusyUnread.
    """
    try:
        calendar: Any = Calendar.from_ical(body.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as fault:
        raise BusyUnread(f"It is no calendar that can be read ({type(fault).__name__}).") from None
    found: set[Busy] = set()
    for busy in _all(calendar, since=since, zone=zone, own_domain=own_domain):
        if busy.starts_at >= until:
            break
        starts_at, ends_at = max(busy.starts_at, since), min(busy.ends_at, until)
        if starts_at < ends_at:
            found.add(Busy(starts_at, ends_at, busy.all_day))
        if len(found) > MOST:
            raise BusyUnread(f"It holds more than {MOST} events. Give the address of a calendar with fewer.")
    for busy in _free_busy(calendar):
        starts_at, ends_at = max(busy.starts_at, since), min(busy.ends_at, until)
        if starts_at < ends_at:
            found.add(Busy(starts_at, ends_at, busy.all_day))
    return sorted(found)[:MOST]


def _all(calendar: Any, *, since: datetime, zone: ZoneInfo, own_domain: str) -> Iterator[Busy]:
    """The instances of all events in order of time, for ever where one recurs for ever."""
    query = recurring_ical_events.of(calendar, skip_bad_series=True)
    for event in query.after(since):
        if _counts(event, own_domain):
            busy = _span(event, zone)
            if busy is not None:
                yield busy


def _counts(event: Any, own_domain: str) -> bool:
    if str(event.get("STATUS", "")).upper() == "CANCELLED" or str(event.get("TRANSP", "")).upper() == "TRANSPARENT":
        return False
    if str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper() in ("FREE", "WORKINGELSEWHERE"):
        return False
    return not str(event.get("UID", "")).strip().lower().endswith(f"@{own_domain.lower()}")


def _span(event: Any, zone: ZoneInfo) -> Busy | None:
    try:
        start, end = event.start, event.end
    except (ValueError, TypeError, KeyError, AttributeError):  # icalendar raises several kinds, on access only
        return None
    all_day = not isinstance(start, datetime)
    starts_at, ends_at = _instant(start, zone), _instant(end, zone)
    if all_day and ends_at <= starts_at:
        ends_at = _instant(start + timedelta(days=1), zone)
    return Busy(starts_at, ends_at, all_day) if starts_at < ends_at else None


def _instant(moment: date | datetime, zone: ZoneInfo) -> datetime:
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time.min)
    if moment.tzinfo is None or moment.utcoffset() is None:
        moment = moment.replace(tzinfo=zone)
    return moment.astimezone(UTC).replace(microsecond=0)


def _free_busy(calendar: Any) -> Iterator[Busy]:
    """What a calendar says that shows hours only (VFREEBUSY, RFC 5545 s3.6.4)."""
    for part in calendar.walk("VFREEBUSY"):
        written = part.get("FREEBUSY", [])
        for period in written if isinstance(written, list) else [written]:
            if str(period.params.get("FBTYPE", "BUSY")).upper() == "FREE":
                continue
            start, end = period.start, period.end
            if start.tzinfo is not None and end.tzinfo is not None and start < end:
                yield Busy(_instant(start, ZoneInfo("UTC")), _instant(end, ZoneInfo("UTC")), all_day=False)
