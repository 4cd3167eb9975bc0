"""The first day of the camp on which somebody can be there."""

from __future__ import annotations

import re
from datetime import date, timedelta

from camps.sheets.fields.dates import read_date, weekday_number
from camps.sheets.folding import fold, is_blank
from camps.sheets.problems import NotUnderstood

_DAY = re.compile(
    r"^(?:from |des |a partir du )?(?:(?:day|jour|d|j) ?(\d{1,3})|(\d{1,3})(?:st|nd|rd|th|er|e|eme)? ?(?:day|jour)?)$"
)
_ANY = frozenset({"any", "any day", "anytime", "always", "toujours", "n importe quand"})


def parse_arrival(text: str, *, first_day: date, days: int, day_first: bool = True) -> int | None:
    """The day's number, 1 being the camp's first; None when left blank or "any". A date before the camp is day 1.

    Raises NotUnderstood: arrival-range, arrival-words, no-such-date.
    """
    if is_blank(text) or (folded := fold(text)) in _ANY:
        return None
    if (on := read_date(text, day_first=day_first)) is not None:
        return _inside(max(1, (on - first_day).days + 1), days)
    if found := _DAY.match(folded):
        return _inside(int(found[1] or found[2]), days)
    if (weekday := weekday_number(folded)) is not None:
        of_camp = [n for n in range(1, days + 1) if (first_day + timedelta(days=n - 1)).weekday() == weekday]
        if len(of_camp) <= 1:
            return _inside(of_camp[0] if of_camp else 0, days)
    raise NotUnderstood(
        "arrival-words", "This is no day of the camp.", "Write the day as day 2, or a date, or leave the cell empty."
    )


def _inside(day: int, days: int) -> int:
    if not 1 <= day <= days:
        raise NotUnderstood(
            "arrival-range",
            f"The camp has the days 1 to {days}.",
            f"Write a day from 1 to {days}, such as day 1, or leave the cell empty.",
        )
    return day
