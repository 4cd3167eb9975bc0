"""The check character of a token: typed in from paper, B-014 and B-041 are told apart. Pure: no Django, no clock.

ISO/IEC 7064, MOD 37,36: letters and digits, one character more; it finds every single wrong character and nearly every
pair that changed places.
"""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ALIKE = str.maketrans("OI", "01")  # on paper nobody sees which it is


def check_character(token: str) -> str:
    """The character that belongs to "B-014". What is no letter or digit does not count, nor does case.

    Raises ValueError for a token without any.
    """
    kept = _plain(token)
    if not kept:
        raise ValueError(f"{token!r} has neither letters nor digits.")
    rest = 36
    for sign in kept:
        rest = ((rest + ALPHABET.index(sign)) % 36 or 36) * 2 % 37
    return ALPHABET[(37 - rest) % 36]


def is_checked(text: str) -> bool:
    """Whether the last letter or digit is the check character of those before it, or looks like it: "B-014 Y"."""
    kept = _plain(text)
    return len(kept) > 1 and check_character(kept[:-1]).translate(_ALIKE) == kept[-1].translate(_ALIKE)


def _plain(text: str) -> str:
    return "".join(sign for sign in text.upper() if sign in ALPHABET)
