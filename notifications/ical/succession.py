"""What a feed showed before and shows now: SEQUENCE rises with every visible change, and never falls.

A reader such as Google keeps the old event while SEQUENCE and LAST-MODIFIED stand still. Moves and cancellations raise
them at the source; a renamed table or a corrected name does not, so the last published body is compared with the new.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

# What a person typed can't look like a whole line of ours: behind a name it stands, or behind a fold's blank.
_BEGIN, _END = "BEGIN:VEVENT\r\n", "END:VCALENDAR\r\n"
_HEAD = re.compile(r"UID:(.*(?:\r\n .*)*)\r\nSEQUENCE:(\d+)\r\nDTSTAMP:.*\r\nLAST-MODIFIED:(\d{8}T\d{6})Z\r\n")
_STAMPS = re.compile(r"^(?:SEQUENCE|DTSTAMP|LAST-MODIFIED):.*\r\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Published:
    """One event of a body that left: its text, SEQUENCE and LAST-MODIFIED."""

    text: str
    sequence: int
    stamp: str

    @property
    def changed(self) -> datetime:
        return datetime.strptime(self.stamp, "%Y%m%dT%H%M%S").replace(tzinfo=UTC)


def published_events(body: bytes) -> dict[str, Published]:
    """Return the events of one of our own feeds by UID; nothing for an empty body."""
    found = {}
    for lines in body.decode().removesuffix(_END).removesuffix("\r\n").split("\r\n" + _BEGIN)[1:]:
        head = _HEAD.match(lines)
        if head:
            found[head[1].replace("\r\n ", "")] = Published(f"{_BEGIN}{lines}\r\n", int(head[2]), head[3])
    return found


def succeeding(
    write: Callable[[int, datetime], str], *, sequence: int, changed: datetime, before: Published | None, now: datetime
) -> str:
    """Return the fragment that follows `before`.

    `write(sequence, changed)` writes the event as it is now; `sequence` and `changed` are what its source says. `now`
    is only used where something visible changed that the source did not count.
    """
    text = write(sequence, changed)
    if before is None or text == before.text or sequence > before.sequence:
        return text
    if _visible(text) == _visible(before.text):
        return before.text
    return write(before.sequence + 1, max(now, changed, before.changed))


def _visible(text: str) -> str:
    return _STAMPS.sub("", text)
