"""A doctor's zone, day list and late changes."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from notifications.ladder import day_list_due, doctor_zone, is_late_change

HOME, VENUE = ZoneInfo("Europe/London"), ZoneInfo("Africa/Lagos")


@pytest.mark.parametrize(
    ("day", "zone"),
    [
        (date(2027, 2, 28), HOME),
        (date(2027, 3, 1), VENUE),
        (date(2027, 3, 3), VENUE),
        (date(2027, 3, 4), HOME),
    ],
)
def test_doctor_lives_at_the_venue_during_the_camp(day: date, zone: ZoneInfo) -> None:
    found = doctor_zone(
        day,
        home_zone=HOME,
        venue_zone=VENUE,
        first_day=date(2027, 3, 1),
        last_day=date(2027, 3, 3),
    )
    assert found is zone


def test_day_list_comes_on_the_evening_before() -> None:
    due = day_list_due(date(2027, 3, 2), zone=VENUE, spread_id="doctor:4").astimezone(VENUE)
    assert due.date() == date(2027, 3, 1)
    assert time(18) <= due.time() < time(18, 30)


@pytest.mark.parametrize(("hours", "late"), [(1, True), (48, True), (48.01, False), (-1, True)])
def test_change_within_two_days_is_late(hours: float, late: bool) -> None:
    now = datetime(2027, 3, 1, 12, tzinfo=UTC)
    assert is_late_change(changed_at=now, nearest_start=now + timedelta(hours=hours)) is late
