"""What somebody who waits is told next: few texts, and true ones."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from notifications.ladder.queue_news import APART, Heard, Said, news
from scheduling.queue.estimate import Estimate

NOW = datetime(2027, 3, 1, 9, 2, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LIMIT = 30 * MINUTE


def expected(low, *, width=40, now=NOW):
    """Called between `low` minutes from now and `width` later."""
    begins = now + low * MINUTE
    return Estimate(1, begins, begins + width / 2 * MINUTE, begins + width * MINUTE)


def heard(low, *, width=40, at=NOW - 2 * APART, **more):
    return Heard(NOW + low * MINUTE, NOW + (low + width) * MINUTE, at, **more)


def told(known, estimate, *, before=9, now=NOW):
    return news(known, estimate, before=before, limit=LIMIT, now=now)


def test_on_joining_the_page_says_it_and_no_text_goes():
    first = told(None, expected(60))
    assert (first.said, first.heard.texts) == (Said.SEEN, 0)
    assert first.heard.low == datetime(2027, 3, 1, 10, 0, tzinfo=UTC)


def test_a_move_within_the_camps_limit_is_not_told_and_one_beyond_is():
    assert told(heard(58), expected(58 + 30)) is None
    later = told(heard(58), expected(58 + 90))
    assert (later.said, later.heard.low) == (Said.COME_AT, datetime(2027, 3, 1, 11, 30, tzinfo=UTC))
    assert told(heard(148), expected(58)).said == Said.COME_AT  # earlier, too


def test_the_next_text_waits_for_twenty_minutes():
    lately = heard(58, at=NOW - APART + MINUTE, texts=1)
    assert told(lately, expected(150)) is None
    assert told(lately, expected(149, now=NOW + MINUTE), now=NOW + MINUTE).said == Said.COME_AT


def test_near_is_said_once_and_not_to_who_found_nobody_there():
    assert told(heard(58), expected(10), before=3).said == Said.COME_AT
    near = told(heard(58), expected(10), before=2)
    assert (near.said, near.heard.nearly) == (Said.NEARLY, True)
    assert told(near.heard, expected(5), before=1) is None
    assert told(None, expected(5), before=1).heard.nearly


STEPS = st.lists(
    st.tuples(st.integers(0, 300), st.integers(5, 120), st.integers(0, 12), st.integers(1, 25)), min_size=1, max_size=40
)


@given(STEPS)
def test_no_hour_is_told_twice_in_a_row_nor_one_that_has_passed_nor_two_within_twenty_minutes(steps):
    now, known, texts = NOW, None, []
    for low, width, before, minutes in steps:
        now += minutes * MINUTE
        one = told(known, expected(low, width=width, now=now), before=before, now=now)
        if one is None:
            continue
        assert one.heard.high >= one.heard.low >= now
        if one.said == Said.COME_AT:
            assert one.heard.low != known.low
            assert not texts or now - texts[-1] >= APART
        if one.said != Said.SEEN:
            texts.append(now)
            assert one.heard.texts == known.texts + 1 == len(texts)
        known = one.heard
