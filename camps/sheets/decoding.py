"""Bytes of a text table to text, whatever program wrote them."""

from __future__ import annotations

import codecs

from camps.sheets.problems import SheetRefused

# Longest first: the mark of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 4_000


def decoded(data: bytes) -> str:
    """The text of a file: Unicode with or without a mark, else Windows-1252, else Latin-1.

    Raises SheetRefused: not-text, or encoding where a file is Unicode but for a few broken bytes.
    """
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None) or _unmarked_utf16(data)
    if encoding:
        try:
            return _without_nul(data.decode(encoding))
        except UnicodeDecodeError as error:
            raise _broken(data[: error.start].count(b"\n") + 1) from error
    if b"\0" in data:
        raise _not_text()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        # Western text by chance holds next to no valid sequences of UTF-8; a Unicode file with a slip holds many.
        patched = data.decode("utf-8", errors="replace")
        lost = patched.count("\ufffd")
        if sum(not letter.isascii() for letter in patched) - lost > lost:
            raise _broken(data[: error.start].count(b"\n") + 1) from error
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _unmarked_utf16(data: bytes) -> str | None:
    """Latin letters in UTF-16 have a zero in every second byte."""
    sample = data[:_SAMPLE]
    half = len(sample) // 2
    if half and sample[1::2].count(0) > half * 0.6 and b"\0" not in sample[:1]:
        return "utf-16-le"
    if half and sample[0::2].count(0) > half * 0.6:
        return "utf-16-be"
    return None


def _without_nul(text: str) -> str:
    if "\0" in text:
        raise _not_text()
    return text


def _not_text() -> SheetRefused:
    return SheetRefused(
        "The file is no text table: it holds bytes that no text has.",
        "Save the sheet as .xlsx or as CSV UTF-8 and upload it again.",
        kind="not-text",
    )


def _broken(line: int) -> SheetRefused:
    return SheetRefused(
        "A letter here is broken: the file is Unicode, but for this place.",
        "Type the letter again and save the sheet as CSV UTF-8.",
        kind="encoding",
        sheet_row=line,
    )
