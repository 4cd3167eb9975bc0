"""Bounds on age, in whole years, or months for infants, on the camp's first day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from camps.rules.verdict import Reason

INFANT_MONTHS = 24  # under this people give the age in months
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ages:
    """From the first day of the lowest age to the last day of the highest: `max_years` 15 ends on the 16th birthday."""

    min_years: int | None = None
    max_years: int | None = None
    min_months: int | None = None
    max_months: int | None = None


def age_on(born: date, on: date) -> tuple[int, int]:
    """Completed years and completed months. Who was born on 29 February has the birthday on 1 March in common years."""
    months = (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)
    return months // 12, months


def age_reason(born: date | None, ages: Ages, *, on: date, estimated: bool, procedure: str) -> Reason | None:
    """None when the age is within the bounds, or there are none."""
    least = max(_months(ages.min_years), ages.min_months or 0)
    ends = [12 * (ages.max_years + 1)] if ages.max_years is not None else []
    ends += [ages.max_months + 1] if ages.max_months is not None else []
    end = min(ends, default=None)
    needed = " and ".join(_bounds(ages))
    if not needed:
        return None
    if born is None:
        return Reason("age", "not known", needed, "Ask for the age or birth date.", procedure, missing=True)
    _, months = age_on(born, on)
    if months >= least and (end is None or months < end):
        return None
    if months < least:
        reached = _months_later(born, least)
        change = f"From {_in_words(reached)} on the age would do, or a corrected birth date."
    else:
        change = "Only a corrected birth date or another procedure would change this."
    return Reason("age", f"{'about ' if estimated else ''}{_said(months)}", needed, change, procedure)


def _bounds(ages: Ages) -> list[str]:
    found = []
    for least, most, unit in ((ages.min_years, ages.max_years, "year"), (ages.min_months, ages.max_months, "month")):
        found += [f"at least {_counted(least, unit)}"] if least is not None else []
        found += [f"at most {_counted(most, unit)}"] if most is not None else []
    return found


def _months(years: int | None) -> int:
    return 12 * (years or 0)


def _months_later(born: date, months: int) -> date:
    year, month = divmod(born.year * 12 + born.month - 1 + months, 12)
    try:
        return date(year, month + 1, born.day)
    except ValueError:  # no such day in that month: the birthday is the first of the next
        return date(year + (month == 11), (month + 1) % 12 + 1, 1)


def _said(months: int) -> str:
    return _counted(months, "month") if months < INFANT_MONTHS else _counted(months // 12, "year")


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def _in_words(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
