"""The words of a calendar feed: short, since calendars show little, and harmless, since calendars get shared."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from notifications.wording.catalogue import text_language
from notifications.wording.times import day_text, time_text, zone_text

A_DAY = 86_400
A_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class FeedWords:
    """One language; `{…}` are filled in."""

    busy: str
    hours: str
    cancelled: str
    meeting: str
    switched_off: str
    run_out: str
    ask_again: str


_WORDS = {
    "en": FeedWords(
        busy="Busy",
        hours="{day}, {starts} to {ends} ({zone})",
        cancelled="Cancelled. Was {hours}",
        meeting="Meet at: {point}",
        switched_off="This calendar is switched off",
        run_out="This calendar has run out",
        ask_again="Its address no longer brings anything. Make a new one in Campline, or ask the organiser, and then "
        "remove this calendar.",
    ),
    "fr": FeedWords(
        busy="Occupé",
        hours="{day}, {starts} à {ends} ({zone})",
        cancelled="Annulé. C'était {hours}",
        meeting="Rendez-vous : {point}",
        switched_off="Ce calendrier est désactivé",
        run_out="Ce calendrier a expiré",
        ask_again="Son adresse ne donne plus rien. Créez-en une nouvelle dans Campline, ou demandez à l'organisateur, "
        "puis supprimez ce calendrier.",
    ),
}


def feed_words(lang: str) -> FeedWords:
    """The words of a language; English where we have none."""
    return _WORDS[text_language(lang)]


def hours_text(starts: int, ends: int, *, zone_name: str, lang: str) -> str:
    """'Tuesday 9 March, 9am to 10:15am (Lagos time, UTC+1)'; both in whole seconds since 1970.

    A calendar shows the reader's own hour beside it, which for an expert abroad is another, even another day.
    """
    lang = text_language(lang)
    offset = _offset(starts, zone_name)
    day, begins = divmod(starts + offset, A_DAY)
    finishes = (ends + _offset(ends, zone_name)) % A_DAY
    return _WORDS[lang].hours.format(
        day=_day(day, lang),
        starts=_hour(begins // 60, lang),
        ends=_hour(finishes // 60, lang),
        zone=_zone(zone_name, offset, lang),
    )


# A camp's events share a few days, hours and offsets. Numbers find what was said of them: to make datetimes of them,
# and to move those to the venue's zone, took longer than all the rest of a sentence.


def _offset(at: int, zone_name: str) -> int:
    """By how many seconds the zone's clock is ahead of UTC."""
    all_day = _offset_all_day(at // A_DAY, zone_name)
    return _offset_at(at, zone_name) if all_day is None else all_day


@lru_cache(maxsize=4096)
def _offset_all_day(day: int, zone_name: str) -> int | None:
    """The same for a day of UTC since 1970; None when the clock is changed on it."""
    first, last = (_offset_at(at * A_DAY, zone_name) for at in (day, day + 1))
    return first if first == last else None


def _offset_at(at: int, zone_name: str) -> int:
    offset = datetime.fromtimestamp(at, ZoneInfo(zone_name)).utcoffset()
    assert offset is not None  # it has a zone
    return offset // A_SECOND


@lru_cache(maxsize=1024)
def _day(day: int, lang: str) -> str:
    return day_text(date(1970, 1, 1) + timedelta(days=day), lang)


@lru_cache(maxsize=4096)
def _hour(minutes: int, lang: str) -> str:
    return time_text(time(*divmod(minutes, 60)), lang)


@cache  # a few hundred zones, two offsets each, two languages
def _zone(zone_name: str, offset: int, lang: str) -> str:
    at = datetime(1970, 1, 1, tzinfo=timezone(timedelta(seconds=offset)))  # an instant with this offset, any will do
    return zone_text(at, zone_name, lang)
