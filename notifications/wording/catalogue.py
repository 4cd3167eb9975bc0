"""Finding the texts of a language. What is not translated yet falls back to English."""

from notifications.wording import en, fr
from notifications.wording.entry import Entry, Words
from notifications.wording.kinds import Kind

FALLBACK = "en"

_ENTRIES: dict[str, dict[str, Entry]] = {"en": en.ENTRIES, "fr": fr.ENTRIES}
_WORDS: dict[str, Words] = {"en": en.WORDS, "fr": fr.WORDS}

LANGUAGES = tuple(_ENTRIES)


def text_language(lang: str) -> str:
    """The language a reader of `lang` is written to: 'fr' for 'fr-CA', English for 'ha'."""
    base = lang.replace("_", "-").partition("-")[0].lower()
    return base if base in _ENTRIES else FALLBACK


def entry(kind: Kind | str, lang: str) -> Entry:
    """The texts of a kind. Raises ValueError for a kind that does not exist."""
    return _ENTRIES[text_language(lang)][Kind(kind)]


def words(lang: str) -> Words:
    """The small words of a language."""
    return _WORDS[text_language(lang)]
