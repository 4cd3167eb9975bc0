"""Names and free text: composed, cleaned of what can't be seen, with single spaces."""

from __future__ import annotations

import re
import unicodedata

from camps.sheets.folding import fold
from camps.sheets.problems import NotUnderstood

LONGEST_NAME = 160
_JOINERS = frozenset("\u200c\u200d")  # some scripts spell with them
_SUMS = frozenset({"total", "totals", "totaux", "sum", "subtotal"})
_SUM = re.compile(r"\b(?:grand|general|sub|sous|total|totals|totaux|sum|subtotal|of|de)\b", re.IGNORECASE)
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co"})


def clean(text: str) -> str:
    """NFC; control, direction and private characters out; every run of white space as one space."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    spaced = " ".join(unicodedata.normalize("NFC", text).split())
    seen = "".join(c for c in spaced if c in _JOINERS or unicodedata.category(c) not in _UNSEEN)
    return " ".join(seen.split())


def parse_text(text: str, *, longest: int) -> str:
    """Free text of at most `longest` characters. Raises NotUnderstood: too-long, unreadable."""
    cleaned = clean(text)
    if "\ufffd" in cleaned:
        raise NotUnderstood(
            "unreadable",
            "A letter was lost when the file was saved (it shows as \ufffd).",
            "Type the text again and save the sheet as CSV UTF-8 or XLSX.",
        )
    if len(cleaned) > longest:
        raise NotUnderstood(
            "too-long",
            f"The text has {len(cleaned)} characters, and {longest} fit.",
            "Shorten it; if several rows ran into one, close the quotation mark before them.",
        )
    return cleaned


def parse_name(text: str) -> str:
    """A person's full name as written. Raises NotUnderstood: name-missing, name-letters, name-sum, …."""
    name = parse_text(text, longest=LONGEST_NAME)
    if not name:
        raise NotUnderstood("name-missing", "The name is missing.", "Write the person's full name, or delete the row.")
    if not any(c.isalpha() for c in name):
        raise NotUnderstood(
            "name-letters",
            "A name has letters, and this has none.",
            "Write the person's full name; check that no cell has slipped into another column.",
        )
    if set(fold(name).split()) & _SUMS and not any(c.isalpha() for c in _SUM.sub("", name)):
        raise NotUnderstood("name-sum", "This is a sum and not a person.", "Sums are not read: delete the row.")
    return name
