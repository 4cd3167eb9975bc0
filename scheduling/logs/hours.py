"""A day and an hour, as logs write them: together in one cell, or apart in two."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from functools import lru_cache
from typing import Literal

from camps.sheets.fields.ages import order_seen
from camps.sheets.fields.dates import read_date
from camps.sheets.folding import plain_digits
from camps.sheets.problems import NotUnderstood

_HOUR = re.compile(r"(?:^|[\s,T])(\d{1,2})\s*[:.hH]\s*(\d{2})(?::\d{2}(?:\.\d+)?)?\s*([AaPp]\.?[Mm]\.?)?$")
_FOUR_DIGITS = re.compile(r"^(\d{2})(\d{2})$")
NOON = 12
YEARS = range(1950, 2200)


def read_moment(text: str, *, day_first: bool) -> tuple[date | None, time] | datetime:
    """The day, where the cell has one, and the hour at the venue; an instant where the cell names its own zone.

    Raises NotUnderstood: no-such-time, no-such-date.
    """
    plain = plain_digits(text).strip()
    if (instant := _instant(plain)) is not None:
        return instant
    found = _HOUR.search(plain) or _FOUR_DIGITS.match(plain)
    if found is None:
        raise _no_time()
    before = plain[: found.start()].strip(" ,")
    day = read_log_day(before, day_first=day_first) if before else None
    return day, _hour(int(found[1]), int(found[2]), (found[3] or "") if found.re is _HOUR else "")


@lru_cache(maxsize=512)  # a log says the same day for every operation of it
def read_log_day(text: str, *, day_first: bool) -> date:
    """Raises NotUnderstood: no-such-date."""
    try:
        day = read_date(text, day_first=day_first)
    except NotUnderstood:
        day = None
    if day is None or day.year not in YEARS:
        order = "day first" if day_first else "month first"
        raise NotUnderstood(
            "no-such-date", f"There is no such day (read {order}).", "Write it as 2027-03-09, or change the order."
        )
    return day


def order_of_days(texts: Iterable[str]) -> Literal["day", "month", "either", "mixed"]:
    """Which comes first in the days of these cells, as far as numbers over 12 tell."""
    return order_seen(_HOUR.sub("", plain_digits(text).strip()).strip(" ,") for text in texts)


def _instant(plain: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(plain)
    except ValueError:
        return None
    return found if found.tzinfo and found.year in YEARS else None


def _hour(hour: int, minute: int, half: str) -> time:
    if half:
        if not 1 <= hour <= NOON:
            raise _no_time()
        hour = hour % NOON + (NOON if half[0] in "Pp" else 0)
    try:
        return time(hour, minute)
    except ValueError:
        raise _no_time() from None


def _no_time() -> NotUnderstood:
    return NotUnderstood(
        "no-such-time", "This is not an hour.", "Write it as 14:05, with the day before it if need be."
    )
