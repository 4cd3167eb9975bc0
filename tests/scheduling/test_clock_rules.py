"""The hour on the wall stays, whatever happens to a zone's rules."""

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.clock_rules import offset_at, offsets_of, same_hour

SINCE, UNTIL = datetime(2026, 11, 1, tzinfo=UTC), datetime(2028, 11, 1, tzinfo=UTC)
ZONES = [
    "Africa/Lagos",
    "Europe/London",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Asia/Kolkata",
]
hours = st.integers(0, int((UNTIL - SINCE) / timedelta(minutes=1))).map(lambda n: SINCE + timedelta(minutes=n))


@cache
def table_of(name):
    return offsets_of(ZoneInfo(name), since=SINCE, until=UNTIL)


@pytest.mark.parametrize("name", ZONES)
@given(at=hours)
def test_the_table_says_what_the_zone_says(name, at):
    assert offset_at(table_of(name), at) == at.astimezone(ZoneInfo(name)).utcoffset().total_seconds()


def test_a_change_stands_at_its_second():
    assert table_of("Europe/London")[:3] == (
        (SINCE, 0),
        (datetime(2027, 3, 28, 1, tzinfo=UTC), 3600),
        (datetime(2027, 10, 31, 1, tzinfo=UTC), 0),
    )


@pytest.mark.parametrize("name", ZONES)
@given(at=hours)
def test_with_the_same_rules_nothing_moves(name, at):
    assert same_hour(at, old=table_of(name), zone=ZoneInfo(name)) == at


@given(at=hours, off=st.sampled_from([-7200, -3600, -1800, 1800, 3600, 5400]))
def test_under_other_rules_the_wall_shows_the_same_hour(at, off):
    lagos = ZoneInfo("Africa/Lagos")
    found = same_hour(at, old=((SINCE, 3600 + off),), zone=lagos)
    assert found.astimezone(lagos).replace(tzinfo=None) == (at + timedelta(seconds=3600 + off)).replace(tzinfo=None)


def test_a_summer_time_that_was_abolished_moves_only_the_summer():
    lagos = ZoneInfo("Africa/Lagos")
    old = ((SINCE, 3600), (datetime(2027, 3, 28, 1, tzinfo=UTC), 7200), (datetime(2027, 10, 31, 1, tzinfo=UTC), 3600))
    winter, summer = datetime(2027, 3, 9, 8, tzinfo=UTC), datetime(2027, 6, 9, 7, tzinfo=UTC)
    assert same_hour(winter, old=old, zone=lagos) == winter
    assert same_hour(summer, old=old, zone=lagos) == summer + timedelta(hours=1)


def test_a_morning_in_casablanca_survives_the_end_of_its_summer_time():
    """Until tzdata 2026 Morocco was to stand an hour east of Greenwich for most of 2027, but for Ramadan."""
    casablanca = ZoneInfo("Africa/Casablanca")
    old = (
        (SINCE, 3600),
        (datetime(2027, 2, 7, 2, tzinfo=UTC), 0),
        (datetime(2027, 3, 14, 2, tzinfo=UTC), 3600),
    )
    ramadan, after = datetime(2027, 3, 1, 8, tzinfo=UTC), datetime(2027, 3, 31, 7, tzinfo=UTC)
    mornings = [same_hour(at, old=old, zone=casablanca).astimezone(casablanca) for at in (ramadan, after)]
    assert [at.hour for at in mornings] == [8, 8]
    assert [at.utcoffset() for at in mornings] == [timedelta(0), timedelta(0)]


def test_an_hour_that_the_new_rules_skip_moves_forward():
    london = ZoneInfo("Europe/London")
    at = datetime(2027, 3, 28, 1, 30, tzinfo=UTC)  # 1:30 on the wall, had there been no summer time
    assert same_hour(at, old=((SINCE, 0),), zone=london).astimezone(london).hour == 2


def test_the_second_of_a_doubled_hour_stays_the_second():
    london = ZoneInfo("Europe/London")
    old = table_of("Europe/London")
    first, second = datetime(2027, 10, 31, 0, 30, tzinfo=UTC), datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    assert (same_hour(first, old=old, zone=london), same_hour(second, old=old, zone=london)) == (first, second)
