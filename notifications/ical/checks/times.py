"""Times of an event: UTC stamps, nothing floating, an end after its start, zones that exist."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from notifications.ical.checks.fault import Fault
from notifications.ical.checks.tree import Component, Property

_FORM = re.compile(r"[0-9]{8}T[0-9]{6}(Z?)|[0-9]{8}")


def time_faults(event: Component, *, zones: set[str]) -> Iterator[Fault]:
    """Yield the faults of an event's times; `zones` are the TZIDs with a VTIMEZONE in the object."""
    for name, source in (("DTSTAMP", "RFC 5545 s3.8.7.2"), ("LAST-MODIFIED", "RFC 5545 s3.8.7.3")):
        for found in event.all(name):
            if _instant(found) is None or not found.value.endswith("Z"):
                yield Fault("stamp-utc", source, f"{name}:{found.value} is not a UTC instant", found.line)
    start, end = event.first("DTSTART"), event.first("DTEND")
    for given in (start, end):
        if given is not None:
            yield from _zone_faults(given, zones)
    if event.first("DURATION") is not None and end is not None:
        yield Fault("end-or-duration", "RFC 5545 s3.6.1", "both DTEND and DURATION", end.line)
    if start is None or end is None:
        return
    if ("T" in start.value) != ("T" in end.value):
        yield Fault("end-type", "RFC 5545 s3.8.2.2", "DTSTART and DTEND are not both days or both instants", end.line)
        return
    begins, ends = _instant(start), _instant(end)
    if begins is not None and ends is not None and ends <= begins:
        yield Fault("end-after-start", "RFC 5545 s3.8.2.2", f"{end.value} is not after {start.value}", end.line)


def _zone_faults(found: Property, zones: set[str]) -> Iterator[Fault]:
    tzid = found.parameters.get("TZID", "").strip('"')
    if _instant(found) is None and (not tzid or _zone(tzid)):
        yield Fault("time-form", "RFC 5545 s3.3.5", f"{found.name}:{found.value} is no time", found.line)
        return
    if found.parameters.get("VALUE") == "DATE":
        if "T" in found.value:
            yield Fault("time-form", "RFC 5545 s3.3.4", f"{found.name} is no DATE: {found.value}", found.line)
        return
    if "T" not in found.value:
        yield Fault("time-form", "RFC 5545 s3.3.4", f"{found.name} is a day without VALUE=DATE", found.line)
    elif found.value.endswith("Z"):
        if tzid:
            yield Fault("tzid-with-utc", "RFC 5545 s3.2.19", f"{found.name} has both TZID and Z", found.line)
    elif not tzid:
        yield Fault("floating", "house rule; RFC 5545 s3.3.5", f"{found.name}:{found.value} has no zone", found.line)
    else:
        if tzid not in zones:
            yield Fault("tzid-defined", "RFC 5545 s3.2.19", f"TZID {tzid} has no VTIMEZONE", found.line)
        if _zone(tzid) is None:
            yield Fault("tzid-iana", "RFC 7808; pretalx#2588", f"TZID {tzid} is no IANA zone", found.line)


def _instant(found: Property) -> datetime | None:
    form = _FORM.fullmatch(found.value)
    if not form:
        return None
    zone = UTC if form[1] or "TZID" not in found.parameters else _zone(found.parameters["TZID"].strip('"'))
    if zone is None:
        return None
    digits = found.value.replace("T", "").rstrip("Z").ljust(14, "0")
    parts = (digits[:4], digits[4:6], digits[6:8], digits[8:10], digits[10:12], digits[12:])
    year, month, day, hour, minute, second = map(int, parts)
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=zone)
    except ValueError:
        return None


@lru_cache(maxsize=64)
def _zone(tzid: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(tzid)
    except (OSError, ValueError, LookupError):
        return None
