"""The procedure asked for, by its code or its name; several under one anaesthetic with a + between them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache

from camps.sheets.folding import fold, is_blank
from camps.sheets.problems import NotUnderstood

MOST_NAMED = 12

BETWEEN = " + "
# A name may hold a comma or an "and", so they part procedures only where the plainer signs do not.
_PARTINGS = (re.compile(r"[;+/\n]"), re.compile(r"[;+/&\n]"), re.compile(r"[;+&/,\n]|\band\b|\bet\b", re.IGNORECASE))


def joined(codes: Iterable[str]) -> str:
    """Several codes as one text."""
    return BETWEEN.join(codes)


def codes_in(text: str, *, known: Collection[str]) -> list[str]:
    """The codes of a text that `parse_procedure` or `joined` made, the main one first."""
    return [] if not text else [text] if text in known else text.split(BETWEEN)


def parse_procedure(text: str, *, procedures: Mapping[str, str], kinds: Mapping[str, str] | None = None) -> str:
    """The code among `procedures` (name by code); empty when left blank, to be settled at screening.

    "Hernia + Hydrocele" are two under one anaesthetic: the codes with + between them, the first named first. `kinds`
    is the kind of station by code.

    Raises NotUnderstood: procedure (none like it), procedure-several (one of several is not known), procedure-kinds
    (they are done at two kinds of station).
    """
    if is_blank(text):
        return ""
    by_word = _by_word(tuple(procedures.items()))
    if code := by_word.get(fold(text)):
        return code
    several, unknown = [], []
    for parting in _PARTINGS:
        parts = [part.strip() for part in parting.split(text) if fold(part)]
        several = list(dict.fromkeys(by_word[fold(part)] for part in parts if fold(part) in by_word))
        unknown = [part for part in parts if fold(part) not in by_word]
        if several and not unknown:
            return joined(_of_one_kind(several, kinds or {}))
    if several:
        raise NotUnderstood(
            "procedure-several",
            f"The cell names more than one procedure, and “{unknown[0][:40]}” is none of this camp.",
            f"Write each with its code and + between them, such as {several[0]} + CODE, or keep {several[0]} alone.",
        )
    near = list(dict.fromkeys(by_word[word] for word in get_close_matches(fold(text), by_word, n=3, cutoff=0.5)))
    names = near or sorted(procedures)
    listed = ", ".join(names[:MOST_NAMED]) + (" …" if len(names) > MOST_NAMED else "")
    raise NotUnderstood(
        "procedure",
        "The camp has no procedure of this code or name.",
        f"Write a code of this camp: {listed}." if listed else "Give the camp its procedures first.",
    )


def _of_one_kind(codes: list[str], kinds: Mapping[str, str]) -> list[str]:
    """The first as it is named, the others by code, so that one pair is written in one way."""
    if len({kinds.get(code, "") for code in codes}) > 1:
        raise NotUnderstood(
            "procedure-kinds",
            f"{' and '.join(codes)} are done in different places, so they can't be done under one anaesthetic.",
            f"Keep the main one, such as {codes[0]}, and write the others under remarks.",
        )
    return [codes[0], *sorted(codes[1:])]


@lru_cache(maxsize=16)
def _by_word(procedures: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return {fold(name): code for code, name in procedures} | {fold(code): code for code, _ in procedures}
