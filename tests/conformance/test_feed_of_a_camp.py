"""A feed as large as a camp: rendered twice, asked for again, judged, read by two libraries."""

from dataclasses import replace
from datetime import timedelta

from notifications.ical.event import Event, Status
from notifications.ical.feed import feed, latest
from notifications.ical.fragment import fragment
from notifications.ical.freshness import etag, http_date, not_modified
from notifications.ical.validator import faults
from tests.conformance.readers import by_icalendar, by_vobject
from tests.notifications.ical.events import CHANGED, FEED_UID, a_case


def cases(count: int = 60) -> list[Event]:
    return [
        a_case(
            uid=f"b20d4c77-1f0e-4a86-8d53-{number:012}@camps.example.org",
            start=CHANGED + timedelta(hours=number),
            end=CHANGED + timedelta(hours=number, minutes=45),
        )
        for number in range(count)
    ]


def rendered(events: list[Event]) -> bytes:
    changes = (event.last_modified for event in events if event.last_modified)
    return feed(
        map(fragment, events),
        name="Dr Obi",
        uid=FEED_UID,
        last_modified=latest(changes, created_at=CHANGED),
        tz="Africa/Lagos",
        color="teal",
    )


def test_two_renders_are_byte_equal_and_the_second_asking_is_answered_304() -> None:
    first, second = rendered(cases()), rendered(cases())
    assert first == second
    sent = {"etag": etag(first), "last_modified": CHANGED}
    again = {"if_none_match": etag(second), "if_modified_since": http_date(CHANGED)}
    assert not_modified(**sent, **again)  # type: ignore[arg-type]
    assert not_modified(**sent, if_none_match=None, if_modified_since=http_date(CHANGED))  # type: ignore[arg-type]


def test_a_change_gives_new_bytes_a_new_tag_and_a_newer_date() -> None:
    events = cases()
    later = CHANGED + timedelta(minutes=3)
    moved = replace(events[7], sequence=4, last_modified=later, end=events[7].end + timedelta(minutes=5))
    before, after = rendered(events), rendered([*events[:7], moved, *events[8:]])
    assert not not_modified(
        etag=etag(after), last_modified=later, if_none_match=etag(before), if_modified_since=http_date(CHANGED)
    )
    assert not not_modified(
        etag=etag(after), last_modified=later, if_none_match=None, if_modified_since=http_date(CHANGED)
    )
    assert by_vobject(after)[7]["sequence"] == 4


def test_cancelled_case_stays_where_it_was_as_a_tombstone() -> None:
    events = cases()
    gone = replace(events[7], sequence=4, status=Status.CANCELLED)
    after = rendered([*events[:7], gone, *events[8:]])
    assert faults(after) == []
    for read in (by_icalendar(after)[7], by_vobject(after)[7]):
        assert (read["uid"], read["sequence"], read["status"]) == (gone.uid, 4, "CANCELLED")
        assert read["summary"] == "CANCELLED: Case 014 - A.O."
        assert read["start"] == gone.start


def test_both_libraries_read_every_event_alike() -> None:
    body = rendered(cases())
    assert faults(body) == []
    assert by_icalendar(body) == by_vobject(body)
    assert len(by_vobject(body)) == 60


def test_no_line_is_longer_than_75_octets() -> None:
    long = replace(cases(1)[0], description="Bring the referral papers, ọ̀nà àbáwọlé kejì. " * 30)
    assert max(map(len, rendered([long]).split(b"\r\n"))) == 75
