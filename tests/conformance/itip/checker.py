"""Holds one calendar object to the tables; read by icalendar, so that nothing of ours judges itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from icalendar import Calendar

from tests.conformance.itip.tables import OF_COMPONENTS, OF_PROPERTIES, SECTIONS, STATUS

FORBIDS_COUNTER = "X-MICROSOFT-DISALLOW-COUNTER"  # in a REQUEST, TRUE or FALSE (MS-OXCICAL)


def violations(
    body: bytes, *, whole: bool | None = None, sequence: int | None = None, proposals: bool | None = None
) -> list[str]:
    """What the tables find wrong, in words with the section; `whole` says of a CANCEL whether it calls all of it off.

    `sequence` is the stored one: "MUST be present if value is greater than 0" can't be judged by the object alone.
    `proposals` says whether a COUNTER to a REQUEST would be acted on, which the REQUEST then may not forbid.
    """
    calendar: Any = Calendar.from_ical(body)
    method = str(calendar.get("METHOD", "FEED"))
    if method not in SECTIONS:
        return [f"METHOD:{method} is in no table"]
    found = [*_found(calendar, method, whole, sequence), *_of_proposals(calendar, method, proposals)]
    return [f"{method}: {words} ({SECTIONS[method]})" for words in found]


def _found(calendar: Any, method: str, whole: bool | None, sequence: int | None) -> Iterator[str]:
    yield from _around(calendar, method)
    events = [part for part in calendar.subcomponents if part.name == "VEVENT"]
    if method != "FEED" and len({str(uid) for event in events for uid in _each(event, "UID")}) > 1:
        yield "events with several UIDs"
    zones = {str(part.get("TZID")) for part in calendar.subcomponents if part.name == "VTIMEZONE"}
    for event in events:
        yield from _counted(event, method)
        yield from _times(event, zones)
        yield from _of_status(event, method, whole)
        yield from _of_sequence(event, method, sequence)


def _around(calendar: Any, method: str) -> Iterator[str]:
    for name in ("VERSION", "PRODID"):
        if _count(calendar)[name] != 1:
            yield f"{name} must stand once"
    if _count(calendar)["METHOD"] != (method != "FEED"):
        yield "METHOD must stand once"
    parts = Counter(part.name for part in calendar.subcomponents)
    for name, presence in OF_COMPONENTS[method].items():
        if name != "VALARM" and not presence.allows(parts[name]):
            yield f"{name} stands {parts[name]} times"


def _counted(event: Any, method: str) -> Iterator[str]:
    counts = _count(event)
    table = OF_PROPERTIES[method]
    for name, presence in table.items():
        if name != "X-PROPERTY" and not presence.allows(counts[name]):
            yield f"{name} stands {counts[name]} times"
    extra = [name for name in counts if name not in table]
    for name in extra:
        if not name.startswith("X-"):
            yield f"{name} is in no row"
        elif not table["X-PROPERTY"].allows(1):
            yield f"{name} is an X-PROPERTY"
    alarms = sum(part.name == "VALARM" for part in event.subcomponents)
    if not OF_COMPONENTS[method]["VALARM"].allows(alarms):
        yield f"VALARM stands {alarms} times"


def _times(event: Any, zones: set[str]) -> Iterator[str]:
    if "DTEND" in event and "DURATION" in event:
        yield "DTEND and DURATION"
    for name in ("DTSTART", "DTEND", "RECURRENCE-ID"):
        for tzid in (time.params.get("TZID") for time in _each(event, name)):
            if tzid is not None and str(tzid) not in zones:
                yield f"{name} refers to {tzid}, which has no VTIMEZONE"
    if "RECURRENCE-ID" in event and "RRULE" not in event:
        yield "RECURRENCE-ID of an event that does not recur"


def _of_status(event: Any, method: str, whole: bool | None) -> Iterator[str]:
    stated = [str(status) for status in _each(event, "STATUS")]
    for status in stated:
        if method in STATUS and status not in STATUS[method]:
            yield f"STATUS:{status}"
    if method == "CANCEL" and whole is not None and ("CANCELLED" in stated) != whole:
        yield "STATUS:CANCELLED stands for the whole event and for nothing less"


def _of_sequence(event: Any, method: str, sequence: int | None) -> Iterator[str]:
    told = max((int(number) for number in _each(event, "SEQUENCE")), default=0)
    if method in ("CANCEL", "ADD") and told == 0:
        yield "SEQUENCE was not raised"
    if sequence is not None and told != sequence:
        yield f"SEQUENCE is {told}, {sequence} is stored"


def _of_proposals(calendar: Any, method: str, proposals: bool | None) -> Iterator[str]:
    """Beside the tables: no X-PROPERTY of ours may contradict how COUNTER is treated (s3.2.7)."""
    for event in (part for part in calendar.subcomponents if part.name == "VEVENT"):
        written = [str(value) for value in _each(event, FORBIDS_COUNTER)]
        if written and (method != "REQUEST" or written not in (["TRUE"], ["FALSE"])):
            yield f"{FORBIDS_COUNTER}:{','.join(written)}"
        elif method == "REQUEST" and proposals is not None and (written == ["TRUE"]) == proposals:
            yield f"{FORBIDS_COUNTER} does not say whether a COUNTER is acted on"


def _each(component: Any, name: str) -> list[Any]:
    found = component.get(name, [])
    return found if isinstance(found, list) else [found]


def _count(component: Any) -> Counter[str]:
    named = component.property_items(recursive=False, sorted=False)
    return Counter(name for name, _ in named if name not in ("BEGIN", "END"))
