"""How a time is said: the venue's hour, its zone in words, in English and French."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import translation

from camps.look.times import clock_text, day_text, other_zone_text, range_text, when_text, zone_text

LAGOS, LONDON, KOLKATA = ZoneInfo("Africa/Lagos"), ZoneInfo("Europe/London"), ZoneInfo("Asia/Kolkata")
MORNING = datetime(2027, 3, 9, 7, 30, tzinfo=UTC)


def test_an_hour_is_said_in_the_venues_zone_whatever_zone_it_comes_in() -> None:
    assert clock_text(MORNING, zone=LAGOS) == "8:30am"
    assert clock_text(MORNING.astimezone(KOLKATA), zone=LAGOS) == "8:30am"


@pytest.mark.parametrize(
    ("hour", "minute", "english", "french"),
    [
        (0, 0, "midnight", "0 h"),
        (0, 5, "12:05am", "0 h 05"),
        (9, 0, "9am", "9 h"),
        (11, 59, "11:59am", "11 h 59"),
        (12, 0, "midday", "12 h"),
        (12, 30, "12:30pm", "12 h 30"),
        (23, 1, "11:01pm", "23 h 01"),
    ],
)
def test_every_hour_has_its_words(hour: int, minute: int, english: str, french: str) -> None:
    at = datetime(2027, 3, 9, hour, minute, tzinfo=LAGOS)
    assert clock_text(at, zone=LAGOS) == english
    assert clock_text(at, zone=LAGOS, language="fr") == french


def test_a_day_is_spelt_out_with_its_weekday() -> None:
    assert day_text(date(2027, 3, 9)) == "Tuesday 9 March 2027"
    assert day_text(date(2027, 8, 1), language="fr") == "dimanche 1er août 2027"
    assert day_text(date(2027, 3, 9), year=False) == "Tuesday 9 March"


def test_a_language_without_words_is_answered_in_english_alone() -> None:
    assert when_text(MORNING, zone=LAGOS, language="ha") == "Tuesday 9 March 2027, 8:30am"
    assert when_text(MORNING, zone=LAGOS, language="fr-ca") == "mardi 9 mars 2027, 8 h 30"


def test_a_period_names_the_day_it_ends_on_only_when_it_is_another() -> None:
    assert range_text(MORNING, MORNING.replace(hour=10), zone=LAGOS) == "8:30am to 11:30am"
    late = datetime(2027, 3, 9, 22, 0, tzinfo=UTC)
    assert range_text(late, late.replace(day=10, hour=1), zone=LAGOS) == "11pm to Wednesday 10 March, 2am"


def test_a_zone_is_named_by_its_place() -> None:
    assert zone_text(LAGOS) == "Lagos time"
    assert zone_text(ZoneInfo("America/Argentina/Buenos_Aires"), language="fr") == "heure de Buenos Aires"
    assert zone_text(ZoneInfo("UTC")) == "world time (UTC)"


def test_the_readers_own_hour_is_said_only_where_it_differs() -> None:
    assert other_zone_text(MORNING, zone=LAGOS, reader_zone=LONDON) == "7:30am, London time"
    assert other_zone_text(MORNING, zone=LAGOS, reader_zone=ZoneInfo("Africa/Ndjamena")) == ""
    evening = datetime(2027, 3, 9, 20, 0, tzinfo=UTC)
    assert other_zone_text(evening, zone=LAGOS, reader_zone=KOLKATA) == "Wednesday 10 March, 1:30am, Kolkata time"


def test_both_sides_of_a_clock_change_are_told_in_local_time() -> None:
    before, after = datetime(2027, 3, 28, 0, 59, tzinfo=UTC), datetime(2027, 3, 28, 1, 0, tzinfo=UTC)
    assert [clock_text(at, zone=LONDON) for at in (before, after)] == ["12:59am", "2am"]


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="has no time zone"):
        clock_text(datetime(2027, 3, 9, 8, 30), zone=LAGOS)


def test_the_page_tag_speaks_the_active_language_and_keeps_the_instant_for_machines() -> None:
    template = Template("{% load look %}{% when at zone reader=reader %}")
    with translation.override("fr"):
        html = template.render(Context({"at": MORNING, "zone": LAGOS, "reader": LONDON}))
    assert html == (
        '<time datetime="2027-03-09T08:30+01:00">mardi 9 mars 2027, 8 h 30</time> '
        '<span class="muted">(heure de Lagos)</span> <small class="muted">= 7 h 30, heure de London</small>'
    )
