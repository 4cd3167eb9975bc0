"""Each rule of the tables, broken once, is found; else the suite beside this file would prove nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from notifications.ical.feed import feed
from notifications.ical.fragment import fragment
from notifications.ical.invitation import cancel, publish, request
from tests.conformance.itip.checker import violations
from tests.conformance.itip.tables import OF_COMPONENTS, OF_PROPERTIES, SECTIONS
from tests.notifications.ical.events import CHANGED, FEED_UID, a_case, a_shift, wire

VALUES = {
    "ATTENDEE": "ATTENDEE:mailto:two@clinic.example",
    "CLASS": "CLASS:PRIVATE",
    "COMMENT": "COMMENT:Sorry",
    "CREATED": "CREATED:20270101T000000Z",
    "DTEND": "DTEND:20270309T130000Z",
    "DTSTAMP": "DTSTAMP:20270115T091203Z",
    "DTSTART": "DTSTART:20270309T070000Z",
    "DURATION": "DURATION:PT6H",
    "EXDATE": "EXDATE:20270310T070000Z",
    "GEO": "GEO:6.5;3.4",
    "LAST-MODIFIED": "LAST-MODIFIED:20270301T101500Z",
    "ORGANIZER": "ORGANIZER:mailto:one@clinic.example",
    "PRIORITY": "PRIORITY:1",
    "RDATE": "RDATE:20270310T070000Z",
    "RECURRENCE-ID": "RECURRENCE-ID:20270309T070000Z",
    "REQUEST-STATUS": "REQUEST-STATUS:2.0;Success",
    "RRULE": "RRULE:FREQ=DAILY;COUNT=2",
    "SEQUENCE": "SEQUENCE:2",
    "STATUS": "STATUS:CONFIRMED",
    "TRANSP": "TRANSP:OPAQUE",
    "UID": "UID:7c1f0e9a-5b1d-4c3e-9a52-0d6f3b8e4a11@camps.example.org",
    "URL": "URL:https://camps.example.org/",
}

REPLY = wire("""
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Somebody//Calendar//EN
METHOD:REPLY
BEGIN:VEVENT
UID:7c1f0e9a-5b1d-4c3e-9a52-0d6f3b8e4a11@camps.example.org
SEQUENCE:1
DTSTAMP:20270116T091203Z
ORGANIZER:mailto:reply@camps.example.org
ATTENDEE;PARTSTAT=DECLINED:mailto:dr.obi@clinic.example
END:VEVENT
END:VCALENDAR
""")
REFRESH = REPLY.replace(b":REPLY", b":REFRESH").replace(b"SEQUENCE:1\r\n", b"").replace(b";PARTSTAT=DECLINED", b"")
COUNTER = REPLY.replace(b":REPLY", b":COUNTER").replace(
    b"ORGANIZER", b"DTSTART:20270309T080000Z\r\nSUMMARY:Camp shift\r\nORGANIZER"
)
DECLINECOUNTER = REPLY.replace(b":REPLY", b":DECLINECOUNTER").replace(
    b"ATTENDEE;PARTSTAT=DECLINED:mailto:dr.obi@clinic.example\r\n", b"COMMENT:Sorry\r\n"
)
MOVED = a_shift(sequence=1)
GOOD: dict[str, bytes] = {
    "PUBLISH": publish(MOVED),
    "REQUEST": request(MOVED),
    "REPLY": REPLY,
    "ADD": request(MOVED, proposals=True).replace(b":REQUEST", b":ADD"),
    "CANCEL": cancel(MOVED),
    "REFRESH": REFRESH,
    "COUNTER": COUNTER,
    "DECLINECOUNTER": DECLINECOUNTER,
    "FEED": feed([fragment(a_case())], name="Obi", uid=FEED_UID, last_modified=CHANGED, tz="Etc/UTC", color="teal"),
}


def without(name: str) -> Callable[[bytes], bytes]:
    """Every line of this property taken out of the event."""

    def broken(body: bytes) -> bytes:
        head, event = body.split(b"BEGIN:VEVENT\r\n")
        lines = event.replace(b"\r\n ", b"").split(b"\r\n")
        kept = [line for line in lines if line.replace(b";", b":").split(b":")[0] != name.encode()]
        return head + b"BEGIN:VEVENT\r\n" + b"\r\n".join(kept)

    return broken


def with_lines(*added: str) -> Callable[[bytes], bytes]:
    """More lines at the end of the event."""
    lines = "".join(f"{line}\r\n" for line in added).encode()
    return lambda body: body.replace(b"END:VEVENT\r\n", lines + b"END:VEVENT\r\n")


def beside(component: str) -> Callable[[bytes], bytes]:
    """Another component in the calendar."""
    lines = f"BEGIN:{component}\r\nUID:x@y.example\r\nDTSTAMP:20270115T091203Z\r\nEND:{component}\r\n".encode()
    return lambda body: body.replace(b"END:VCALENDAR\r\n", lines + b"END:VCALENDAR\r\n")


def each_row() -> list[tuple[str, str, Callable[[bytes], bytes]]]:
    """(method, what is broken, how) for every cell of the tables that forbids or demands something."""
    broken = []
    for method, table in OF_PROPERTIES.items():
        for name, presence in table.items():
            line = VALUES.get(name, f"{'X-NOTE' if name == 'X-PROPERTY' else name}:x")
            if presence.least:
                broken.append((method, f"{name} is missing", without(name)))
            if presence.most is not None:
                broken.append((method, f"{name} too often", with_lines(*[line] * (presence.most + 1))))
        for name, presence in OF_COMPONENTS[method].items():
            if presence.most == 0 and name != "VALARM":
                broken.append((method, f"{name} beside it", beside(name)))
        if OF_COMPONENTS[method]["VALARM"].most == 0:
            alarm = with_lines("BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:x", "TRIGGER:-PT5M", "END:VALARM")
            broken.append((method, "VALARM inside", alarm))
    return broken


ROWS = each_row()


def test_tables_have_a_row_for_each_property_of_an_event_and_every_method() -> None:
    assert list(OF_PROPERTIES) == list(OF_COMPONENTS) == list(SECTIONS)
    assert {len(table) for table in OF_PROPERTIES.values()} == {31}
    assert len(ROWS) > 200


@pytest.mark.parametrize("method", SECTIONS)
def test_message_as_it_should_be_is_found_faultless(method: str) -> None:
    assert violations(GOOD[method]) == []


@pytest.mark.parametrize(("method", "what", "broken"), ROWS, ids=[f"{method} {what}" for method, what, _ in ROWS])
def test_rule_broken_once_is_found(method: str, what: str, broken: Callable[[bytes], bytes]) -> None:
    body = broken(GOOD[method])
    assert body != GOOD[method]
    found = violations(body)
    named = "X-NOTE" if what.startswith("X-PROPERTY") else what.split(" ", maxsplit=1)[0]
    assert [words for words in found if named in words], found
    assert all(SECTIONS[method] in words for words in found)


def test_comments_of_the_tables_are_held_too() -> None:
    two = GOOD["REQUEST"].replace(
        b"END:VCALENDAR", GOOD["REQUEST"].split(b"METHOD:REQUEST\r\n")[1].replace(b"7c1f", b"8d2f")
    )
    broken = {
        "events with several UIDs": two,
        "STATUS:CANCELLED": GOOD["REQUEST"].replace(b"STATUS:CONFIRMED", b"STATUS:CANCELLED"),
        "STATUS:TENTATIVE": GOOD["CANCEL"].replace(b"STATUS:CANCELLED", b"STATUS:TENTATIVE"),
        "SEQUENCE was not raised": GOOD["CANCEL"].replace(b"SEQUENCE:1", b"SEQUENCE:0"),
        "DTEND and DURATION": with_lines("DURATION:PT6H")(GOOD["REQUEST"]),
        "which has no VTIMEZONE": GOOD["REQUEST"]
        .replace(b"DTSTART:", b"DTSTART;TZID=Africa/Lagos:")
        .replace(b"20270309T070000Z", b"20270309T070000"),
        "RECURRENCE-ID of an event": with_lines(VALUES["RECURRENCE-ID"])(GOOD["REQUEST"]),
        "is in no table": GOOD["REQUEST"].replace(b"METHOD:REQUEST", b"METHOD:INVITE"),
        "VERSION must stand once": GOOD["REQUEST"].replace(b"VERSION:2.0\r\n", b""),
        "is in no row": with_lines("BUSYTYPE:BUSY")(GOOD["REQUEST"]),
    }
    for words, body in broken.items():
        assert words in " ".join(violations(body)), words


def test_cancel_of_all_and_of_one_are_told_apart() -> None:
    all_of_it, one = cancel(MOVED), cancel(MOVED, whole=False)
    assert violations(all_of_it, whole=True) == violations(one, whole=False) == []
    assert violations(all_of_it, whole=False) != []
    assert violations(one, whole=True) != []


def test_request_that_forbids_what_is_acted_on_is_found_and_so_is_the_flag_elsewhere() -> None:
    forbids, invites = request(MOVED), request(MOVED, proposals=True)
    assert violations(forbids, proposals=False) == violations(invites, proposals=True) == []
    assert violations(forbids, proposals=True) != []
    assert violations(invites, proposals=False) != []
    flag = "X-MICROSOFT-DISALLOW-COUNTER:"
    for body in (GOOD["CANCEL"], GOOD["PUBLISH"], GOOD["FEED"], COUNTER, DECLINECOUNTER):
        assert violations(with_lines(f"{flag}TRUE")(body)) != []
    assert violations(with_lines(f"{flag}yes")(invites)) != []
    assert violations(with_lines(f"{flag}FALSE")(forbids)) != []


def test_sequence_is_compared_with_the_stored_one() -> None:
    assert violations(GOOD["REQUEST"], sequence=1) == []
    assert violations(without("SEQUENCE")(GOOD["REQUEST"]), sequence=1) != []
