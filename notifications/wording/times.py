"""Hours as the messages say them: `camps.look.times` with the facts' own clock, already the venue's.

Mails name the zone with its distance from UTC, for readers whose calendar shows another.
"""

from collections.abc import Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from camps.look import times


def day_text(day: date, lang: str, *, year: bool = False) -> str:
    """'Tuesday 9 March', 'lundi 1er mars'; the year only if asked."""
    return times.day_text(day, language=lang, year=year)


def time_text(at: datetime | time, lang: str) -> str:
    """'8:30am', '9am', 'midday' or '8 h 30', '9 h'."""
    return times.hour_text(at, language=lang)


def times_text(hours: Sequence[datetime], lang: str, *, short: bool = False) -> str:
    """'8:30am, 9am and 10am'; with commas only when `short`."""
    said = [time_text(at, lang) for at in hours]
    return ", ".join(said) if short else times.list_text(said, language=lang)


def zone_text(at: datetime, zone_name: str, lang: str) -> str:
    """'Lagos time, UTC+1' for an instant in its IANA zone. Letters stay out: WAT is unknown to most, CST means three.

    Raises ValueError for a naive datetime.
    """
    return f"{times.zone_text(ZoneInfo(zone_name), language=lang)}, {times.offset_text(at)}"
