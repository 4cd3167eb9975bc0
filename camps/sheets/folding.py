"""Text made comparable: without accents, case or punctuation, with digits of any script as 0 to 9."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

BLANK_SIGNS = " \t\n\r\u00a0-–—._?*/\\'"
BLANK_WORDS = frozenset(
    {"na", "n a", "nil", "none", "null", "nan", "unknown", "not known", "not done", "not available", "don t know"}
).union(("aucun", "aucune", "neant", "inconnu", "inconnue", "nsp", "nd", "non connu", "non fait", "pas fait"))

LONGEST_BLANK = 20  # with the signs around it
_WORDS = re.compile(r"[^\W_]+")


def plain_digits(text: str) -> str:
    """Digits of any script as 0 to 9: an Arabic or Hindi keyboard writes numbers too."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text)


def without_accents(text: str) -> str:
    if text.isascii():
        return text.casefold()
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()


@lru_cache(maxsize=8_192)  # a sheet says "M", "Hausa" and "OSTEO" thousands of times
def fold(text: str) -> str:
    """Lower case, no accents, every run of anything but letters and digits as one space."""
    return " ".join(_WORDS.findall(without_accents(plain_digits(text))))


def is_blank(text: str) -> bool:
    """Nothing, a dash, a question mark, or a word for nothing ("n/a", "unknown", "néant")."""
    return not text.strip(BLANK_SIGNS) or (len(text) <= LONGEST_BLANK and fold(text) in BLANK_WORDS)
