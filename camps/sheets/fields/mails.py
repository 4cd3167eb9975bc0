"""E-mail addresses."""

from __future__ import annotations

import re
import unicodedata

from camps.sheets.folding import is_blank
from camps.sheets.problems import NotUnderstood

LONGEST = 254  # RFC 5321, a path less its brackets

_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_ADDRESS = re.compile(
    rf"^[A-Za-z0-9!#$%&'*+/=?^_`{{|}}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{{|}}~-]+)*@((?:{_LABEL}\.)+{_LABEL})$"
)
_IN_BRACKETS = re.compile(r"^[^<>]*<([^<>]+)>$")


def parse_mail(text: str) -> str:
    """One address, its domain in lower case; empty when left blank. Raises NotUnderstood ("mail")."""
    bare = unicodedata.normalize("NFC", text).strip()
    if is_blank(bare):
        return ""
    if found := _IN_BRACKETS.match(bare):
        bare = found[1].strip()
    bare = re.sub(r"^mailto:", "", bare, flags=re.IGNORECASE)
    found = _ADDRESS.match(bare)
    if not found or len(bare) > LONGEST or any(unicodedata.category(c).startswith("C") for c in bare):
        raise NotUnderstood(
            "mail",
            "This is not one e-mail address.",
            "Write one address such as ada@example.org, or leave the cell empty.",
        )
    return bare[: found.start(1)] + found[1].lower()
