"""Dates and hours as people read them: the one formatter of every message.

Weekday, month spelt out, "8:30am" in English and "8 h 30" in French. Always the wall time of
the instant's own zone: pass it in the venue's zone. Mails name that zone.
"""

from dataclasses import dataclass
from datetime import date, datetime, time


@dataclass(frozen=True, slots=True)
class Calendar:
    """The words of one language for days and hours."""

    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    and_: str
    zone: str


_CALENDARS = {
    "en": Calendar(
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
        and_="and",
        zone="{place} time, UTC{offset}",
    ),
    "fr": Calendar(
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
        and_="et",
        zone="heure de {place}, UTC{offset}",
    ),
}


def day_text(day: date, lang: str, *, year: bool = False) -> str:
    """'Tuesday 9 March 2027', 'mardi 9 mars 2027', 'lundi 1er mars'; the year only if asked."""
    words = _CALENDARS[lang]
    number = "1er" if lang == "fr" and day.day == 1 else str(day.day)
    text = f"{words.weekdays[day.weekday()]} {number} {words.months[day.month - 1]}"
    return f"{text} {day.year}" if year else text


def time_text(at: datetime | time, lang: str) -> str:
    """'8:30am', '9am', '12 noon' or '8 h 30', '9 h'."""
    if lang == "fr":
        return f"{at.hour} h {at.minute:02d}" if at.minute else f"{at.hour} h"
    if at.minute == 0 and at.hour in (0, 12):
        return "12 midnight" if at.hour == 0 else "12 noon"
    hour, half = at.hour % 12 or 12, "am" if at.hour < 12 else "pm"
    return f"{hour}:{at.minute:02d}{half}" if at.minute else f"{hour}{half}"


def times_text(times: list[datetime], lang: str, *, short: bool = False) -> str:
    """'8:30am, 9am and 10am'; with commas only when `short`."""
    texts = [time_text(at, lang) for at in times]
    if short or len(texts) < 2:
        return ", ".join(texts)
    return f"{', '.join(texts[:-1])} {_CALENDARS[lang].and_} {texts[-1]}"


def zone_text(at: datetime, zone_name: str, lang: str) -> str:
    """'Lagos time, UTC+1' for an aware instant and its IANA zone; letters like WAT are unknown
    to most people and those like CST mean several zones."""
    offset = at.utcoffset()
    if offset is None:
        raise ValueError(f"at={at!r} has no zone; pass it in the venue's zone")
    minutes = round(offset.total_seconds() / 60)
    sign = "-" if minutes < 0 else "+"
    hours, rest = divmod(abs(minutes), 60)
    place = zone_name.rpartition("/")[2].replace("_", " ")
    text = f"{sign}{hours}:{rest:02d}" if rest else f"{sign}{hours}"
    return _CALENDARS[lang].zone.format(place=place, offset=text)
