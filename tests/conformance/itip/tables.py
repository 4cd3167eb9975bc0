"""RFC 5546, sections 3.2.1 to 3.2.8, as data: how often what may stand in each method of a VEVENT.

The presence columns of its eight tables side by side, the way the RFC writes them: `1`, `0`, `0+`, `1+`, and `0-1` for
"0 or 1". The last column is ours: an event of a feed, which has no METHOD (RFC 5545 s3.6.1, narrowed by our rules:
nobody is invited, every change is counted). What the RFC's comments ask beyond counting is in `checker`.
"""

from __future__ import annotations

from dataclasses import dataclass

SECTIONS = {
    "PUBLISH": "RFC 5546 s3.2.1",
    "REQUEST": "RFC 5546 s3.2.2",
    "REPLY": "RFC 5546 s3.2.3",
    "ADD": "RFC 5546 s3.2.4",
    "CANCEL": "RFC 5546 s3.2.5",
    "REFRESH": "RFC 5546 s3.2.6",
    "COUNTER": "RFC 5546 s3.2.7",
    "DECLINECOUNTER": "RFC 5546 s3.2.8",
    "FEED": "RFC 5545 s3.6.1 and house rules",
}

PROPERTIES = """
                PUBLISH REQUEST REPLY  ADD    CANCEL REFRESH COUNTER DECLINECOUNTER FEED
ATTACH          0+      0+      0+     0+     0+     0       0+      0              0
ATTENDEE        0       1+      1      0+     0+     1       0+      0              0
CATEGORIES      0+      0+      0+     0+     0+     0       0+      0              0
CLASS           0-1     0-1     0-1    0-1    0-1    0       0-1     0              0-1
COMMENT         0+      0+      0+     0+     0+     0+      0+      0+             0
CONTACT         0-1     0+      0+     0+     0+     0       0+      0              0
CREATED         0-1     0-1     0-1    0-1    0-1    0       0-1     0              0
DESCRIPTION     0-1     0-1     0-1    0-1    0-1    0       0-1     0              0-1
DTEND           0-1     0-1     0-1    0-1    0-1    0       0-1     0              1
DTSTAMP         1       1       1      1      1      1       1       1              1
DTSTART         1       1       0-1    1      0-1    0       1       0              1
DURATION        0-1     0-1     0-1    0-1    0-1    0       0-1     0              0
EXDATE          0+      0+      0+     0      0+     0       0+      0              0
GEO             0-1     0-1     0-1    0-1    0-1    0       0-1     0              0
LAST-MODIFIED   0-1     0-1     0-1    0-1    0-1    0       0-1     0              1
LOCATION        0-1     0-1     0-1    0-1    0-1    0       0-1     0              0-1
ORGANIZER       1       1       1      1      1      1       1       1              0
PRIORITY        0-1     0-1     0-1    0-1    0-1    0       0-1     0              0
RDATE           0+      0+      0+     0      0+     0       0+      0              0
RECURRENCE-ID   0-1     0-1     0-1    0      0-1    0-1     0-1     0-1            0
RELATED-TO      0+      0+      0+     0+     0+     0       0+      0              0
REQUEST-STATUS  0       0       0+     0      0      0       0+      0+             0
RESOURCES       0+      0+      0+     0+     0+     0       0+      0              0
RRULE           0-1     0-1     0-1    0      0-1    0       0-1     0              0
SEQUENCE        0-1     0-1     0-1    1      1      0       1       0-1            1
STATUS          0-1     0-1     0-1    0-1    0-1    0       0-1     0              1
SUMMARY         1       1       0-1    1      0-1    0       1       0              1
TRANSP          0-1     0-1     0-1    0-1    0-1    0       0-1     0              1
UID             1       1       1      1      1      1       1       1              1
URL             0-1     0-1     0-1    0-1    0-1    0       0-1     0              0
X-PROPERTY      0+      0+      0+     0+     0+     0+      0+      0+             0
"""

COMPONENTS = """
                PUBLISH REQUEST REPLY  ADD    CANCEL REFRESH COUNTER DECLINECOUNTER FEED
VALARM          0+      0+      0      0+     0      0       0+      0              0+
VEVENT          1+      1+      1+     1      1+     1       1       1+             0+
VFREEBUSY       0       0       0      0      0      0       0       0              0
VJOURNAL        0       0       0      0      0      0       0       0              0
VTIMEZONE       0+      0+      0-1    0+     0+     0+      0+      0+             0+
VTODO           0       0       0      0      0      0       0       0              0
"""

# "MAY be one of": the comment beside STATUS. CANCEL: CANCELLED for the whole event, none for one attendee (checked by
# the caller, who knows which of the two it is).
STATUS = {
    "PUBLISH": {"TENTATIVE", "CONFIRMED", "CANCELLED"},
    "REQUEST": {"TENTATIVE", "CONFIRMED"},
    "ADD": {"TENTATIVE", "CONFIRMED"},
    "CANCEL": {"CANCELLED"},
    "COUNTER": {"TENTATIVE", "CONFIRMED", "CANCELLED"},
    "FEED": {"CONFIRMED", "CANCELLED"},
}


@dataclass(frozen=True)
class Presence:
    """`least` to `most` times; `most` None is any number."""

    least: int
    most: int | None

    def allows(self, count: int) -> bool:
        return count >= self.least and (self.most is None or count <= self.most)


_WRITTEN = {"0": Presence(0, 0), "1": Presence(1, 1), "0+": Presence(0, None), "1+": Presence(1, None)}
_WRITTEN["0-1"] = Presence(0, 1)


def _read(table: str) -> dict[str, dict[str, Presence]]:
    heading, *rows = (line.split() for line in table.strip().splitlines())
    found: dict[str, dict[str, Presence]] = {method: {} for method in heading}
    for name, *written in rows:
        for method, presence in zip(heading, written, strict=True):
            found[method][name] = _WRITTEN[presence]
    return found


OF_PROPERTIES = _read(PROPERTIES)
OF_COMPONENTS = _read(COMPONENTS)
