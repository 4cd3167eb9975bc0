"""The words of a calendar feed: short, since calendars show little, and harmless, since calendars get shared."""

from dataclasses import dataclass
from datetime import datetime

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
        day=day_text(starts.date(), lang),
        starts=time_text(starts, lang),
        ends=time_text(ends, lang),
        zone=zone_text(starts, zone_name, lang),
    )
