"""The text of one event of a feed.

Written once a process for each thing it is made of, so several feeds and askings share it, and a change of anything
visible can't show an old one.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

from notifications.ical.event import Banner
from notifications.ical.fragment import banner_fragment, plain_fragment
from notifications.queries.feed_shown import Days, Entry, Shown
from notifications.wording.feeds import feed_words, hours_text

KEPT_FRAGMENTS = 20_000  # about 12 MB a process at most


@lru_cache(maxsize=KEPT_FRAGMENTS)
def fragment_of(shown: Shown, sequence: int, changed: int) -> str:
    """The VEVENT, last changed at `changed` (seconds). Raises CalendarRefused for what can't stand in a calendar."""
    if isinstance(shown, Days):
        return banner_fragment(
            Banner(
                uid=shown.uid,
                sequence=sequence,
                last_modified=datetime.fromtimestamp(changed, UTC),
                first_day=shown.first_day,
                last_day=shown.last_day,
                summary=shown.summary,
                location=shown.venue,
                cancelled=shown.cancelled,
            )
        )
    return plain_fragment(
        uid=shown.uid,
        sequence=sequence,
        changed=changed,
        start=shown.starts_at,
        end=shown.ends_at,
        summary=shown.summary,
        description=_description(shown),
        location=_listed(shown.station, shown.venue),
        cancelled=shown.cancelled,
    )


def _description(entry: Entry) -> str:
    """The venue's hour with its zone and the table; a busy-only feed says nothing more than that it is busy."""
    if not entry.venue:
        return ""
    said = feed_words(entry.lang)
    hours = hours_text(entry.starts_at, entry.ends_at, zone_name=entry.zone, lang=entry.lang)
    first = _listed(hours, entry.station)
    if entry.cancelled:
        return said.cancelled.format(hours=first)
    return f"{first}\n{said.meeting.format(point=entry.meeting)}" if entry.meeting else first


def _listed(one: str, other: str) -> str:
    return f"{one}, {other}" if one and other else one or other


_AT = datetime(2027, 3, 9, 8, tzinfo=UTC)
_SECONDS = int(_AT.timestamp())
_SAMPLE = Entry(
    told=0,
    at=_SECONDS,
    uid="b20d4c77-1f0e-4a86-8d53-92f1c6e0aa35@camps.example.org",
    sequence=0,
    cancelled=False,
    starts_at=_SECONDS,
    ends_at=_SECONDS + 75 * 60,
    summary="Case 014 - A.O.",
    station="Table 2",
    venue="General Hospital",
    meeting="gate 2",
    zone="Africa/Lagos",
    lang="en",
    camp=1,
    camp_name="Jalingo Camp",
)
# One of each kind of event: what they look like tells whether another version of the code writes otherwise.
SAMPLES: tuple[Shown, ...] = (
    _SAMPLE,
    _SAMPLE._replace(lang="fr"),
    _SAMPLE._replace(cancelled=True),
    _SAMPLE._replace(station="", venue=""),
    Days(
        _SECONDS,
        _SAMPLE.uid,
        cancelled=False,
        first_day=_AT.date(),
        last_day=_AT.date(),
        summary="Camp",
        venue="Hospital",
    ),
)
