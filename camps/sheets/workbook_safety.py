"""What is looked at before a workbook is opened: nothing here unpacks more than a block at a time.

A workbook is a zip of XML files. One of a few kilobytes can unpack to gigabytes, hold one cell of 40 MB, name
entities that grow without end, or point at other files. The look is at raw bytes, before any XML is parsed.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from typing import BinaryIO

from camps.sheets.kinds import SAVE_AS, refused
from camps.sheets.limits import Limits
from camps.sheets.problems import SheetRefused

COPY_ROWS = "Copy the rows into a new workbook, or save the sheet as CSV UTF-8, and upload that."
KEEP_COLUMNS = "Keep the columns that matter and delete the others."
BLOCK = 65_536
MOST_TAGS = 8_000_000  # the parser keeps something of each
SMALL = 1_000_000  # under this even a great ratio does no harm

WIDEST = 200  # columns, A to GR

# A cell beyond column GR that holds something.
_FAR_CELL = re.compile(rb'<c\s(?:[^>]{0,80}\s)?r="(?:[A-Z]{3,}|[H-Z][A-Z]|G[S-Z])\d+"[^>]{0,80}[^/]>')
_OTHER_KINDS = (
    ("mimetype", "an OpenDocument file (.ods)"),
    ("word/", "a text document"),
    ("ppt/", "a presentation"),
    ("Index/", "a Numbers file"),
)


def check_workbook(file: BinaryIO, limits: Limits) -> None:
    """Refuse a workbook that is not safe to open.

    Raises SheetRefused: file-kind, damaged, members, unpacked, ratio, external-link, macro, entities, cell-size,
    columns.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            _check_list(members, limits)
            for member in members:
                _check_member(archive, member)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError) as error:
        raise damaged() from error
    finally:
        file.seek(0)


def damaged() -> SheetRefused:
    return SheetRefused(
        "The file is damaged, cut short or locked.",
        "Open it in a spreadsheet program, save it again as .xlsx without a password, and upload that file.",
        kind="damaged",
    )


def _check_list(members: list[zipfile.ZipInfo], limits: Limits) -> None:
    names = [member.filename for member in members]
    unpacked, packed = sum(m.file_size for m in members), sum(m.compress_size for m in members)
    if len(members) > limits.members:
        raise _refusal("members", f"The file holds {len(members)} parts, and at most {limits.members} are opened.")
    if unpacked > limits.unpacked_bytes:
        raise _refusal("unpacked", f"The file unpacks to more than {limits.unpacked_bytes // 1_000_000} MB.")
    if unpacked > SMALL and unpacked > packed * limits.ratio:
        raise _refusal("ratio", "The file unpacks to far more than a sheet of its size holds.")
    if "xl/workbook.xml" not in names:
        for beginning, words in _OTHER_KINDS:
            if any(name.startswith(beginning) for name in names):
                raise refused(words)
        raise refused("a packed archive or a workbook of another kind")
    if any("externallinks/" in name.lower() for name in names):
        raise _refusal(
            "external-link",
            "The workbook takes values from other files.",
            "Break the links (Data, Edit Links) or copy the sheet and paste it as values into a new workbook.",
        )
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise _refusal("macro", "The workbook holds macros.", "Save it as .xlsx, which holds none.")


def _check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    tags, tail = 0, b""
    with archive.open(member) as stream:
        block = stream.read(BLOCK)
        head = block[:64]
        if head[:2] in (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<"):
            raise _unsafe_xml()  # UTF-16 would pass every look at bytes below
        if not head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
            while block:  # not XML: read on only to have its checksum proved
                block = stream.read(BLOCK)
            return
        while block:
            tags += block.count(b"<")
            if len(block) == BLOCK and b"<" not in block:
                raise _refusal(
                    "cell-size",
                    "A cell holds more text than any spreadsheet allows.",
                    "Shorten it and save the sheet again.",
                )
            joined = tail + block
            if b"<!DOCTYPE" in joined or b"<!ENTITY" in joined:
                raise _unsafe_xml()
            if _FAR_CELL.search(joined):
                raise _refusal(
                    "columns",
                    f"The sheet has cells beyond its {WIDEST}th column.",
                    "Keep the columns that matter and delete the others.",
                )
            if tags > MOST_TAGS:
                raise _refusal("unpacked", "The sheet has more cells than are read.")
            tail = joined[-256:]
            block = stream.read(BLOCK)


def _refusal(
    kind: str,
    why: str,
    cure: str = COPY_ROWS,
) -> SheetRefused:
    return SheetRefused(why, cure, kind=kind)


def _unsafe_xml() -> SheetRefused:
    return SheetRefused("The workbook is written in a way that no spreadsheet program uses.", SAVE_AS, kind="entities")
