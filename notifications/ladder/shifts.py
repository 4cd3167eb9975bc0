"""The hours of a doctor's messages: zone, evening day list, late changes."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from notifications.ladder.hours import spread_between, wall_to_utc

EVENING_FROM = time(18)
EVENING_UNTIL = time(18, 30)
LATE_WITHIN = timedelta(hours=48)


def doctor_zone(day: date, *, home_zone: ZoneInfo, venue_zone: ZoneInfo, first_day: date, last_day: date) -> ZoneInfo:
    """Where a doctor lives on that day: at home before and after the camp, else at the venue."""
    return venue_zone if first_day <= day <= last_day else home_zone


def day_list_due(day: date, *, zone: ZoneInfo, spread_id: str) -> datetime:
    """The UTC instant of the day list: six in the evening before, in the doctor's zone."""
    hour = spread_between(EVENING_FROM, EVENING_UNTIL, spread_id)
    return wall_to_utc(day - timedelta(days=1), hour, zone)


def is_late_change(*, changed_at: datetime, nearest_start: datetime) -> bool:
    """Whether a change is told to the doctor at once: within 48 hours of the old or new hour.

    An earlier change is seen in the calendar feed, which may lag by a day.
    """
    return nearest_start - changed_at <= LATE_WITHIN
