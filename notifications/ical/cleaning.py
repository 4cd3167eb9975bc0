"""Text made safe for a calendar: no controls, no line breaks but LF, composed characters."""

import re
import unicodedata

# Every character some parser takes for the end of a line, except LF: a blank keeps words apart.
_BREAKERS = re.compile("[\t\x0b\x0c\r\x85\u2028\u2029]")
# C0, DEL, C1, and lone surrogates, which have no UTF-8 form.
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_BLANKS = re.compile(r"[ \n]+")


def clean(text: str) -> str:
    """Return `text` in NFC without control characters; CRLF becomes LF and LF stays.

    Other line breaks (lone CR, VT, FF, NEL, U+2028, U+2029) and tabs become a blank.
    """
    if text.isascii() and (text.isprintable() or text.replace("\n", "").isprintable()):
        return text
    text = text.replace("\r\n", "\n")
    text = _FORBIDDEN.sub("", _BREAKERS.sub(" ", text))
    return unicodedata.normalize("NFC", text)


def one_line(text: str) -> str:
    """Return `text` cleaned, on one line, with single blanks and none at the ends."""
    text = clean(text)
    if "\n" in text or "  " in text:
        text = _BLANKS.sub(" ", text)
    return text.strip(" ")
