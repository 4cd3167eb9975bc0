"""Single values of an event: identity, order, sets of words, escaped text, addresses."""

import re
from collections.abc import Callable, Iterator

from notifications.ical.checks.fault import Fault
from notifications.ical.checks.tree import Component, Property
from notifications.ical.identity import ADDRESS, UID

_WORDS = {
    "STATUS": ({"CONFIRMED", "TENTATIVE", "CANCELLED"}, "RFC 5545 s3.8.1.11"),
    "TRANSP": ({"OPAQUE", "TRANSPARENT"}, "RFC 5545 s3.8.2.7"),
    "CLASS": ({"PUBLIC", "PRIVATE", "CONFIDENTIAL"}, "RFC 5545 s3.8.1.3"),
}
_PARTSTATS = {"NEEDS-ACTION", "ACCEPTED", "DECLINED", "TENTATIVE", "DELEGATED"}
_ONCE = {"UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "SUMMARY", "DESCRIPTION", "LOCATION", "STATUS"}
_ONCE |= {"TRANSP", "CLASS", "ORGANIZER", "LAST-MODIFIED", "DURATION", "RECURRENCE-ID"}
_WHOLE = re.compile(r"[0-9]{1,10}")
_ESCAPED = re.compile(r"(?:[^\\;,]++|\\[\\;,nN])*+")  # possessive: a bare comma must not cost minutes
# A last path part as long as our tokens: whoever sees the calendar could act for the patient.
_SECRET_LINK = re.compile(r"https?://\S+/[A-Za-z0-9_-]{20,}")


def value_faults(event: Component, *, method: str | None) -> Iterator[Fault]:
    """Yield the faults of single values of an event; an answer (RFC 5546 s3.2.3, s3.2.8) names it by its UID alone."""
    for name in ("UID", "DTSTAMP") if method in ("REPLY", "DECLINECOUNTER") else ("UID", "DTSTAMP", "DTSTART"):
        if name not in event.properties:
            yield Fault("required", "RFC 5545 s3.6.1", f"{name} is missing", event.line)
    for name, several in event.properties.items():
        if len(several) > 1 and name in _ONCE:
            yield Fault("once", "RFC 5545 s3.6.1", f"{name} stands {len(several)} times", several[1].line)
    yield from property_faults(event)


def property_faults(component: Component) -> Iterator[Fault]:
    """Yield the faults of every property we know, in an event or in the calendar around it."""
    for name, several in component.properties.items():
        check = _CHECKS.get(name)
        if check is not None:
            for found in several:
                yield from check(found)


def _uid_faults(found: Property) -> Iterator[Fault]:
    if not UID.fullmatch(found.value):
        yield Fault("uid-form", "RFC 7986 s5.3; house rule", f"{found.value[:60]!r}", found.line)


def _sequence_faults(found: Property) -> Iterator[Fault]:
    if not _WHOLE.fullmatch(found.value):
        yield Fault("sequence", "RFC 5545 s3.8.7.4", f"{found.value[:20]!r} is no whole number", found.line)


def _word_faults(found: Property) -> Iterator[Fault]:
    allowed, source = _WORDS[found.name]
    if found.value not in allowed:
        detail = f"{found.name}:{found.value[:30]} is not one of {sorted(allowed)}"
        yield Fault(found.name.lower(), source, detail, found.line)


def _text_faults(found: Property) -> Iterator[Fault]:
    if not _ESCAPED.fullmatch(found.value):
        detail = f"{found.name} has a bare comma, semicolon or backslash"
        yield Fault("escaping", "RFC 5545 s3.3.11", detail, found.line)
    if "://" in found.value and _SECRET_LINK.search(found.value):
        yield Fault("secret-link", "house rule", f"{found.name} holds a link with a token", found.line)


def _person_faults(found: Property) -> Iterator[Fault]:
    scheme, _, address = found.value.partition(":")
    if scheme.lower() != "mailto" or not ADDRESS.fullmatch(address):
        yield Fault("cal-address", "RFC 5545 s3.3.3; RFC 6068", f"{found.name}:{found.value[:60]}", found.line)
    partstat = found.parameters.get("PARTSTAT")
    if partstat is not None and partstat not in _PARTSTATS:
        yield Fault("partstat", "RFC 5545 s3.2.12", f"PARTSTAT={partstat[:30]}", found.line)


_CHECKS: dict[str, Callable[[Property], Iterator[Fault]]] = {
    "UID": _uid_faults,
    "SEQUENCE": _sequence_faults,
    "ORGANIZER": _person_faults,
    "ATTENDEE": _person_faults,
    **dict.fromkeys(_WORDS, _word_faults),
    **dict.fromkeys(("SUMMARY", "DESCRIPTION", "LOCATION", "NAME", "X-WR-CALNAME", "COMMENT"), _text_faults),
}
