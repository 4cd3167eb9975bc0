"""The log's names for procedures and surgeons, and ours: by code, by name, else nobody guesses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from camps.sheets.folding import fold

_TITLES = re.compile(r"\b(?:dr|prof|professor|mr|mrs|ms|miss|docteur|pr|surgeon|md|frcs|fwacs)\b")


def procedure_meant(*, code: str, name: str, ours: Mapping[str, str]) -> str | None:
    """The code of our procedure (names by code in `ours`) that a log means; None where neither code nor name is ours.

    The code goes first; a name counts as the same in any case, without accents and punctuation.
    """
    by_code = {fold(own): own for own in ours}
    for text in (code, name):
        if text and (found := by_code.get(fold(text))):
            return found
    named = [own for own, own_name in ours.items() if name and fold(own_name) == fold(name)]
    return named[0] if len(named) == 1 else None


def doctor_meant(name: str, *, ours: Iterable[tuple[int, str]]) -> int | None:
    """The key of the one doctor of this name, whatever title stands before it and in whatever order its words do."""
    wanted = _words(name)
    found = [key for key, own in ours if wanted and _words(own) == wanted]
    return found[0] if len(found) == 1 else None


def _words(name: str) -> list[str]:
    return sorted(_TITLES.sub(" ", fold(name)).split())
