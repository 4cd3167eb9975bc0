"""Days and hours as people read them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_date

from notifications.wording import LANGUAGES, day_text, time_text, times_text, zone_text


@pytest.mark.parametrize(
    ("lang", "year", "text"),
    [
        ("en", False, "Tuesday 9 March"),
        ("en", True, "Tuesday 9 March 2027"),
        ("fr", False, "mardi 9 mars"),
        ("fr", True, "mardi 9 mars 2027"),
    ],
)
def test_day_is_spelt_out(lang: str, year: bool, text: str) -> None:
    assert day_text(date(2027, 3, 9), lang, year=year) == text


def test_first_of_a_month_is_an_ordinal_in_french() -> None:
    assert day_text(date(2027, 2, 1), "fr") == "lundi 1er février"
    assert day_text(date(2027, 2, 1), "en") == "Monday 1 February"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_day_and_month_is_the_languages_own(lang: str) -> None:
    pattern = {"en": "EEEE d MMMM", "fr": "EEEE d MMMM"}[lang]
    days = [date(2027, 1, 2) + timedelta(days=10 * n) for n in range(36)]
    for day in (day for day in days if day.day != 1):
        assert day_text(day, lang) == format_date(day, pattern, locale=lang)


@pytest.mark.parametrize(
    ("at", "english", "french"),
    [
        (time(8, 30), "8:30am", "8 h 30"),
        (time(9), "9am", "9 h"),
        (time(9, 5), "9:05am", "9 h 05"),
        (time(11, 59), "11:59am", "11 h 59"),
        (time(12), "midday", "12 h"),
        (time(12, 15), "12:15pm", "12 h 15"),
        (time(16), "4pm", "16 h"),
        (time(0), "midnight", "0 h"),
        (time(0, 20), "12:20am", "0 h 20"),
    ],
)
def test_hour_is_written_as_people_say_it(at: time, english: str, french: str) -> None:
    assert time_text(at, "en") == english
    assert time_text(at, "fr") == french


def test_several_hours_are_listed() -> None:
    hours = [datetime(2027, 3, 9, hour, tzinfo=UTC) for hour in (8, 9, 10)]
    assert times_text(hours, "en") == "8am, 9am and 10am"
    assert times_text(hours, "fr") == "8 h, 9 h et 10 h"
    assert times_text(hours, "en", short=True) == "8am, 9am, 10am"
    assert times_text(hours[:1], "en") == "8am"


@pytest.mark.parametrize(
    ("zone", "month", "english", "french"),
    [
        ("Africa/Lagos", 3, "Lagos time, UTC+1", "heure de Lagos, UTC+1"),
        ("America/New_York", 1, "New York time, UTC-5", "heure de New York, UTC-5"),
        ("America/New_York", 7, "New York time, UTC-4", "heure de New York, UTC-4"),
        ("Asia/Kolkata", 7, "Kolkata time, UTC+5:30", "heure de Kolkata, UTC+5:30"),
        ("America/St_Johns", 1, "St Johns time, UTC-3:30", "heure de St Johns, UTC-3:30"),
        ("Europe/London", 1, "London time, UTC+0", "heure de London, UTC+0"),
    ],
)
def test_zone_is_named_by_its_town_and_distance(zone: str, month: int, english: str, french: str) -> None:
    at = datetime(2027, month, 9, 8, 30, tzinfo=ZoneInfo(zone))
    assert zone_text(at, zone, "en") == english
    assert zone_text(at, zone, "fr") == french


def test_zone_of_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        zone_text(datetime(2027, 3, 9), "Africa/Lagos", "en")
