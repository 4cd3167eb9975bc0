"""Local wall time and quiet hours: at which hour somebody may be written to.

Usually the window is 08:00 to 20:00 in the recipient's zone, half-open: 08:00 may, 20:00 may not; a camp may have other
quiet hours. A message that would wake somebody waits for the morning; one that could then come too late goes before the
evening ends; a cancellation or a move close to the hour passes at once.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import blake2s
from zoneinfo import ZoneInfo

# Kept free before the evening's end when a message is brought forward, so that the
# sweeper's ticks and a first retry still fall inside the window.
EVENING_MARGIN = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Quiet:
    """Nobody is written to from `begins` in the evening until `ends` in the morning, by the reader's clock.

    `urgent_within`: how close the visit must be for what is critical to pass. Raises ValueError for hours that do not
    go over midnight: the window for messages would be empty.
    """

    begins: time = time(20)
    ends: time = time(8)
    urgent_within: timedelta = timedelta(hours=24)

    def __post_init__(self) -> None:
        if self.ends >= self.begins:
            raise ValueError(f"ends={self.ends} is not before begins={self.begins}; quiet hours go over midnight")

    def leaves(self, hour: time) -> bool:
        """Whether this hour of the reader's clock is free for messages."""
        return self.ends <= hour < self.begins


USUAL_QUIET = Quiet()


def wall_to_utc(day: date, hour: time, zone: ZoneInfo) -> datetime:
    """The UTC instant at which clocks in `zone` show `hour` on `day`.

    A time skipped by a clock change moves forward by the gap (02:30 becomes 03:30);
    a time that comes twice is its first coming. `fold=0` gives both: before a gap it
    reads the old offset, which lands behind the gap, and in an overlap the first pass.
    """
    return datetime.combine(day, hour.replace(fold=0), tzinfo=zone).astimezone(UTC)


def in_window(at: datetime, zone: ZoneInfo, quiet: Quiet = USUAL_QUIET) -> bool:
    """Whether clocks in `zone` show an hour outside the quiet ones at this instant."""
    return quiet.leaves(_local(at, zone).time())


def hold_until(
    wanted: datetime, *, zone: ZoneInfo, not_after: datetime, now: datetime, quiet: Quiet = USUAL_QUIET
) -> datetime | None:
    """The instant in waking hours at which a message wanted at `wanted` should go.

    Inside the window: `wanted` itself. At night: the next opening. Where that would be
    too late (`not_after` is excluded), the end of the evening before, if `now` has not
    passed it. None when no waking moment is left: the message expires unsent.
    """
    if wanted >= not_after:
        return None
    if in_window(wanted, zone, quiet):
        return wanted
    opening = _next_opening(wanted, zone, quiet)
    if opening < not_after:
        return opening
    evening = _last_evening(wanted, zone, quiet)
    return evening if evening >= now else None


def bring_forward(wanted: datetime, *, zone: ZoneInfo, quiet: Quiet = USUAL_QUIET) -> datetime:
    """`wanted`, or the end of the evening before it where it lies at night: what to do before a visit can't wait."""
    return wanted if in_window(wanted, zone, quiet) else _last_evening(wanted, zone, quiet)


def at_once(
    *,
    now: datetime,
    zone: ZoneInfo,
    nearest_start: datetime,
    not_after: datetime,
    critical: bool,
    quiet: Quiet = USUAL_QUIET,
) -> datetime:
    """When a message about something that just happened goes: now, or in the morning.

    `critical` is true for a cancellation or a move. `nearest_start` is the earlier of the
    old and the new hour (somebody may set out for the old one); within `quiet.urgent_within`
    of it a critical message passes the quiet hours. So does any message for which the morning
    would be too late (`not_after`, or what it is about has begun): waking somebody is
    better than a wasted journey.
    """
    if in_window(now, zone, quiet):
        return now
    if critical and nearest_start - now <= quiet.urgent_within:
        return now
    opening = _next_opening(now, zone, quiet)
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


def _next_opening(at: datetime, zone: ZoneInfo, quiet: Quiet) -> datetime:
    local = _local(at, zone)
    day = local.date() if local.time() < quiet.ends else local.date() + timedelta(days=1)
    return wall_to_utc(day, quiet.ends, zone)


def _last_evening(at: datetime, zone: ZoneInfo, quiet: Quiet) -> datetime:
    local = _local(at, zone)
    day = local.date() if local.time() >= quiet.begins else local.date() - timedelta(days=1)
    return wall_to_utc(day, quiet.begins, zone) - EVENING_MARGIN
