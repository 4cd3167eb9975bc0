"""From when on somebody eats nothing, so that the stomach is empty at the arrival. Pure."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

LONGEST = timedelta(hours=24)  # longer is no fasting before an operation: what the sheet says must be read


def eat_nothing_after(arrival: datetime, *, fasting_hours: int | None, zone: ZoneInfo) -> datetime | None:
    """The last full hour of the venue's clock that is at least `fasting_hours` before `arrival`, in `zone`.

    Hours are hours passed, whatever the clocks do in that night. None without a rule, or with one longer than a day.
    """
    if not fasting_hours or timedelta(hours=fasting_hours) > LONGEST:
        return None
    begins = (arrival.astimezone(UTC) - timedelta(hours=fasting_hours)).astimezone(zone)
    return begins.replace(minute=0, second=0, microsecond=0)
