"""SEQUENCE through any life of an event: up with every visible change, never down, and still otherwise."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from notifications.ical.feed import feed
from notifications.ical.fragment import fragment
from notifications.ical.succession import published_events, succeeding
from tests.notifications.ical.events import CHANGED, FEED_UID, a_case

# (whether its source counted a change, what the table is called then)
LIVES = st.lists(st.tuples(st.booleans(), st.sampled_from(["Table 1", "Table 2", "Theatre A"])), min_size=1, max_size=8)


def as_published(text: str) -> bytes:
    return feed([text], name="x", uid=FEED_UID, last_modified=CHANGED, tz="Africa/Lagos", color="teal")


@given(LIVES)
def test_sequence_rises_with_each_visible_change_and_never_falls(life):
    body, source, changed, seen = b"", 0, CHANGED, None
    for step, (counted, table) in enumerate(life):
        now = CHANGED + timedelta(hours=step + 1)
        if counted:
            source, changed = source + 1, now
        before = published_events(body).get(a_case().uid)

        def write(sequence, stamp, table=table):
            return fragment(a_case(sequence=sequence, last_modified=stamp, location=table))

        text = succeeding(write, sequence=source, changed=changed, before=before, now=now)
        body = as_published(text)
        published = published_events(body)[a_case().uid]
        assert published.text == text
        assert published.sequence >= source
        if seen is not None:
            was, table_then = seen
            assert published.sequence >= was.sequence
            assert published.changed >= was.changed
            if table != table_then:
                assert published.sequence > was.sequence
                assert published.changed > was.changed
            elif not counted:
                assert published == was
        seen = (published, table)


def test_every_event_of_a_body_is_found_by_its_uid():
    long = f"{'c' * 40}@{'camps' * 30}.example.org"
    other = f"{'d' * 36}@camps.example.org"
    events = [
        a_case(),
        a_case(uid=long, description="BEGIN:VEVENT\nSEQUENCE:99\nUID:x"),
        a_case(uid=other, summary="END:VEVENT", description="x" * 63 + "BEGIN:VEVENT", location="END:VCALENDAR"),
    ]
    body = feed(map(fragment, events), name="x", uid=FEED_UID, last_modified=CHANGED, tz="Africa/Lagos", color="teal")
    found = published_events(body)
    assert {uid: (one.sequence, one.changed) for uid, one in found.items()} == {
        event.uid: (3, CHANGED) for event in events
    }
    assert [one.text for one in found.values()] == [fragment(event) for event in events]


def test_nothing_is_found_in_nothing():
    assert published_events(b"") == {}
