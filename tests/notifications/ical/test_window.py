"""Which events a feed shows on which day."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from notifications.ical.window import feed_window, tombstone_shown, tombstone_until

LAGOS = ZoneInfo("Africa/Lagos")
NEW_YORK = ZoneInfo("America/New_York")


def test_window_runs_from_90_days_back_to_400_ahead_on_calendar_days() -> None:
    since, until = feed_window(today=date(2027, 3, 9), zone=LAGOS)
    assert since == datetime(2026, 12, 8, 23, tzinfo=UTC)
    assert until == datetime(2028, 4, 12, 23, tzinfo=UTC)


def test_window_counts_days_and_not_hours_across_a_clock_change() -> None:
    since, until = feed_window(today=date(2027, 5, 1), zone=NEW_YORK)
    assert since.astimezone(NEW_YORK) == datetime(2027, 1, 31, 0, 0, tzinfo=NEW_YORK)
    assert until.astimezone(NEW_YORK) == datetime(2028, 6, 5, 0, 0, tzinfo=NEW_YORK)


def test_window_opens_after_a_midnight_that_does_not_exist() -> None:
    # Beirut leaps from 00:00 to 01:00 on 2026-03-29.
    beirut = ZoneInfo("Asia/Beirut")
    since, _ = feed_window(today=date(2026, 3, 29) + timedelta(days=90), zone=beirut)
    assert since == datetime(2026, 3, 28, 22, tzinfo=UTC)


def test_tombstone_stays_until_both_times_have_passed() -> None:
    end = datetime(2027, 3, 9, 13, tzinfo=UTC)
    long_before = datetime(2027, 1, 1, tzinfo=UTC)
    day_before = datetime(2027, 3, 8, tzinfo=UTC)
    assert tombstone_until(old_end=end, cancelled_at=long_before) == datetime(2027, 3, 10, 13, tzinfo=UTC)
    assert tombstone_until(old_end=end, cancelled_at=day_before) == datetime(2027, 4, 7, tzinfo=UTC)


def test_tombstone_is_shown_through_the_day_its_time_runs_out() -> None:
    end, cancelled = datetime(2027, 3, 9, 13, tzinfo=UTC), datetime(2027, 3, 8, 12, tzinfo=UTC)
    shown = [
        tombstone_shown(old_end=end, cancelled_at=cancelled, today=today, zone=LAGOS)
        for today in (date(2027, 3, 8), date(2027, 4, 6), date(2027, 4, 7), date(2027, 4, 8))
    ]
    assert shown == [True, True, True, False]
