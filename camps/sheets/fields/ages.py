"""Ages and birth dates. An age gives a birth date that is marked as estimated."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal, NamedTuple

from camps.sheets.fields.dates import month_number, read_date
from camps.sheets.folding import is_blank, plain_digits, without_accents
from camps.sheets.problems import NotUnderstood

OLDEST_YEARS = 120

_GUESS_BEFORE = re.compile(
    r"^(?:about|approx(?:imately|\.)?|around|circa|ca?\.|environ|env\.?|a peu pres|vers|est\.?|~|≈|±"
    r"|aged?|agee? de|born(?: in)?|nee?(?: en| le)?|dob|yob)[:\s]*"
)
_GUESS_AFTER = re.compile(r"\s*(?:\?|\+|ish|or so|approx\.?|environ|est\.?|old|of age)$")
_HALF = re.compile(r"\s*(?:et demie?|and a half)\b")
_ONE_HALF = re.compile(r"(?<=\d) 1/2\b")
_AND_SEX = re.compile(r"^(\d{1,3}) ?([MFmf])$")
_MOST_MONTHS_IN_SHORT = 24  # "7m" is a baby of 7 months, but nobody writes "35m" for one
_WHOLE = re.compile(r"^(\d+)(?:\.0+)?$")
_FRACTION = re.compile(r"^(?:(\d{1,3})\s*(?:y|yrs?|years?|ans?)?\s+)?(\d{1,2})\s*/\s*(12|52|7)$")
_MONTH_OF_YEAR = re.compile(r"^(?:(\d{1,2})[-/. ]|([a-z]{3,10})[-/., ]+)(\d{4})$")
_NUMBER = r"(\d{0,4}(?:[.,]\d{1,3})?)"
_UNIT = (
    r"(y/?o|y\.?|yrs?\.?|years?|ans?|annees?|m|mos?\.?|mths?|months?|mois"
    r"|w|wks?|weeks?|semaines?|sem|d|days?|jours?|j)?"
)
_PART = re.compile(rf"{_NUMBER}\s*{_UNIT}(?:\s*(?:,|&|and|et)\s*|\s+|$)")
_TWO_ORDERS = re.compile(r"^\s*(\d{1,2})([-/.])(\d{1,2})\2(?:\d{4}|\d{2})\s*$")


class Birth(NamedTuple):
    """A birth date, and whether it was reckoned from an age, a year or a guess."""

    date: date
    estimated: bool


def parse_birth(text: str, *, on: date, day_first: bool = True) -> Birth | None:
    """The birth date of somebody described on the day `on` (the camp's first day); None when left blank.

    Understands 15, about 15, 11yrs, 7 months, 7/12, 2 ans, 1 an et demi, 1985, 03/2015 and dates (see dates.py).
    A person of n whole years is put half a year past the n-th birthday, so the age holds through the camp.
    Raises NotUnderstood: no-such-date, age-range (unborn or over 120), age-unit, age-words.
    """
    if is_blank(text):
        return None
    _refuse_age_and_sex(plain_digits(text).strip())
    plain = " ".join(without_accents(plain_digits(text.replace("½", ".5"))).split())
    plain = _ONE_HALF.sub(".5", plain)
    bare = _GUESS_BEFORE.sub("", _GUESS_BEFORE.sub("", plain))
    bare = _GUESS_AFTER.sub("", _GUESS_AFTER.sub("", bare)).strip()
    if (born := read_date(bare, day_first=day_first, latest=on)) is not None:
        return _possible(Birth(born, estimated=bare != plain and plain[0] in "~≈±ace"), on)
    return _possible(_from_year(bare, on) or _from_age(bare, on), on)


def order_seen(texts: Iterable[str]) -> Literal["day", "month", "either", "mixed"]:
    """Which comes first in a column's dates, as far as days over 12 tell: to ask a person when they disagree."""
    pairs = [(int(found[1]), int(found[3])) for text in texts if (found := _TWO_ORDERS.match(plain_digits(text)))]
    day, month = any(first > 12 for first, _ in pairs), any(second > 12 for _, second in pairs)
    return "mixed" if day and month else "day" if day else "month" if month else "either"


def _refuse_age_and_sex(text: str) -> None:
    """ "35M" is a man of 35 in a hospital's short hand, and would be read as a baby of 35 months."""
    found = _AND_SEX.match(text)
    if found and (found[2] != "m" or int(found[1]) > _MOST_MONTHS_IN_SHORT):
        number, letter = found[1], found[2].upper()
        raise NotUnderstood(
            "age-unit",
            f"This may be {number} months, or {number} years and the sex {letter}.",
            f"Write {number} months, or only {number} here and {letter} under sex.",
        )


def _from_year(plain: str, on: date) -> Birth | None:
    """A year alone (its middle), or a month of a year (its middle)."""
    if (found := _WHOLE.match(plain)) and len(found[1]) == 4 and 1000 <= int(found[1]) <= on.year:
        middle = date(int(found[1]), 7, 1)
        return Birth(middle if middle <= on else date(on.year, 1, 1), True)
    if found := _MONTH_OF_YEAR.match(plain):
        month = int(found[1]) if found[1] else month_number(found[2])
        if month and 1 <= month <= 12:
            return Birth(min(date(int(found[3]), month, 15), max(on, date(int(found[3]), month, 1))), True)
    return None


def _from_age(plain: str, on: date) -> Birth:
    if ((found := _WHOLE.match(plain)) and (len(found[1]) > 4 or int(found[1]) > OLDEST_YEARS)) or re.match(
        r"^-\s*\d", plain
    ):
        raise _out_of_range()
    if found := _FRACTION.match(plain):
        years, parts, whole = int(found[1] or 0), int(found[2]), int(found[3])
        if parts >= whole:
            raise _not_an_age()
        if whole == 12:
            return _years_months_days(on, years, parts, 0, finest="months")
        return _years_months_days(on, years, 0, parts * (7 if whole == 52 else 1), finest="days")
    return _in_words(_HALF.sub(" 6 months", plain), on)


def _in_words(plain: str, on: date) -> Birth:
    totals = {"years": 0.0, "months": 0.0, "days": 0.0}
    finest = "years"
    at = 0
    while at < len(plain):
        found = _PART.match(plain, at)
        if not found or not any(c.isdigit() for c in found[1]) or found.end() == at:
            raise _not_an_age()
        if not found[2] and (at or found.end() < len(plain)):
            raise _not_an_age()  # "12 13": which of the two?
        number, unit = float(found[1].replace(",", ".")), (found[2] or "y")[0]
        finest = {"y": "years", "a": "years", "m": "months"}.get(unit, "days")
        totals[finest] += number * (7 if unit in "ws" else 1)
        at = found.end()
    if not plain:
        raise _not_an_age()
    years = int(totals["years"])
    part_of_year = round((totals["years"] - years) * 12)
    if part_of_year and finest == "years":
        finest = "months"
    return _years_months_days(on, years, int(totals["months"]) + part_of_year, round(totals["days"]), finest=finest)


def _years_months_days(on: date, years: int, months: int, days: int, *, finest: str) -> Birth:
    """Count back; somebody "of 12" is between 12 and 13, "of 7 months" between 7 and 8: take the middle."""
    if years + months // 12 + days // 365 > OLDEST_YEARS:
        raise _out_of_range()
    total = years * 12 + months + (6 if finest == "years" else 0)
    year, month = divmod(on.year * 12 + on.month - 1 - total, 12)
    first_of_next = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    born = date(year, month + 1, min(on.day, (first_of_next - timedelta(days=1)).day))
    return Birth(born - timedelta(days=days + (15 if finest == "months" else 0)), True)


def _possible(birth: Birth, on: date) -> Birth:
    years = on.year - birth.date.year - ((on.month, on.day) < (birth.date.month, birth.date.day))
    if birth.date > on or years > OLDEST_YEARS:
        raise _out_of_range()
    return birth


def _out_of_range() -> NotUnderstood:
    return NotUnderstood(
        "age-range",
        f"The age is out of range: on the camp's first day it would be under 0 or over {OLDEST_YEARS} years.",
        "Write the age in years, or the birth date as day/month/year.",
    )


def _not_an_age() -> NotUnderstood:
    return NotUnderstood(
        "age-words",
        "This is neither an age nor a date.",
        "Write the age such as 12 or 7 months, a birth date as day/month/year, or leave the cell empty.",
    )
