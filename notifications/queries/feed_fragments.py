"""The text of one event of a feed.

Written once a process for each thing it is made of, so several feeds and askings share it, and a change of anything
visible can't show an old one.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from notifications.ical.event import Banner
from notifications.ical.fragment import banner_fragment, plain_fragment
from notifications.queries.feed_shown import Days, Entry, Shown
from notifications.wording.feeds import feed_words, hours_text

KEPT_FRAGMENTS = 20_000  # about 12 MB a process at most


@lru_cache(maxsize=KEPT_FRAGMENTS)
def fragment_of(shown: Shown, sequence: int, changed: datetime) -> str:
    """The VEVENT. Raises CalendarRefused for what can't stand in a calendar."""
    if isinstance(shown, Days):
        return banner_fragment(
            Banner(
                uid=shown.uid,
                sequence=sequence,
                last_modified=changed,
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
        location=", ".join(part for part in (shown.station, shown.venue) if part),
        cancelled=shown.cancelled,
    )


def _description(entry: Entry) -> str:
    """The venue's hour with its zone and the table; a busy-only feed says nothing more than that it is busy."""
    if not entry.venue:
        return ""
    said = feed_words(entry.lang)
    zone = _zone(entry.zone)
    hours = hours_text(
        entry.starts_at.astimezone(zone), entry.ends_at.astimezone(zone), zone_name=entry.zone, lang=entry.lang
    )
    first = ", ".join(part for part in (hours, entry.station) if part)
    if entry.cancelled:
        return said.cancelled.format(hours=first)
    return "\n".join(
        part for part in (first, said.meeting.format(point=entry.meeting) if entry.meeting else "") if part
    )


_zone = cache(ZoneInfo)
_AT = datetime(2027, 3, 9, 8, tzinfo=UTC)
_SAMPLE = Entry(
    told=0,
    at=_AT,
    uid="b20d4c77-1f0e-4a86-8d53-92f1c6e0aa35@camps.example.org",
    sequence=0,
    cancelled=False,
    starts_at=_AT,
    ends_at=_AT + timedelta(minutes=75),
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
        _AT, _SAMPLE.uid, cancelled=False, first_day=_AT.date(), last_day=_AT.date(), summary="Camp", venue="Hospital"
    ),
)
