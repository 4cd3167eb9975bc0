"""What each METHOD asks of an event (RFC 5546 s3.2), and what a feed without one asks."""

from collections.abc import Iterator

from notifications.ical.checks.fault import Fault
from notifications.ical.checks.tree import Component
from notifications.ical.properties import CANCELLED_PREFIX

FORBIDS_COUNTER = "X-MICROSOFT-DISALLOW-COUNTER"
METHODS = {"PUBLISH", "REQUEST", "REPLY", "CANCEL", "COUNTER", "DECLINECOUNTER"}
_SOURCES = {
    "PUBLISH": "RFC 5546 s3.2.1",
    "REQUEST": "RFC 5546 s3.2.2",
    "REPLY": "RFC 5546 s3.2.3",
    "CANCEL": "RFC 5546 s3.2.5",
    "COUNTER": "RFC 5546 s3.2.7",
    "DECLINECOUNTER": "RFC 5546 s3.2.8",
}
_REQUIRED = {
    "PUBLISH": ("ORGANIZER", "SUMMARY"),
    "REQUEST": ("ORGANIZER", "SUMMARY", "ATTENDEE"),
    "REPLY": ("ORGANIZER", "ATTENDEE"),
    "CANCEL": ("ORGANIZER", "SEQUENCE", "ATTENDEE"),
    "COUNTER": ("ORGANIZER", "SUMMARY", "SEQUENCE"),
    "DECLINECOUNTER": ("ORGANIZER",),
}
_FORBIDDEN = {"DECLINECOUNTER": ("ATTENDEE", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "LOCATION", "STATUS")}
_STATUS = {
    "REQUEST": {"CONFIRMED", "TENTATIVE"},
    "CANCEL": {"CANCELLED"},
}


def counter_flag_faults(method: str | None, event: Component) -> Iterator[Fault]:
    """Yield a flag about proposed times where nobody is asked, or with a value that no calendar knows."""
    for found in event.all(FORBIDS_COUNTER):
        if method != "REQUEST" or found.value not in ("TRUE", "FALSE"):
            words = f"{FORBIDS_COUNTER}:{found.value[:30]} with {method or 'no method'}"
            yield Fault("counter-flag", "MS-OXCICAL", words, found.line)


def method_faults(method: str, event: Component) -> Iterator[Fault]:
    """Yield what `method` forbids or misses in `event`."""
    source = _SOURCES[method]
    for name in _REQUIRED[method]:
        if event.first(name) is None:
            yield Fault("method-required", source, f"{method} without {name}", event.line)
    for name in _FORBIDDEN.get(method, ()):
        if found := event.first(name):
            yield Fault("method-forbidden", source, f"{method} with {name}", found.line)
    status = event.first("STATUS")
    if status is not None and method in _STATUS and status.value not in _STATUS[method]:
        yield Fault("method-status", source, f"{method} with STATUS:{status.value[:30]}", status.line)
    attendees = event.all("ATTENDEE")
    if method == "PUBLISH" and attendees:
        yield Fault("attendee-none", source, "PUBLISH with ATTENDEE", attendees[0].line)
    if method != "PUBLISH" and len(attendees) > 1:
        origin = source if method == "REPLY" else "house rule"
        yield Fault("attendee-one", origin, f"{len(attendees)} attendees in one mail", attendees[1].line)
    if method == "REQUEST" and event.first("REQUEST-STATUS") is not None:
        yield Fault("request-status", source, "REQUEST with REQUEST-STATUS", event.line)
    if method == "CANCEL":
        if event.value("SEQUENCE") == "0":
            yield Fault("cancel-sequence", source, "SEQUENCE was not raised", event.line)
        if any(part.name == "VALARM" for part in event.inside):
            yield Fault("cancel-alarm", source, "a cancelled event would ring", event.line)


def feed_event_faults(event: Component) -> Iterator[Fault]:
    """Yield what may not be in an event of a feed, or is missing there."""
    for name in ("ORGANIZER", "ATTENDEE"):
        found = event.first(name)
        if found is not None:
            yield Fault("feed-people", "house rule", f"{name} in a feed", found.line)
    changed = event.first("LAST-MODIFIED")
    if changed is None or changed.value != event.value("DTSTAMP"):
        yield Fault("feed-stamp", "RFC 5545 s3.8.7.2", "DTSTAMP is not LAST-MODIFIED", event.line)
    if event.first("SEQUENCE") is None:
        yield Fault("feed-sequence", "house rule", "no SEQUENCE", event.line)
    if event.value("STATUS") == "CANCELLED":
        if not (event.value("SUMMARY") or "").startswith(CANCELLED_PREFIX):
            yield Fault("tombstone", "house rule", "the summary does not say CANCELLED", event.line)
        if event.value("TRANSP") != "TRANSPARENT":
            yield Fault("tombstone", "house rule", "a cancelled event marks its hour busy", event.line)
        if any(part.name == "VALARM" for part in event.inside):
            yield Fault("cancel-alarm", "house rule", "a cancelled event would ring", event.line)
