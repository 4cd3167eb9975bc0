"""Haemoglobin in g/dL."""

from __future__ import annotations

import re
from decimal import Decimal

from camps.sheets.folding import is_blank, plain_digits
from camps.sheets.problems import NotUnderstood

LOWEST, HIGHEST = Decimal(2), Decimal(25)  # g/dL: outside this nobody walks in, or the unit is another

_VALUE = re.compile(r"^(?:hb|hgb)?[:=\s]*(-?\d{1,4}(?:[.,]\d{1,3})?)\s*(g\s*/\s*dl|g\s*/\s*l|g%|%|g)?$", re.IGNORECASE)
_PER_LITRE = re.compile(r"g\s*/\s*l\b|g per l\b", re.IGNORECASE)


def parse_haemoglobin(text: str, *, heading: str = "") -> Decimal | None:
    """The value in g/dL, None when left blank. g/L is converted only where cell or heading names that unit.

    Raises NotUnderstood: haemoglobin-unit (g/L for g/dL, or a percentage), haemoglobin-range, haemoglobin-words.
    """
    if is_blank(text):
        return None
    found = _VALUE.match(plain_digits(text).strip())
    if not found:
        raise NotUnderstood(
            "haemoglobin-words",
            "This is not a haemoglobin value.",
            "Write a number in g/dL such as 11.2, or leave the cell empty.",
        )
    value, unit = Decimal(found[1].replace(",", ".")), (found[2] or "").lower().replace(" ", "")
    if unit == "%":
        raise NotUnderstood(
            "haemoglobin-unit",
            "A percentage is a packed cell volume, not haemoglobin.",
            "Write haemoglobin in g/dL such as 11.2, or leave the cell empty.",
        )
    if unit == "g/l" or (not unit and _PER_LITRE.search(heading)):
        value /= 10
    elif LOWEST * 10 < value <= HIGHEST * 10 and value > 30:
        raise NotUnderstood(
            "haemoglobin-unit",
            "The haemoglobin is out of range: this looks like g/L written for g/dL.",
            "Write haemoglobin in g/dL, a tenth of the value in g/L (such as 14.0 for 140).",
        )
    if not LOWEST <= value <= HIGHEST:
        raise NotUnderstood(
            "haemoglobin-range",
            f"The haemoglobin is out of range ({LOWEST} to {HIGHEST} g/dL).",
            "Check the result and write it in g/dL, or leave the cell empty.",
        )
    return value.quantize(Decimal("0.01")).normalize() if value % 1 else Decimal(int(value))
