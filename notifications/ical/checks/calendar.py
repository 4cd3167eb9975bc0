"""The calendar around its events: header, METHOD, zones, and what the events must share."""

from collections import Counter
from collections.abc import Iterator

from notifications.ical.checks.fault import Fault
from notifications.ical.checks.methods import METHODS, counter_flag_faults, feed_event_faults, method_faults
from notifications.ical.checks.times import time_faults
from notifications.ical.checks.tree import Component
from notifications.ical.checks.values import property_faults, value_faults
from notifications.ical.identity import UID


def calendar_faults(calendar: Component, *, mime_method: str | None) -> Iterator[Fault]:
    """Yield the faults of one VCALENDAR; `mime_method` is the method of the mail part it came in, if any."""
    yield from _header_faults(calendar)
    method = calendar.value("METHOD")
    if mime_method is not None and mime_method != method:
        yield Fault("mime-method", "RFC 6047 s2.4", f"METHOD:{method} in a part with method={mime_method}", 1)
    zones = {zone.value("TZID") or "" for zone in calendar.inside if zone.name == "VTIMEZONE"}
    events = [part for part in calendar.inside if part.name == "VEVENT"]
    for event in events:
        yield from value_faults(event, method=method)
        yield from time_faults(event, zones=zones)
        yield from counter_flag_faults(method, event)
        if method is None:
            yield from feed_event_faults(event)
        elif method in METHODS:
            yield from method_faults(method, event)
    yield from _zone_faults(calendar)
    if method is None:
        yield from _feed_faults(calendar, events)
    elif method not in METHODS:
        yield Fault("method", "RFC 5546 s1.4", f"METHOD:{method[:30]} is not one of {sorted(METHODS)}", calendar.line)
    elif not events:
        yield Fault("no-event", "RFC 5546 s3.2", f"{method} without an event", calendar.line)
    elif len({event.value("UID") for event in events}) > 1:
        yield Fault("one-uid", "RFC 5546 s3.2", "several events with several UIDs in one mail", calendar.line)


def _header_faults(calendar: Component) -> Iterator[Fault]:
    if [found.value for found in calendar.all("VERSION")] != ["2.0"]:
        yield Fault("version", "RFC 5545 s3.7.4", "VERSION:2.0 must stand once", calendar.line)
    if len(calendar.all("PRODID")) != 1:
        yield Fault("prodid", "RFC 5545 s3.7.3", "PRODID must stand once", calendar.line)
    if len(calendar.all("METHOD")) > 1:
        yield Fault("method", "RFC 5545 s3.7.2", "METHOD stands several times", calendar.line)
    if not calendar.inside:
        yield Fault("no-component", "RFC 5545 s3.6", "a calendar holds at least one component", calendar.line)
    yield from property_faults(calendar)


def _zone_faults(calendar: Component) -> Iterator[Fault]:
    for zone in calendar.inside:
        for rule in zone.inside if zone.name == "VTIMEZONE" else []:
            if rule.first("RDATE") is not None:
                yield Fault("vtimezone-rdate", "iCalcreator#86; house rule", "RDATE in a VTIMEZONE", rule.line)


def _feed_faults(calendar: Component, events: list[Component]) -> Iterator[Fault]:
    uid = calendar.first("UID")
    if uid is None or not UID.fullmatch(uid.value):
        yield Fault("feed-uid", "RFC 7986 s5.3", "the feed has no UID of our form", calendar.line)
    changed = calendar.value("LAST-MODIFIED") or ""
    if not changed.endswith("Z"):
        yield Fault("feed-stamp", "RFC 7986 s5.4", "the feed has no LAST-MODIFIED in UTC", calendar.line)
    if calendar.first("SOURCE") is not None:
        yield Fault("feed-source", "house rule", "SOURCE prints the secret address", calendar.line)
    for found in calendar.all("REFRESH-INTERVAL"):
        if found.parameters.get("VALUE") != "DURATION":
            yield Fault("refresh-value", "RFC 7986 s5.7", "REFRESH-INTERVAL without VALUE=DURATION", found.line)
    names = Counter((event.value("UID"), event.value("RECURRENCE-ID")) for event in events)
    for (name, _), times in names.items():
        if times > 1:
            yield Fault("uid-unique", "RFC 5545 s3.8.4.7", f"{times} events with UID {name}", calendar.line)
