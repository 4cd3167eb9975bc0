"""The distance from home to the venue, in kilometres."""

from __future__ import annotations

import re

from camps.sheets.folding import is_blank, plain_digits, without_accents
from camps.sheets.problems import NotUnderstood

FARTHEST_KM = 20_000
KM_A_MILE = 1.609344

_DISTANCE = re.compile(
    r"^(?:about|approx\.?|environ|env\.?|~)?\s*(\d{1,5}(?:[.,]\d{1,3})?)\s*(km|kms|kilometres?|kilometers?|mi|miles?)?\.?$"
)


def parse_km(text: str) -> int | None:
    """Whole kilometres (a half is rounded up); None when left blank. Raises NotUnderstood ("distance")."""
    if is_blank(text):
        return None
    found = _DISTANCE.match(without_accents(plain_digits(text)).strip())
    km = float(found[1].replace(",", ".")) * (KM_A_MILE if (found[2] or "").startswith("mi") else 1) if found else -1
    if not 0 <= km <= FARTHEST_KM:
        raise NotUnderstood(
            "distance", "This is not a distance.", "Write kilometres as a number such as 12, or leave the cell empty."
        )
    return int(km + 0.5)
