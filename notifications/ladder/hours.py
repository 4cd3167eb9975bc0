"""Local wall time and quiet hours: at which hour somebody may be written to.

The window is 08:00 to 20:00 in the recipient's zone, half-open: 08:00 may, 20:00 may not.
A message that would wake somebody waits for the morning; one that could then come too late
goes before the evening ends; a cancellation or a move close to the hour passes at once.
"""

from datetime import UTC, date, datetime, time, timedelta
from hashlib import blake2s
from zoneinfo import ZoneInfo

QUIET_UNTIL = time(8)
QUIET_FROM = time(20)
URGENT_WITHIN = timedelta(hours=24)

# Kept free before the evening's end when a message is brought forward, so that the
# sweeper's ticks and a first retry still fall inside the window.
EVENING_MARGIN = timedelta(minutes=30)


def wall_to_utc(day: date, hour: time, zone: ZoneInfo) -> datetime:
    """The UTC instant at which clocks in `zone` show `hour` on `day`.

    A time skipped by a clock change moves forward by the gap (02:30 becomes 03:30);
    a time that comes twice is its first coming. `fold=0` gives both: before a gap it
    reads the old offset, which lands behind the gap, and in an overlap the first pass.
    """
    return datetime.combine(day, hour.replace(fold=0), tzinfo=zone).astimezone(UTC)


def in_window(at: datetime, zone: ZoneInfo) -> bool:
    """Whether clocks in `zone` show 08:00 to 20:00 at this instant."""
    return QUIET_UNTIL <= _local(at, zone).time() < QUIET_FROM


def hold_until(wanted: datetime, *, zone: ZoneInfo, not_after: datetime, now: datetime) -> datetime | None:
    """The instant in waking hours at which a message wanted at `wanted` should go.

    Inside the window: `wanted` itself. At night: the next opening. Where that would be
    too late (`not_after` is excluded), the end of the evening before, if `now` has not
    passed it. None when no waking moment is left: the message expires unsent.
    """
    if wanted >= not_after:
        return None
    if in_window(wanted, zone):
        return wanted
    opening = _next_opening(wanted, zone)
    if opening < not_after:
        return opening
    evening = _last_evening(wanted, zone)
    return evening if evening >= now else None


def at_once(
    *,
    now: datetime,
    zone: ZoneInfo,
    nearest_start: datetime,
    not_after: datetime,
    critical: bool,
) -> datetime:
    """When a message about something that just happened goes: now, or in the morning.

    `critical` is true for a cancellation or a move. `nearest_start` is the earlier of the
    old and the new hour (somebody may set out for the old one); within 24 hours of it a
    critical message passes the quiet hours. So does any message for which the morning
    would be too late (`not_after`, or what it is about has begun): waking somebody is
    better than a wasted journey.
    """
    if in_window(now, zone):
        return now
    if critical and nearest_start - now <= URGENT_WITHIN:
        return now
    opening = _next_opening(now, zone)
    return opening if opening < min(nearest_start, not_after) else now


def spread_between(first: time, last: time, spread_id: str) -> time:
    """A time of day in [first, last), always the same for the same id, to spread the load."""
    start = timedelta(hours=first.hour, minutes=first.minute)
    span = timedelta(hours=last.hour, minutes=last.minute) - start
    digest = blake2s(spread_id.encode(), digest_size=8).digest()
    seconds = int.from_bytes(digest, "big") % int(span.total_seconds())
    hour, rest = divmod(int(start.total_seconds()) + seconds, 3600)
    return time(hour, rest // 60, rest % 60)


def _local(at: datetime, zone: ZoneInfo) -> datetime:
    if at.tzinfo is None:
        raise ValueError(f"at={at!r} has no zone; pass an aware instant")
    return at.astimezone(zone)


def _next_opening(at: datetime, zone: ZoneInfo) -> datetime:
    local = _local(at, zone)
    day = local.date() if local.time() < QUIET_UNTIL else local.date() + timedelta(days=1)
    return wall_to_utc(day, QUIET_UNTIL, zone)


def _last_evening(at: datetime, zone: ZoneInfo) -> datetime:
    local = _local(at, zone)
    day = local.date() if local.time() >= QUIET_FROM else local.date() - timedelta(days=1)
    return wall_to_utc(day, QUIET_FROM, zone) - EVENING_MARGIN
