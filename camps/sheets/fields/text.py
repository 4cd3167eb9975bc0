"""Names and free text: composed, cleaned of what can't be seen, with single spaces."""

from __future__ import annotations

import re
import unicodedata

from camps.sheets.folding import fold
from camps.sheets.problems import NotUnderstood

LONGEST_NAME = 160
_JOINERS = frozenset("\u200c\u200d")  # some scripts spell with them
_SUMS = frozenset({"total", "totals", "totaux", "sum", "subtotal"})
# What stands around a sum, folded: "Total number of patients", "TOTAL GÉNÉRAL".
_AROUND_A_SUM = frozenset(
    (
        "grand",
        "general",
        "sub",
        "sous",
        "of",
        "de",
        "des",
        "the",
        "no",
        "number",
        "nombre",
        "count",
        "patients",
        "people",
    )
).union(("persons", "personnes", "malades", "cases", "cas", "registered", "inscrits", "registrations", "inscriptions"))
_NOTE = re.compile(
    r"(?:(?:prepared|compiled|checked|signed|submitted|verified|approved|filled) by"
    r"|(?:prepare|etabli|verifie|signe|saisi|approuve)e? par)\b"
)
# A heading between people stands alone in its row, and ends in one of these, or is made of them.
_SECTION_ENDS = frozenset(("cases", "case", "cas", "ward", "salle", "list", "liste", "group", "groupe", "patients"))
_SECTION = _SECTION_ENDS.union(
    ("day", "jour", "page", "male", "males", "female", "females", "men", "women", "children", "adults", "hommes")
).union(("femmes", "enfants", "adultes", "morning", "afternoon", "matin", "soir", "week", "semaine"))
_NO_WIDTH = dict.fromkeys([0xAD, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF])
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co"})


def clean(text: str) -> str:
    """NFC; control, direction and private characters out; every run of white space as one space."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    spaced = " ".join(unicodedata.normalize("NFC", text).split())
    seen = "".join(c for c in spaced if c in _JOINERS or unicodedata.category(c) not in _UNSEEN)
    return " ".join(seen.split())


def without_unseen(text: str) -> str:
    """Without the signs of no width and of direction that come along from chats and web pages; the rest as it is."""
    return text if text.isascii() else text.translate(_NO_WIDTH)


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
    words = set(fold(name).split())
    if words & _SUMS and all(word in _SUMS or word in _AROUND_A_SUM or word.isdigit() for word in words):
        raise NotUnderstood("name-sum", "This is a sum and not a person.", "Sums are not read: delete the row.")
    if _NOTE.match(fold(name)):
        raise NotUnderstood("name-note", "This is a note and not a person.", "Notes are not read: delete the row.")
    return name


def is_section(name: str) -> bool:
    """Whether a row with nothing but this is a heading between people: "DAY 2", "Male ward", "Hernia cases"."""
    words = fold(name).split()
    return bool(words) and (
        (len(words) > 1 and words[-1] in _SECTION_ENDS)
        or (any(word in _SECTION for word in words) and all(word in _SECTION or word.isdigit() for word in words))
    )
