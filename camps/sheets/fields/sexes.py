"""Sex as written in English and French."""

from __future__ import annotations

from camps.sheets.folding import fold, is_blank
from camps.sheets.problems import NotUnderstood

FEMALE = frozenset(("f", "female", "feminine", "feminin", "woman", "girl", "femme", "fille", "lady", "w"))
MALE = frozenset(("m", "male", "masculine", "masculin", "man", "boy", "h", "homme", "garcon"))
SIGNS = {"♀": "F", "♂": "M"}


def parse_sex(text: str) -> str:
    """F, M, or empty when left blank. Raises NotUnderstood ("sex")."""
    if is_blank(text):
        return ""
    word = text.strip()
    if word in SIGNS:
        return SIGNS[word]
    # A doubt is written with a sign ("M?", "X?"): only full stops and brackets are set aside.
    folded = fold(word) if not set(word) & set("?/+*") else ""
    if folded in FEMALE:
        return "F"
    if folded in MALE:
        return "M"
    raise NotUnderstood("sex", "The sex is not understood.", "Write F or M, or leave the cell empty.")
