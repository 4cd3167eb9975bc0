"""The languages patients read. Django knows the names of some of them; we add the rest."""

from django.conf.locale import LANG_INFO

LANGUAGES = [
    ("en", "English"),
    ("fr", "Français"),
    ("ha", "Hausa"),
    ("yo", "Yorùbá"),
    ("ig", "Asụsụ Igbo"),
    ("ar", "العربية"),
    ("hi", "हिन्दी"),
    ("pcm", "Naijá"),
    ("ff", "Fulfulde"),
]

_ADDED = {
    "ha": ("Hausa", "Hausa"),
    "yo": ("Yoruba", "Yorùbá"),
    "pcm": ("Nigerian Pidgin", "Naijá"),
    "ff": ("Fulah", "Fulfulde"),
}


def teach_django_our_languages() -> None:
    """Without an entry here Django raises KeyError as soon as it shows the language's name."""
    for code, (name, own_name) in _ADDED.items():
        LANG_INFO.setdefault(code, {"bidi": False, "code": code, "name": name, "name_local": own_name})
