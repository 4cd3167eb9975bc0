"""From when on somebody eats nothing, so that the stomach is empty at the arrival. Pure."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


def eat_nothing_after(arrival: datetime, *, fasting_hours: int | None, zone: ZoneInfo) -> datetime | None:
    """The last full hour of the venue's clock that is at least `fasting_hours` before `arrival`, in `zone`.

    Hours are hours passed, whatever the clocks do in that night. None without a rule. A text, the page and the sheet on
    paper all ask here, so that nobody reads two hours.
    """
    if not fasting_hours:
        return None
    begins = (arrival.astimezone(UTC) - timedelta(hours=fasting_hours)).astimezone(zone)
    return begins.replace(minute=0, second=0, microsecond=0)
