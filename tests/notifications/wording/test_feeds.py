"""The hours of an event in a feed: the venue's clock, also on the day on which it is changed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.wording.feeds import feed_words, hours_text
from notifications.wording.times import day_text, time_text, zone_text

ZONES = ("Africa/Lagos", "Asia/Kathmandu", "America/St_Johns", "Europe/Paris", "Africa/Cairo", "Australia/Lord_Howe")
STARTS = st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2060, 1, 1), timezones=st.just(UTC))


def by_datetimes(starts: datetime, ends: datetime, zone_name: str, lang: str) -> str:
    """The same sentence from what the zone itself makes of both instants."""
    starts, ends = (at.astimezone(ZoneInfo(zone_name)) for at in (starts, ends))
    return feed_words(lang).hours.format(
        day=day_text(starts.date(), lang),
        starts=time_text(starts, lang),
        ends=time_text(ends, lang),
        zone=zone_text(starts, zone_name, lang),
    )


def said(starts: datetime, ends: datetime, zone_name: str, lang: str) -> str:
    return hours_text(int(starts.timestamp()), int(ends.timestamp()), zone_name=zone_name, lang=lang)


@given(STARTS, st.integers(min_value=1, max_value=3000), st.sampled_from(ZONES), st.sampled_from(["en", "fr"]))
def test_hours_are_what_the_venues_clock_shows(starts: datetime, minutes: int, zone_name: str, lang: str) -> None:
    ends = starts + timedelta(minutes=minutes)
    assert said(starts, ends, zone_name, lang) == by_datetimes(starts, ends, zone_name, lang)


@pytest.mark.parametrize("zone_name", ZONES)
def test_each_hour_of_a_year_is_said_as_its_clock_shows_it(zone_name: str) -> None:
    """Clocks are changed within it, by half an hour at Lord Howe, and at midnight in Cairo."""
    half_hours = [datetime(2027, 1, 1, tzinfo=UTC) + timedelta(minutes=30 * number) for number in range(2 * 24 * 365)]
    for starts, ends in zip(half_hours, half_hours[3:], strict=False):
        assert said(starts, ends, zone_name, "en") == by_datetimes(starts, ends, zone_name, "en")
