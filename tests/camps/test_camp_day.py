"""The camp's day goes on past midnight, to four in the night, whatever the clocks of its country do."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from camps.models import Camp, Venue

# Clocks that change at midnight, at one, at two, by half an hour, twice a year or never.
ZONES = ("Africa/Lagos", "Africa/Cairo", "Europe/London", "America/Santiago", "Australia/Lord_Howe", "Asia/Kathmandu")
MONDAY = date(2027, 3, 1)


def camp_in(zone="Africa/Lagos", *, opens=time(8)):
    return Camp(venue=Venue(timezone=zone), first_day=MONDAY, days=2, day_opens=opens)


@pytest.mark.parametrize(
    ("day", "hour", "camps_day"),
    [(1, time(23, 59), 1), (2, time(0), 1), (2, time(3, 59), 1), (2, time(4), 2), (2, time(8), 2)],
)
def test_midnight_is_within_a_day_and_four_ends_it(day, hour, camps_day):
    at = datetime.combine(date(2027, 3, day), hour, tzinfo=ZoneInfo("Africa/Lagos"))

    assert camp_in().day_at(at.astimezone(UTC)) == date(2027, 3, camps_day)


def test_a_camp_that_opens_before_four_begins_its_day_then():
    early = camp_in(opens=time(2, 30))
    assert early.day_at(early.instant(MONDAY, time(2, 29))) == MONDAY - timedelta(days=1)
    assert early.day_at(early.instant(MONDAY, time(2, 30))) == MONDAY


@given(
    zone=st.sampled_from(ZONES),
    minutes=st.integers(0, 2 * 366 * 24 * 60),
    more=st.integers(0, 3000),
    opens=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
)
@example(zone="Europe/London", minutes=86 * 24 * 60 + 60, more=60, opens=time(8))  # 28 March 2027, one becomes two
@example(zone="Africa/Cairo", minutes=119 * 24 * 60 - 120, more=1, opens=time(0))  # there is no midnight
def test_each_instant_lies_in_the_span_of_its_day_and_days_never_go_back(zone, minutes, more, opens):
    camp, at = camp_in(zone, opens=opens), datetime(2027, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    day = camp.day_at(at)
    begins, ends = camp.span_of(day)

    assert begins <= at < ends
    assert timedelta(hours=22) < ends.astimezone(UTC) - begins.astimezone(UTC) < timedelta(hours=26)
    assert day <= camp.day_at(at + timedelta(minutes=more))
