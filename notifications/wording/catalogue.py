"""Finding the texts of a language. What is not translated yet falls back to English."""

from functools import lru_cache

from notifications.wording import en, fr
from notifications.wording.entry import Entry, Replying, Words
from notifications.wording.kinds import Kind

FALLBACK = "en"

_ENTRIES: dict[str, dict[str, Entry]] = {"en": en.ENTRIES, "fr": fr.ENTRIES}
_REPLYING: dict[str, dict[str, Replying]] = {"en": en.REPLYING, "fr": fr.REPLYING}
_WORDS: dict[str, Words] = {"en": en.WORDS, "fr": fr.WORDS}

LANGUAGES = tuple(_ENTRIES)


@lru_cache(maxsize=1024)  # asked three times for each event of a feed
def text_language(lang: str) -> str:
    """The language a reader of `lang` is written to: 'fr' for 'fr-CA', English for 'ha'."""
    base = lang.replace("_", "-").partition("-")[0].lower()
    return base if base in _ENTRIES else FALLBACK


def entry(kind: Kind | str, lang: str) -> Entry:
    """The texts of a kind. Raises ValueError for a kind that does not exist."""
    return _ENTRIES[text_language(lang)][Kind(kind)]


def replying(kind: Kind | str, lang: str) -> Replying | None:
    """The SMS bodies of a kind that ask for an answer by text; None for a kind that asks for none."""
    return _REPLYING[text_language(lang)].get(Kind(kind))


def words(lang: str) -> Words:
    """The small words of a language."""
    return _WORDS[text_language(lang)]
