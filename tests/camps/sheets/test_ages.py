"""Ages and birth dates as people write them."""

from datetime import date

import pytest

from camps.sheets.fields.ages import Birth, order_seen, parse_birth
from camps.sheets.problems import NotUnderstood

ON = date(2027, 3, 1)


def birth(text, **how):
    return parse_birth(text, on=ON, **how)


def age(born, on=ON):
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("15", 15), ("about 15", 15), ("~15", 15), ("≈ 15", 15), ("c. 15", 15), ("approx. 15", 15), ("15?", 15),
        ("15+", 15),
        ("11yrs", 11), ("11 years", 11), ("11 yrs old", 11), ("11y", 11), ("11 y/o", 11), ("33.0", 33),
        ("2 ans", 2), ("1 an", 1),
        ("environ 40 ans", 40), ("env. 40", 40), ("4.5", 4), ("4½", 4), ("4,5 ans", 4), ("1 year 6 months", 1),
        ("2y 3m", 2),
        ("2 3/12", 2), ("1 an et 2 mois", 1), ("1 an et demi", 1), ("120", 120), ("ABOUT 20", 20), ("20 or so", 20),
        ("aged 7", 7), ("3 1/2", 3), ("35 ans environ", 35),
    ],
)  # fmt: skip
def test_age_in_years_gives_an_estimated_birth_date(text, years):
    found = birth(text)
    assert found.estimated
    assert age(found.date) == years


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("7 months", 7),
        ("1 months", 1),
        ("7m", 7),
        ("7/12", 7),
        ("3/12", 3),
        ("18 months", 18),
        ("7 mois", 7),
        ("23mths", 23),
        ("11/12", 11),
    ],
)
def test_age_in_months_gives_an_estimated_birth_date(text, months):
    found = birth(text)
    whole = (ON.year - found.date.year) * 12 + ON.month - found.date.month - (ON.day < found.date.day)
    assert found.estimated
    assert whole == months


@pytest.mark.parametrize(
    ("text", "days"), [("10 days", 10), ("3 weeks", 21), ("2 semaines", 14), ("5 jours", 5), ("3/52", 21), ("4/7", 4)]
)
def test_age_in_days_and_weeks_counts_back_from_the_first_day(text, days):
    assert birth(text) == Birth(date.fromordinal(ON.toordinal() - days), True)


@pytest.mark.parametrize(
    "text",
    ["03/04/2015", "3/4/2015", "03-04-2015", "03.04.2015", "2015-04-03", "2015/04/03", "20150403", "3 Apr 2015",
        "3rd April 2015", "April 3, 2015",
     "3-Apr-15", "3 avril 2015", "03 / 04 / 2015", "Apr 3 2015", "3 avr. 2015", "03/04/15", "2015-04-03 00:00:00",
     "2015-04-03T00:00:00",
        "03 04 2015", "42097", "Friday 3 April 2015", "le 3 avril 2015"],
)  # fmt: skip
def test_date_in_any_style_is_the_same_exact_birth_date(text):
    assert birth(text) == Birth(date(2015, 4, 3), False)


def test_march_in_short_is_not_taken_for_a_tuesday():
    assert birth("mar 3 2015") == Birth(date(2015, 3, 3), False)
    assert birth("mardi 3 mars 2015") == Birth(date(2015, 3, 3), False)


def test_first_of_a_month_may_be_written_1er():
    assert birth("1er janvier 2010") == Birth(date(2010, 1, 1), False)


def test_date_is_read_month_first_when_asked():
    assert birth("03/04/2015", day_first=False) == Birth(date(2015, 3, 4), False)
    assert birth("2015-04-03", day_first=False) == Birth(date(2015, 4, 3), False)


def test_year_alone_and_month_alone_are_estimates():
    assert birth("1985") == Birth(date(1985, 7, 1), True)
    assert birth("born 1985") == Birth(date(1985, 7, 1), True)
    assert birth("03/2015") == Birth(date(2015, 3, 15), True)
    assert birth("Mar 2015") == Birth(date(2015, 3, 15), True)
    assert birth("mars 2015") == Birth(date(2015, 3, 15), True)
    assert birth("2027") == Birth(date(2027, 1, 1), True)


def test_two_digit_year_is_never_in_the_future():
    assert birth("05/06/61").date == date(1961, 6, 5)
    assert birth("05/06/20").date == date(2020, 6, 5)
    assert birth("05/06/27").date == date(1927, 6, 5)


def test_leap_day_gives_an_age_on_any_first_day():
    assert age(parse_birth("3", on=date(2028, 2, 29)).date, date(2028, 2, 29)) == 3


@pytest.mark.parametrize("text", ["", " ", "-", "n/a", "unknown", "?", "inconnu"])
def test_age_left_blank_is_no_birth_date(text):
    assert birth(text) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [("31/02/2015", "no-such-date"), ("2015-02-31", "no-such-date"), ("03/25/2015", "no-such-date"),
        ("31 June 2015", "no-such-date"),
     ("1875", "age-range"), ("130", "age-range"), ("200 years", "age-range"), ("01/01/1875", "age-range"),
        ("-5", "age-range"),
     ("02/03/2027", "age-range"), ("2031", "age-range"), ("4242", "age-range"), ("999999", "age-range"),
     ("adult", "age-words"), ("12 or 13 or 14", "age-words"), ("twelve-ish", "age-words"),
        ("5 parrots", "age-words"), ("1" * 400, "age-range"),
     ("13/12", "age-words"), ("1e999", "age-words")],
)  # fmt: skip
def test_age_that_cannot_be_is_refused_with_a_cure(text, kind):
    with pytest.raises(NotUnderstood) as refused:
        birth(text)
    assert refused.value.kind == kind
    assert refused.value.cure


def test_order_of_day_and_month_is_seen_in_the_dates_of_a_column():
    assert order_seen(["03/25/2015", "4", ""]) == "month"
    assert order_seen(["25/03/2015", "01/02/2015"]) == "day"
    assert order_seen(["01/02/2015"]) == "either"
    assert order_seen(["25/03/2015", "03/25/2015"]) == "mixed"
