"""Names of languages, to BCP 47 codes."""

from __future__ import annotations

import re

from camps.sheets.folding import fold, is_blank
from camps.sheets.problems import NotUnderstood

NAMES = {
    "en": ("english", "anglais"),
    "fr": ("french", "francais"),
    "ha": ("hausa", "haoussa"),
    "ig": ("igbo", "ibo"),
    "yo": ("yoruba",),
    "pcm": ("pidgin", "nigerian pidgin", "naija", "broken english"),
    "ff": ("fulfulde", "fula", "fulah", "fulani", "peul", "pulaar"),
    "ar": ("arabic", "arabe", "العربية"),
    "hi": ("hindi", "हिन्दी"),
    "kr": ("kanuri",),
    "tiv": ("tiv",),
    "ibb": ("ibibio",),
    "efi": ("efik",),
    "ijc": ("ijaw", "izon"),
    "ogo": ("khana", "ogoni"),
    "sw": ("swahili", "kiswahili"),
    "am": ("amharic", "amharique"),
    "so": ("somali",),
    "rw": ("kinyarwanda",),
    "ln": ("lingala",),
    "wo": ("wolof",),
    "bm": ("bambara",),
    "tw": ("twi", "akan"),
    "ee": ("ewe",),
    "pt": ("portuguese", "portugais", "portugues"),
    "es": ("spanish", "espagnol", "espanol"),
    "bn": ("bengali", "bangla"),
    "ta": ("tamil",),
    "te": ("telugu",),
    "kn": ("kannada",),
    "ml": ("malayalam",),
    "mr": ("marathi",),
    "gu": ("gujarati",),
    "ur": ("urdu",),
    "ne": ("nepali",),
    "ht": ("haitian creole", "creole"),
}
_CODES = {fold(name): code for code, names in NAMES.items() for name in names} | {code: code for code in NAMES}
_BETWEEN = re.compile(r"[/,;&+]|\band\b|\bet\b", re.IGNORECASE)


def parse_language(text: str, *, default: str) -> str:
    """The code of the first language named; `default` when left blank. Raises NotUnderstood ("language")."""
    if is_blank(text):
        return default
    first = _BETWEEN.split(text.strip())[0]
    code = _CODES.get(fold(first)) or _CODES.get(first.strip().split("-")[0].casefold())
    if code is None:
        raise NotUnderstood(
            "language",
            "The language is not known here.",
            "Write it in English or French, such as English, Hausa or Français, or leave the cell empty.",
        )
    return code
