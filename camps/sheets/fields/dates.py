"""A date in the styles people and spreadsheets write it."""

from __future__ import annotations

import re
from datetime import date, timedelta

from camps.sheets.folding import plain_digits, without_accents
from camps.sheets.problems import NotUnderstood

MONTHS = (
    ("january", "janvier"), ("february", "fevrier", "fevr"), ("march", "mars"), ("april", "avril"),
    ("may", "mai"), ("june", "juin"), ("july", "juillet"), ("august", "aout"),
    ("september", "septembre"), ("october", "octobre"), ("november", "novembre"), ("december", "decembre"),
)  # fmt: skip
WEEKDAYS = (
    ("monday", "lundi"), ("tuesday", "mardi"), ("wednesday", "mercredi"), ("thursday", "jeudi"),
    ("friday", "vendredi"), ("saturday", "samedi"), ("sunday", "dimanche"),
)  # fmt: skip
# Day 0 of spreadsheet serial dates; it makes up for their 29 February 1900, so it holds from March 1900.
SERIAL_ZERO = date(1899, 12, 30)
SERIALS = range(10_000, 73_051)  # 1927 to 2099: shorter numbers are ages or years

# "mar" is left alone: it is March as often as mardi.
_DAY_NAMES = "|".join(f"{name}|{name[:3]}" if name != "mardi" else name for names in WEEKDAYS for name in names)
_SAY_WEEKDAY = re.compile(rf"^(?:le |on )?(?:{_DAY_NAMES})?\.?,?\s*(?=\d|[a-z]{{3}})")
_SPACED = re.compile(r"(?<=\d) ?([-/.]) ?(?=\d)")
_TIME = re.compile(r"[t ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?z?$")
_YEAR_FIRST = re.compile(r"^(\d{4})([-/. ])(\d{1,2})\2(\d{1,2})$")
_YEAR_LAST = re.compile(r"^(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d{2})$")
_COMPACT = re.compile(r"^(?:(19|20)\d{6}|\d{4}(19|20)\d{2})$")
_SERIAL = re.compile(r"^(\d{5})(?:\.\d+)?$")
_MONTH_IN_WORDS = re.compile(r"^(\d{1,2})(?:st|nd|rd|th|er|e)?[-/. ]*([a-z]{3,10})[-/., ]*(\d{4}|\d{2})$")
_MONTH_WORD_FIRST = re.compile(r"^([a-z]{3,10})[-/. ]*(\d{1,2})(?:st|nd|rd|th|er)?,? +(\d{4})$")


def month_number(word: str) -> int | None:
    """1 to 12 for the name of a month or its beginning (three letters or more), in English or French."""
    found = {n for n, names in enumerate(MONTHS, 1) for name in names if name.startswith(word)}
    return found.pop() if len(word) >= 3 and len(found) == 1 else None


def weekday_number(word: str) -> int | None:
    """0 for Monday to 6 for Sunday, for the name of a day or its first three letters, in English or French."""
    found = {n for n, names in enumerate(WEEKDAYS) for name in names if word in (name, name[:3])}
    return found.pop() if len(found) == 1 else None


def tidy_date(text: str) -> str:
    """The text without accents, time of day and name of the weekday."""
    plain = " ".join(without_accents(plain_digits(text)).split())
    plain = _SPACED.sub(r"\1", plain)
    return _TIME.sub("", _SAY_WEEKDAY.sub("", plain, count=1) if plain[:1].isalpha() else plain)


def read_date(text: str, *, day_first: bool = True, latest: date | None = None) -> date | None:
    """The date that a text names, or None when it is something else.

    03/04/2015 is 3 April, or 4 March with `day_first` off. A year of two digits is of this century unless
    the date would be after `latest`. Raises NotUnderstood ("no-such-date") for 31 February.
    """
    plain = tidy_date(text)
    if found := _YEAR_FIRST.match(plain):
        return _made(text, int(found[1]), int(found[3]), int(found[4]), day_first)
    if found := _YEAR_LAST.match(plain):
        first, second = int(found[1]), int(found[3])
        day, month = (first, second) if day_first else (second, first)
        return _in_century(text, found[4], month, day, latest, day_first)
    if _COMPACT.match(plain):
        if plain[:2] in ("19", "20") and 1 <= int(plain[4:6]) <= 12:
            return _made(text, int(plain[:4]), int(plain[4:6]), int(plain[6:]), day_first)
        day, month = int(plain[:2]), int(plain[2:4])
        return _made(text, int(plain[4:]), *((month, day) if day_first else (day, month)), day_first)
    if found := _SERIAL.match(plain):
        serial = int(found[1])
        return SERIAL_ZERO + timedelta(days=serial) if serial in SERIALS else None
    if (found := _MONTH_IN_WORDS.match(plain)) and (number := month_number(found[2])):
        return _in_century(text, found[3], number, int(found[1]), latest, day_first)
    if (found := _MONTH_WORD_FIRST.match(plain)) and (number := month_number(found[1])):
        return _made(text, int(found[3]), number, int(found[2]), day_first)
    return None


def _in_century(text: str, year: str, month: int, day: int, latest: date | None, day_first: bool) -> date:
    if len(year) == 4:
        return _made(text, int(year), month, day, day_first)
    this = _made(text, 2000 + int(year), month, day, day_first)
    return this if latest is None or this <= latest else _made(text, 1900 + int(year), month, day, day_first)


def _made(text: str, year: int, month: int, day: int, day_first: bool) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        order = "day/month/year" if day_first else "month/day/year"
        raise NotUnderstood(
            "no-such-date",
            f"There is no such date (read as {order}).",
            f"Write the date as {order} and check the day, or give the age in years.",
        ) from None
