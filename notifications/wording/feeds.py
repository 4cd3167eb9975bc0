"""The words of a calendar feed: short, since calendars show little, and harmless, since calendars get shared."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache

from notifications.wording.catalogue import text_language
from notifications.wording.times import day_text, time_text, zone_text


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


def hours_text(starts: datetime, ends: datetime, *, zone_name: str, lang: str) -> str:
    """'Tuesday 9 March, 9am to 10:15am (Lagos time, UTC+1)'; both instants in the venue's zone.

    A calendar shows the reader's own hour beside it, which for an expert abroad is another, even another day.
    """
    lang = text_language(lang)
    return _WORDS[lang].hours.format(
        day=_day(starts.date(), lang),
        starts=_hour(starts.hour, starts.minute, lang),
        ends=_hour(ends.hour, ends.minute, lang),
        zone=_zone(zone_name, starts.utcoffset(), starts, lang),
    )


# A camp's events share a few days and hours: saying them anew took a quarter of the time of a whole feed.
_day = lru_cache(maxsize=1024)(day_text)


@lru_cache(maxsize=4096)
def _hour(hour: int, minute: int, lang: str) -> str:
    return time_text(time(hour, minute), lang)


def _zone(zone_name: str, offset: timedelta | None, at: datetime, lang: str) -> str:
    known = _ZONES.get((zone_name, offset, lang))
    if known is None:
        known = _ZONES[zone_name, offset, lang] = zone_text(at, zone_name, lang)
    return known


_ZONES: dict[tuple[str, timedelta | None, str], str] = {}  # a few hundred zones, two offsets each, two languages
