"""An hour of the day, as people and spreadsheets write it."""

from __future__ import annotations

import re

from camps.sheets.folding import fold, is_blank, plain_digits, without_accents
from camps.sheets.problems import NotUnderstood

_CLOCK = re.compile(r"^(\d{1,2})(?:\s*[:h.]\s*(\d{2})?(?::\d{2}(?:\.0+)?)?)?\s*(am|pm|a\.m\.|p\.m\.)?$")
_PART_OF_DAY = re.compile(r"^0?[.,](\d{1,17})$")
_WORDS = {"noon": "12:00", "midday": "12:00", "midi": "12:00"}


def parse_hour(text: str) -> str:
    """Hours and minutes such as 14:30; empty when left blank. Raises NotUnderstood ("hour")."""
    if is_blank(text):
        return ""
    plain = without_accents(plain_digits(text)).strip()
    if word := _WORDS.get(fold(plain)):
        return word
    if part := _PART_OF_DAY.match(plain):  # a spreadsheet's own way to keep an hour
        minutes = round(float(f"0.{part[1]}") * 24 * 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}" if minutes < 24 * 60 else ""
    found = _CLOCK.match(plain)
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (24, 0)
    half = (found[3] or "")[:1] if found else ""
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    elif half or hour > 23:
        hour = 24
    if hour > 23 or minute > 59:
        raise NotUnderstood(
            "hour", "This is no hour of the day.", "Write hours and minutes such as 14:30, or leave the cell empty."
        )
    return f"{hour:02d}:{minute:02d}"
