"""The procedure asked for, by its code or its name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from functools import lru_cache

from camps.sheets.folding import fold, is_blank
from camps.sheets.problems import NotUnderstood

MOST_NAMED = 12

_BETWEEN = re.compile(r"[;+&/,\n]|\band\b|\bet\b")


def parse_procedure(text: str, *, procedures: Mapping[str, str]) -> str:
    """The code among `procedures` (name by code); empty when left blank, to be settled at screening.

    Raises NotUnderstood: procedure (none like it), procedure-several (more than one in the cell).
    """
    if is_blank(text):
        return ""
    by_word = _by_word(tuple(procedures.items()))
    if code := by_word.get(fold(text)):
        return code
    several = [by_word[fold(part)] for part in _BETWEEN.split(text) if fold(part) in by_word]
    if len(several) > 1:
        raise NotUnderstood(
            "procedure-several",
            "The cell names more than one procedure.",
            f"Keep the main one, such as {several[0]}, and write the others under remarks.",
        )
    near = list(dict.fromkeys(by_word[word] for word in get_close_matches(fold(text), by_word, n=3, cutoff=0.5)))
    names = near or sorted(procedures)
    listed = ", ".join(names[:MOST_NAMED]) + (" …" if len(names) > MOST_NAMED else "")
    raise NotUnderstood(
        "procedure",
        "The camp has no procedure of this code or name.",
        f"Write a code of this camp: {listed}." if listed else "Give the camp its procedures first.",
    )


@lru_cache(maxsize=16)
def _by_word(procedures: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return {fold(name): code for code, name in procedures} | {fold(code): code for code, _ in procedures}
