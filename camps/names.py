"""Names folded for search and comparison. Pure: no Django, no clock."""

from __future__ import annotations

import unicodedata

# Letters that Unicode does not take apart into a letter and an accent, first the hooked ones of Hausa and Fulfulde.
_PLAIN = str.maketrans("ɓɗƙƴɲŋøłđħŧəı", "bdkynnoldhtei")
_JOINING = frozenset("'’ʼ‘`´ʻ")
_LONGEST = 200


def name_key(name: str) -> str:
    """`name` without accents, case and punctuation, single spaces: "Ọláṣẹni  O'Neil-Àdé" -> "olaseni oneil ade".

    Vowel signs of scripts like Devanagari stay, they are not accents. At most 200 characters (Patient.name_key).
    """
    folded = unicodedata.normalize("NFKD", name.casefold()).casefold().translate(_PLAIN)
    kept = []
    for letter in folded:
        if letter in _JOINING or unicodedata.combining(letter):
            continue
        kept.append(letter if unicodedata.category(letter)[0] in "LNM" else " ")
    return " ".join("".join(kept).split())[:_LONGEST].strip()
