"""One way to say a time, for pages, mails, texts and print: the venue's local hour, with its zone named.

Pure: no Django, no clock. English follows the NHS style ("8:30am", "midday", weekday and month spelt out).
A language without words of its own here is answered in English, never in a mixture.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Words:
    """What a language needs to say a day, an hour and a zone. `weekdays` begins on Monday, `months` in January."""

    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    hour_24: bool
    zone: str
    utc: str
    to: str
    and_: str
    first_of_month: str = "1"
    comma: str = ", "


ENGLISH = Words(
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    months=(
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    hour_24=False,
    zone="{place} time",
    utc="world time (UTC)",
    to="to",
    and_="and",
)
FRENCH = Words(
    weekdays=("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    months=(
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ),
    hour_24=True,
    zone="heure de {place}",
    utc="temps universel (UTC)",
    to="à",
    and_="et",
    first_of_month="1er",
)
LANGUAGES = {"en": ENGLISH, "fr": FRENCH}


def words_for(language: str) -> Words:
    """The words of a BCP 47 code ("fr-ca" is French); English where we have none."""
    return LANGUAGES.get(language.partition("-")[0].lower(), ENGLISH)


def day_text(day: date, *, language: str = "en", year: bool = True) -> str:
    """Say a day: "Tuesday 9 March 2027"; without `year` "Tuesday 9 March"."""
    words = words_for(language)
    number = words.first_of_month if day.day == 1 else str(day.day)
    said = f"{words.weekdays[day.weekday()]} {number} {words.months[day.month - 1]}"
    return f"{said} {day.year}" if year else said


def clock_text(at: datetime, *, zone: ZoneInfo, language: str = "en") -> str:
    """Say the hour in `zone`: "8:30am", "9am", "midday"; in French "8 h 30". Seconds are never said.

    Raises ValueError for a naive datetime: nobody could know which hour it means.
    """
    return hour_text(_local(at, zone), language=language)


def hour_text(at: datetime | time, *, language: str = "en") -> str:
    """Say the hour that `at` shows on its own clock, as `clock_text` does; pass it in the venue's zone."""
    if words_for(language).hour_24:
        return f"{at.hour} h {at.minute:02d}" if at.minute else f"{at.hour} h"
    if at.minute == 0 and at.hour in (0, 12):
        return "midday" if at.hour else "midnight"
    hour = at.hour % 12 or 12
    half = "am" if at.hour < 12 else "pm"
    return f"{hour}:{at.minute:02d}{half}" if at.minute else f"{hour}{half}"


def list_text(said: Sequence[str], *, language: str = "en") -> str:
    """Say several: "8am, 9am and 10am"; "" for none."""
    *first, last = said or ("",)
    return f"{', '.join(first)} {words_for(language).and_} {last}" if first else last


def when_text(at: datetime, *, zone: ZoneInfo, language: str = "en", year: bool = True) -> str:
    """Say day and hour: "Tuesday 9 March 2027, 8:30am"."""
    day = day_text(_local(at, zone).date(), language=language, year=year)
    return f"{day}{words_for(language).comma}{clock_text(at, zone=zone, language=language)}"


def range_text(starts: datetime, ends: datetime, *, zone: ZoneInfo, language: str = "en") -> str:
    """Say a period: "10:40am to 11:15am"; when it ends on another local day, that day is named too."""
    first = clock_text(starts, zone=zone, language=language)
    same_day = _local(starts, zone).date() == _local(ends, zone).date()
    last = (
        clock_text(ends, zone=zone, language=language)
        if same_day
        else when_text(ends, zone=zone, language=language, year=False)
    )
    return f"{first} {words_for(language).to} {last}"


def zone_text(zone: ZoneInfo, *, language: str = "en") -> str:
    """Name a zone in words people know: "Lagos time" for Africa/Lagos. Abbreviations such as WAT are not used."""
    words = words_for(language)
    if zone.key in ("UTC", "Etc/UTC", "Etc/GMT"):
        return words.utc
    return words.zone.format(place=zone.key.rsplit("/", 1)[-1].replace("_", " "))


def offset_text(at: datetime) -> str:
    """Say how far the clock of `at` is from UTC: "UTC+1", "UTC-3:30". Raises ValueError for a naive datetime."""
    offset = at.utcoffset()
    if offset is None:
        raise ValueError(f"{at!r} has no time zone; pass it in the venue's zone.")
    minutes = round(offset.total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02d}" if rest else "")


def other_zone_text(at: datetime, *, zone: ZoneInfo, reader_zone: ZoneInfo, language: str = "en") -> str:
    """The second line for a reader elsewhere: the same instant in `reader_zone`, "" where both clocks agree."""
    local, theirs = _local(at, zone), at.astimezone(reader_zone)
    if local.replace(tzinfo=None) == theirs.replace(tzinfo=None):
        return ""
    said = (
        clock_text(at, zone=reader_zone, language=language)
        if local.date() == theirs.date()
        else when_text(at, zone=reader_zone, language=language, year=False)
    )
    return f"{said}{words_for(language).comma}{zone_text(reader_zone, language=language)}"


def _local(at: datetime, zone: ZoneInfo) -> datetime:
    if at.tzinfo is None:
        raise ValueError(f"{at!r} has no time zone; pass an aware datetime (UTC from the database).")
    return at.astimezone(zone)
