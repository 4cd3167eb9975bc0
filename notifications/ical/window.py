"""Which events a feed shows: 90 days back, 400 ahead, and cancelled ones for a while.

Both are counted on calendar days of the feed's zone: between two midnights nothing enters or
leaves because of the hour, so the bytes stand still.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS_BACK = 90
DAYS_AHEAD = 400
AFTER_OLD_END = timedelta(days=1)
AFTER_CANCELLING = timedelta(days=30)


def feed_window(*, today: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return `[since, until)` in UTC: an event is shown when `start < until and end > since`."""
    return (
        _midnight(today - timedelta(days=DAYS_BACK), zone),
        _midnight(today + timedelta(days=DAYS_AHEAD + 1), zone),
    )


def tombstone_until(*, old_end: datetime, cancelled_at: datetime) -> datetime:
    """Return the instant up to which a cancelled event stays in a feed.

    Both 1 day after its old end and 30 days after the cancelling have passed by then: a feed that
    simply drops the event sends people to a place where nobody waits (SuiteCRM#7327).
    """
    return max(old_end + AFTER_OLD_END, cancelled_at + AFTER_CANCELLING)


def tombstone_shown(*, old_end: datetime, cancelled_at: datetime, today: date, zone: ZoneInfo) -> bool:
    """Return whether a feed of `today` still shows the event: through the day its time runs out."""
    return tombstone_until(old_end=old_end, cancelled_at=cancelled_at) > _midnight(today, zone)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    # A midnight that does not exist (a clock change at 00:00) becomes the first instant after it.
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)
