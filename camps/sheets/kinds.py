"""What kind of file somebody has sent, by its bytes: names lie."""

from __future__ import annotations

from typing import Literal

from camps.sheets.problems import SheetRefused

SAVE_AS = "Open it in a spreadsheet program, choose “Save as” .xlsx or CSV UTF-8, and upload that file."

_BEGINNINGS = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\0", "a picture"),
    (b"MM\0*", "a picture"),
    (b"{\\rtf", "a text document"),
    (b"\x1f\x8b", "a packed archive"),
    (b"7z\xbc\xaf", "a packed archive"),
    (b"Rar!", "a packed archive"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
)
_OLE = b"\xd0\xcf\x11\xe0"


def kind_of(head: bytes) -> Literal["zip", "text"]:
    """The kind told by a file's first bytes. Raises SheetRefused ("file-kind") for what is neither."""
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    if head.startswith(_OLE):
        raise refused(
            "an old .xls file or one locked with a password",
            "Open it, take off the password, choose “Save as” .xlsx, and upload that file.",
        )
    for beginning, words in _BEGINNINGS:
        # Two letters alone prove nothing: "MZ" may be the first words of a table.
        if head.startswith(beginning) and (len(beginning) > 2 or not head[2:8].isascii() or b"\0" in head[:8]):
            raise refused(words)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if start == b"<":
        raise refused("a web page or XML file")
    if start in (b"{", b"["):
        raise refused("a JSON file")
    return "text"


def refused(words: str, cure: str = SAVE_AS) -> SheetRefused:
    return SheetRefused(f"This is {words}, not a sheet that can be read.", cure, kind="file-kind")
